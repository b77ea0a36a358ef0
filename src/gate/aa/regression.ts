import type { CheckedAssertion } from '../check.ts'
import { frequencyOf } from './alarms.ts'
import type { ResampledGate } from './resample.ts'
import type { Frequency, Resampled } from './types.ts'

/** Metrics that follow the success rate. */
const OF_SUCCESS = ['success_rate', 'avg_score', 'pass@k', 'pass^k']

/** Whether an assertion holds success against a baseline. */
export const isRegression = ({ assertion: { claim, metric } }: CheckedAssertion): boolean =>
  claim.kind !== 'absolute' && OF_SUCCESS.includes(metric.family)

/** The part of a gate that drift of success alarms: its own regression assertions, else the one that was added. */
export function regressionPart(gate: ResampledGate): ResampledGate {
  const own = gate.assertions.filter(isRegression)
  return { ...gate, assertions: own.length > 0 ? own : gate.added, added: [] }
}

/** How often any of the gate's own assertions failed. */
export function anyFailed(
  resampled: readonly Resampled[],
  { assertions: { length } }: ResampledGate,
): Frequency {
  const failed = resampled.filter((each) =>
    each.assertions.slice(0, length).some(({ decision }) => decision === 'fail'),
  )
  return frequencyOf(failed.length, resampled.length)
}
