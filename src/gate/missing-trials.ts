import { trialsToDecide } from '../stats/index.ts'
import { type Bounds, holds, isFloor } from './compare.ts'
import { boundOf } from './comparison/relative.ts'
import { type Estimate, observedValue } from './estimate.ts'
import type { Operator } from './language.ts'
import type { RelativeQuestion } from './question.ts'

/** Beyond this many further trials "more trials" is no advice; as in `trialsToDecide`. */
const MOST = 1_000_000

export interface Undecided {
  readonly operator: Operator
  readonly bound: number
  readonly bounds: Bounds
  /** The levels of its two sides. */
  readonly pass: number
  readonly fail: number
}

/**
 * Further trials, over all selected cases, after which the test would decide at the observed rate; `null` when
 * none would, or when the metric has no test.
 */
export function missingTrials(estimate: Estimate, undecided: Undecided): number | null {
  const { operator, bound } = undecided
  const observed = observedValue(estimate)
  const level = observed !== null && holds(operator, observed, bound) ? undecided.pass : undecided.fail
  switch (estimate.kind) {
    case 'share': {
      const met = holds(operator, estimate.value, bound)
      const { rate, trials } = met === isFloor(operator) ? estimate.smallest : estimate.largest
      // Errors are in the way, not the number of trials.
      if (holds(operator, rate, bound) !== met) return null
      return isFloor(operator)
        ? further(rate, trials, bound, level)
        : further(1 - rate, trials, 1 - bound, level)
    }
    case 'quantile': {
      const { sorted, q, trials, missing } = estimate
      if (missing > 0) return null
      const inside = sorted.filter((value) => holds(operator, value, bound) !== isFloor(operator))
      return further(inside.length / sorted.length, trials, q, level)
    }
    case 'mean':
      return furtherForMean(estimate.value, estimate.n, undecided)
    case 'point':
    case 'unbounded':
    case 'absent':
    case 'unmeasured':
    case 'unknown':
      return null
  }
}

function further(rate: number, trials: number, theta: number, level: number): number | null {
  const share = Math.min(1, Math.max(0, rate))
  const more = trialsToDecide(share * trials, trials, Math.min(1, Math.max(0, theta)), level)
  return more === null || more === 0 ? null : more
}

/** The reach of a t interval shrinks with √n: n·(reach/gap)² trials bring it down to the gap. */
function furtherForMean(value: number, n: number, { operator, bound, bounds }: Undecided): number | null {
  const towards = holds(operator, value, bound) === isFloor(operator) ? bounds.low : bounds.high
  if (towards === null) return null
  const more = Math.ceil(n * (((towards - value) / (value - bound)) ** 2 - 1))
  return more > 0 && more <= MOST ? more : null
}

/**
 * Further trials of the candidate after which its bound towards the target would reach it, at the observed values;
 * `null` when the baseline's own trials are too few for that, however many the candidate has. The squared reach of a
 * difference is that of both sides, each as one over its trials.
 */
export function missingInComparison(question: RelativeQuestion, bounds: Bounds): number | null {
  const { target, comparing, estimate } = question
  const value = observedValue(estimate)
  const bound = boundOf(question)
  // What does not meet the bound is proven by a small p-value, of which no number of trials can be told.
  if (value === null || !holds(target.operator, value, bound)) return null
  const towards = isFloor(target.operator) ? bounds.low : bounds.high
  if (towards === null) return null
  const [own, other] = [estimate.n, comparing.compared.baseline.n]
  const needed = ((value - bound) / (value - towards)) ** 2
  const inverse = needed * (1 / own + 1 / other) - 1 / other
  const more = Math.ceil(1 / inverse - own)
  return inverse > 0 && more > 0 && more <= MOST ? more : null
}
