import type { Comparer } from './comparison/compared.ts'
import { latencies, means } from './comparison/means.ts'
import { callQuantiles, latencyQuantiles } from './comparison/quantiles.ts'
import { rates } from './comparison/rates.ts'
import { costs, errorShares, toolErrors } from './comparison/ratios.ts'
import { passesAt, passesHat, scores } from './comparison/scores.ts'
import type { Estimate } from './estimate.ts'
import { callLatencyQuantile, latencyQuantile } from './estimators/latency.ts'
import { costPerSuccess, meanOfCases, totalOfTrials } from './estimators/means.ts'
import { passAt, passHat } from './estimators/pass-k.ts'
import { averageScore } from './estimators/score.ts'
import { errorRate, escalationRate, successRate, toolErrorRate } from './estimators/shares.ts'
import type { MetricRef } from './language.ts'
import type { Sample } from './sample.ts'
import type { Unit } from './types.ts'

export interface EstimateOptions {
  /** Tools whose call hands over to a person; `null` leaves it to their names. */
  readonly escalationTools: readonly string[] | null
  /** The k of `pass@k` and `pass^k`; 1 for the others. */
  readonly k: number
}

export type Estimator = (sample: Sample, options: EstimateOptions) => Estimate

export interface MetricDefinition {
  readonly name: string
  readonly unit: Unit
  readonly better: 'higher' | 'lower'
  /** Written with a number in place of its k: `pass^5`. */
  readonly perK: boolean
  /** `null`: measured by attack runs alone. */
  readonly estimate: Estimator | null
  readonly comparer: Comparer | null
}

type Row =
  | readonly [string, Unit, 'higher' | 'lower', Estimator, Comparer]
  | readonly [string, Unit, 'higher' | 'lower']

/** Every metric, in the order in which it is shown. */
const ROWS: readonly Row[] = [
  ['success_rate', 'share', 'higher', successRate, rates],
  ['avg_score', 'share', 'higher', averageScore, scores],
  ['error_rate', 'share', 'lower', errorRate, errorShares],
  ['pass@k', 'share', 'higher', passAt, passesAt],
  ['pass^k', 'share', 'higher', passHat, passesHat],
  ['avg_cost', 'usd', 'lower', meanOfCases('costUsd'), means('costUsd')],
  ['total_cost', 'usd', 'lower', totalOfTrials('costUsd'), means('costUsd')],
  ['judge_cost', 'usd', 'lower', totalOfTrials('judgeCostUsd'), means('judgeCostUsd')],
  ['cost_per_success', 'usd', 'lower', costPerSuccess, costs],
  ['avg_latency', 'ms', 'lower', meanOfCases('latencyMs'), latencies],
  ['p50_latency', 'ms', 'lower', latencyQuantile(0.5), latencyQuantiles(0.5)],
  ['p95_latency', 'ms', 'lower', latencyQuantile(0.95), latencyQuantiles(0.95)],
  ['p99_latency', 'ms', 'lower', latencyQuantile(0.99), latencyQuantiles(0.99)],
  ['p50_call_latency', 'ms', 'lower', callLatencyQuantile(0.5), callQuantiles(0.5)],
  ['p95_call_latency', 'ms', 'lower', callLatencyQuantile(0.95), callQuantiles(0.95)],
  ['p99_call_latency', 'ms', 'lower', callLatencyQuantile(0.99), callQuantiles(0.99)],
  ['avg_tokens', 'count', 'lower', meanOfCases('tokens'), means('tokens')],
  ['total_tokens', 'count', 'lower', totalOfTrials('tokens'), means('tokens')],
  ['avg_iterations', 'count', 'lower', meanOfCases('iterations'), means('iterations')],
  ['avg_tool_calls', 'count', 'lower', meanOfCases('toolCalls'), means('toolCalls')],
  ['tool_error_rate', 'share', 'lower', toolErrorRate, toolErrors],
  ['escalation_rate', 'share', 'lower', escalationRate, rates],
  ['attack_success_rate', 'share', 'lower'],
  ['utility_under_attack', 'share', 'higher'],
]

const PER_K = /^pass[@^]k$/

export const METRICS: readonly MetricDefinition[] = ROWS.map(
  ([name, unit, better, estimate = null, comparer = null]) => ({
    name,
    unit,
    better,
    perK: PER_K.test(name),
    estimate,
    comparer,
  }),
)

export const METRIC_NAMES: readonly string[] = METRICS.map(({ name }) => name)

const BY_NAME: ReadonlyMap<string, MetricDefinition> = new Map(METRICS.map((metric) => [metric.name, metric]))

export function findMetric(family: string): MetricDefinition | null {
  return BY_NAME.get(family) ?? null
}

/** `pass^5` is the family `pass^k` with k = 5; every other name is its own family. */
export function familyOf(name: string): { readonly family: string; readonly k: number | null } {
  const [, stem, written] = /^(pass[@^])(k|\d+(?:\.\d+)?|)$/.exec(name) ?? []
  if (stem === undefined) return { family: name, k: null }
  const k = Number(written === '' ? Number.NaN : written)
  return { family: `${stem}k`, k: Number.isSafeInteger(k) && k >= 1 ? k : null }
}

/** What the trials say about a metric. @throws RangeError for a metric that only attack runs measure */
export function estimateOf(
  metric: Pick<MetricRef, 'family' | 'k'>,
  sample: Sample,
  escalationTools: EstimateOptions['escalationTools'],
): Estimate {
  const estimator = findMetric(metric.family)?.estimate
  if (!estimator) throw new RangeError(`expected a metric that a run measures, got ${metric.family}`)
  return estimator(sample, { escalationTools, k: metric.k ?? 1 })
}
