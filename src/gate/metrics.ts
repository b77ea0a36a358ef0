import type { Estimate } from './estimate.ts'
import { callLatencyQuantile, latencyQuantile } from './estimators/latency.ts'
import { costPerSuccess, meanOfCases, totalOfTrials } from './estimators/means.ts'
import { passAt, passHat } from './estimators/pass-k.ts'
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
}

type Row = readonly [string, Unit, 'higher' | 'lower', Estimator | null]

/** Every metric, in the order in which it is shown. */
const ROWS: readonly Row[] = [
  ['success_rate', 'share', 'higher', successRate],
  ['error_rate', 'share', 'lower', errorRate],
  ['pass@k', 'share', 'higher', passAt],
  ['pass^k', 'share', 'higher', passHat],
  ['avg_cost', 'usd', 'lower', meanOfCases('costUsd')],
  ['total_cost', 'usd', 'lower', totalOfTrials('costUsd')],
  ['judge_cost', 'usd', 'lower', totalOfTrials('judgeCostUsd')],
  ['cost_per_success', 'usd', 'lower', costPerSuccess],
  ['avg_latency', 'ms', 'lower', meanOfCases('latencyMs')],
  ['p50_latency', 'ms', 'lower', latencyQuantile(0.5)],
  ['p95_latency', 'ms', 'lower', latencyQuantile(0.95)],
  ['p99_latency', 'ms', 'lower', latencyQuantile(0.99)],
  ['p50_call_latency', 'ms', 'lower', callLatencyQuantile(0.5)],
  ['p95_call_latency', 'ms', 'lower', callLatencyQuantile(0.95)],
  ['p99_call_latency', 'ms', 'lower', callLatencyQuantile(0.99)],
  ['avg_tokens', 'count', 'lower', meanOfCases('tokens')],
  ['total_tokens', 'count', 'lower', totalOfTrials('tokens')],
  ['avg_iterations', 'count', 'lower', meanOfCases('iterations')],
  ['avg_tool_calls', 'count', 'lower', meanOfCases('toolCalls')],
  ['tool_error_rate', 'share', 'lower', toolErrorRate],
  ['escalation_rate', 'share', 'lower', escalationRate],
  ['attack_success_rate', 'share', 'lower', null],
  ['utility_under_attack', 'share', 'higher', null],
]

const PER_K = /^pass[@^]k$/

export const METRICS: readonly MetricDefinition[] = ROWS.map(([name, unit, better, estimate]) => ({
  name,
  unit,
  better,
  perK: PER_K.test(name),
  estimate,
}))

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
