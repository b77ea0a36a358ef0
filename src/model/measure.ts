import { agentCalls, type ModelCall, type Trajectory, toolCalls, type Usage } from '../trajectory/index.ts'
import { wasAsked } from './broken.ts'
import { costOf, type PriceTable, promptTokens } from './prices.ts'

/** The numbers of one trial. `null` is unknown, never 0. */
export interface Measures {
  /** Of the agent's calls. */
  readonly costUsd: number | null
  /** Of the judges' calls, which are not the agent's; 0 where there were none. */
  readonly judgeCostUsd: number | null
  readonly latencyMs: number | null
  /** What an agent in another process took by itself while its model was played; shown, never gated. */
  readonly computeMs: number | null
  /** Latency of each of the agent's model calls; `null` where one is unknown. */
  readonly callLatenciesMs: readonly (number | null)[]
  /** Cost of each of them. */
  readonly callCostsUsd: readonly (number | null)[]
  /** Tokens of all classes, in and out. */
  readonly tokens: number | null
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** Answered model calls of the agent: the turns of its loop. */
  readonly iterations: number
  readonly toolCalls: number
  readonly toolErrors: number
  readonly toolNames: readonly string[]
  /** Models that were used and have no price, for the message that explains an unknown cost. */
  readonly unpriced: readonly string[]
  /** Calls that ended before they said what they used: the provider bills them, and nobody knows how much. */
  readonly lostCalls: number
}

/** @param defaultModel the model of calls that do not name theirs (imports) */
export function measure(trajectory: Trajectory, prices: PriceTable, defaultModel: string | null): Measures {
  const calls = agentCalls(trajectory).map(({ event }) => event)
  const answered = calls.filter((call) => call.response !== null)
  const tools = toolCalls(trajectory).map(({ event }) => event)
  const lost = calls.filter((call) => isLost(call, trajectory)).length
  const billed = calls.filter((call) => call.response !== null || call.usage !== null)
  const costs = billed.map((call) => costOf(call.usage, call.model ?? defaultModel, prices))
  const judged = judgeCalls(trajectory)
  return {
    costUsd: lost > 0 ? null : total(costs),
    judgeCostUsd:
      judged.length === 0 ? 0 : total(judged.map(({ usage, model }) => costOf(usage, model, prices))),
    latencyMs: trajectory.latencyMs,
    computeMs: trajectory.computeMs,
    callLatenciesMs: answered.map((call) => call.latencyMs),
    callCostsUsd: answered.map((call) => costOf(call.usage, call.model ?? defaultModel, prices)),
    tokens: lost > 0 ? null : total(billed.map((call) => call.usage && sumTokens(call.usage))),
    inputTokens: total(billed.map((call) => call.usage && promptTokens(call.usage))),
    outputTokens: total(billed.map((call) => call.usage?.outputTokens ?? null)),
    iterations: answered.length,
    toolCalls: tools.length,
    toolErrors: tools.filter((call) => call.status === 'error').length,
    toolNames: tools.map((call) => call.name),
    unpriced: unpricedModels(
      [...billed, ...judged].map((call) => call.model ?? defaultModel),
      prices,
    ),
    lostCalls: lost,
  }
}

const judgeCalls = ({ events }: Trajectory): readonly ModelCall[] =>
  events
    .filter((event): event is ModelCall => event.type === 'model_call' && event.actor === 'judge')
    .filter(({ response }) => response !== null)

/**
 * A call that nobody waited for, or whose connection broke. What is played was billed before: there, only a call that
 * the agent left open although it was done is lost.
 */
function isLost({ response, failure, usage, fault }: ModelCall, { end, provenance }: Trajectory): boolean {
  if (response !== null || usage !== null || fault !== null) return false
  const paid = provenance.source === 'live' || provenance.source === 'record'
  if (failure === null) return paid || end.kind === 'completed'
  return paid && wasAsked(failure)
}

const sumTokens = (usage: Usage): number => promptTokens(usage) + usage.outputTokens

/** The sum, or `null` when a part is unknown or there is nothing to sum. */
export function total(parts: readonly (number | null)[]): number | null {
  let sum = 0
  for (const part of parts) {
    if (part === null) return null
    sum += part
  }
  return parts.length === 0 ? null : sum
}

function unpricedModels(models: readonly (string | null)[], prices: PriceTable): string[] {
  const unknown = models.filter((model) => model !== null && prices.find(model) === null)
  return [...new Set(unknown.filter((model) => model !== null))]
}
