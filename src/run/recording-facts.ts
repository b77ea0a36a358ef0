import { usageOf } from '../model/messages.ts'
import { costOf, type PriceTable, promptTokens } from '../model/prices.ts'
import { protocolOf } from '../model/protocol/index.ts'
import { type RecordedCall, type Recording, UNANSWERED } from '../model/recording/format.ts'
import { type AssistantMessage, own } from '../trajectory/index.ts'

/** What a recording took, for tables and estimates. */
export interface RecordingFacts {
  readonly recordedAt: string | null
  /** Calls of the model, failed ones included. */
  readonly calls: number
  /** `null` where a call does not say. */
  readonly tokens: number | null
  /** `null` where a price or a usage is unknown. */
  readonly costUsd: number | null
  readonly models: readonly string[]
}

/** @param model what the calls are priced as; `null` for the model that answered each */
export function factsOf(
  recording: Recording,
  prices: PriceTable,
  model: string | null = null,
): RecordingFacts {
  const calls = recording.calls.filter(asksModel)
  const messages = calls.flatMap((call) => answerIn(call) ?? [])
  const usages = messages.map(usageOf)
  // What only failed, or answered with what is no message, took nobody knows what.
  const unanswered = calls.length > 0 && messages.length === 0
  return {
    recordedAt: recording.recordedAt,
    calls: calls.length,
    tokens: unanswered ? null : sum(usages.map((usage) => usage && promptTokens(usage) + usage.outputTokens)),
    costUsd: unanswered
      ? null
      : sum(messages.map((said) => costOf(usageOf(said), model ?? modelOf(said), prices))),
    models: [...new Set(messages.flatMap((said) => modelOf(said) ?? []))].sort(),
  }
}

/** False for what costs nothing and says nothing: counting tokens, listing models, a call without an answer. */
export const asksModel = ({ endpoint, status }: RecordedCall): boolean =>
  status !== UNANSWERED && endpoint !== 'models' && endpoint !== 'messages/count_tokens'

/** The message that answered a call; `null` for an error. */
export function answerIn({ endpoint, status, response }: RecordedCall): AssistantMessage | null {
  if (status !== 200 || endpoint === 'models' || endpoint === 'messages/count_tokens') return null
  return protocolOf(endpoint).messageIn(response)
}

function modelOf(message: AssistantMessage): string | null {
  const model = own(message, 'model')
  return typeof model === 'string' ? model : null
}

/** `null` where one of them is unknown: part of a sum is none. */
export const sum = (values: readonly (number | null)[]): number | null =>
  values.reduce((total, value) => (total === null || value === null ? null : total + value), 0)
