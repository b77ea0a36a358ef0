import { trialsToDecide } from '../stats/index.ts'
import { type Bounds, holds, isFloor } from './compare.ts'
import type { Estimate } from './estimate.ts'
import type { Operator } from './language.ts'

/** Beyond this many further trials "more trials" is no advice; as in `trialsToDecide`. */
const MOST = 1_000_000

export interface Undecided {
  readonly operator: Operator
  readonly bound: number
  readonly bounds: Bounds
  /** The level that the side which the observed value is on was tested at. */
  readonly level: number
}

/**
 * Further trials, over all selected cases, after which the test would decide at the observed rate; `null` when
 * none would, or when the metric has no test.
 */
export function missingTrials(estimate: Estimate, undecided: Undecided): number | null {
  const { operator, bound, level } = undecided
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
