import { failureIn } from '../model/messages.ts'
import type { PriceTable } from '../model/prices.ts'
import { quote, quoteDifference } from '../model/quote.ts'
import type { RecordedCall, Recording } from '../model/recording/format.ts'
import { type ContentBlock, firstDifference, isJsonObject, type Json, own } from '../trajectory/index.ts'
import { answerIn, asksModel, factsOf, type RecordingFacts } from './recording-facts.ts'

/** Where the model first said something else; the sides are in words, `nothing` where one says no more. */
export interface AnswerDifference {
  /** From 1. */
  readonly call: number
  readonly before: string
  readonly after: string
}

/** A trial whose recording is another one. A side is `null` where it is not recorded. */
export interface TrialDifference {
  readonly trial: number
  readonly before: RecordingFacts | null
  readonly after: RecordingFacts | null
  /** `null` where one side is missing. */
  readonly answer: AnswerDifference | null
}

/** The trials in which the model's answers are not what they were; those that say the same are left out. */
export function diffRecordings(
  before: readonly Recording[],
  after: readonly Recording[],
  prices: PriceTable,
): TrialDifference[] {
  const trials = [...new Set([...before, ...after].map(({ trial }) => trial))].sort((a, b) => a - b)
  return trials.flatMap((trial) => {
    const [old, fresh] = [before, after].map((list) => list.find((each) => each.trial === trial))
    const answer = old && fresh ? answerDifference(old, fresh) : null
    if (old && fresh && answer === null) return []
    return [
      {
        trial,
        before: old ? factsOf(old, prices) : null,
        after: fresh ? factsOf(fresh, prices) : null,
        answer,
      },
    ]
  })
}

function answerDifference(before: Recording, after: Recording): AnswerDifference | null {
  const [old, fresh] = [before, after].map(({ calls }) => calls.filter(asksModel).map(saidIn))
  const longest = Math.max(old?.length ?? 0, fresh?.length ?? 0)
  for (let index = 0; index < longest; index++) {
    const difference = saidDifference(old?.[index] ?? [], fresh?.[index] ?? [])
    if (difference !== null) return { call: index + 1, ...difference }
  }
  return null
}

/** A part of an answer: what kind, of what name, and with what. */
interface Said {
  readonly kind: 'text' | 'calls' | 'block' | 'failure' | 'stop'
  readonly name: string
  readonly value: Json
}

function saidIn(call: RecordedCall): Said[] {
  const message = answerIn(call)
  if (message === null) {
    const { type, message: why } = failureIn(call.status, call.response)
    return [{ kind: 'failure', name: `${call.status} ${type}`, value: why }]
  }
  const reason = own(message, 'stop_reason')
  const stop: Said[] = reason === undefined ? [] : [{ kind: 'stop', name: '', value: reason }]
  return [...message.content.flatMap(blockSaid), ...stop]
}

/** What the model thought is not what it answered, and ids are new in every answer. */
function blockSaid(block: ContentBlock): Said[] {
  switch (block.type) {
    case 'thinking':
    case 'redacted_thinking':
      return []
    case 'text':
      return [{ kind: 'text', name: '', value: own(block, 'text') ?? '' }]
    case 'tool_use':
      return [{ kind: 'calls', name: String(own(block, 'name')), value: own(block, 'input') ?? {} }]
    default: {
      const { id: _, ...rest } = block
      return [{ kind: 'block', name: '', value: rest }]
    }
  }
}

function saidDifference(
  before: readonly Said[],
  after: readonly Said[],
): Omit<AnswerDifference, 'call'> | null {
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const [old, fresh] = [before[index], after[index]]
    const difference = firstDifference(sideOf(old), sideOf(fresh))
    if (difference !== null) return bothSides(old, fresh)
  }
  return null
}

const sideOf = (said: Said | undefined): Json => (said ? [said.kind, said.name, said.value] : null)

function bothSides(before: Said | undefined, after: Said | undefined): { before: string; after: string } {
  if (before && after && before.kind === after.kind && before.name === after.name) {
    const difference = firstDifference(before.value, after.value)
    if (difference && isJsonObject(before.value)) {
      const sides = quoteDifference(difference)
      const where = `${lead(before)} ${difference.path}: `
      return { before: where + sides.before, after: where + sides.after }
    }
    const sides = quoteDifference({ path: '', before: before.value, after: after.value })
    return { before: `${lead(before)} ${sides.before}`, after: `${lead(after)} ${sides.after}` }
  }
  return { before: inWords(before), after: inWords(after) }
}

const lead = ({ kind, name }: Said): string => {
  switch (kind) {
    case 'calls':
      return `calls ${name}`
    case 'failure':
      return `answers ${name}:`
    case 'stop':
      return 'stops for'
    case 'text':
    case 'block':
      return 'says'
  }
}

const inWords = (said: Said | undefined): string => (said ? `${lead(said)} ${quote(said.value)}` : 'nothing')
