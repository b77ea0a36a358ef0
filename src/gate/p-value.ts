import { binomialTest } from '../stats/index.ts'
import { type MeanEstimate, meanBounds, type QuantileEstimate } from './bounds.ts'
import { holds, isFloor } from './compare.ts'
import type { Estimate } from './estimate.ts'
import type { Operator } from './language.ts'
import { smallestLevel } from './smallest-level.ts'

/**
 * The one-sided p-value of "the claim does not hold", errors taken in its favour: the smallest level at which the
 * bound that would refute it does. 1 where what was observed meets the claim, or has no exact test.
 */
export function pValueAgainst(estimate: Estimate, operator: Operator, bound: number): number {
  switch (estimate.kind) {
    case 'share': {
      const { rate, trials } = isFloor(operator) ? estimate.largest : estimate.smallest
      if (holds(operator, rate, bound)) return 1
      return binomialTest(rate * trials, trials, bound, isFloor(operator) ? 'below' : 'above')
    }
    case 'quantile':
      return holds(operator, estimate.value, bound) ? 1 : quantileAgainst(estimate, operator, bound)
    case 'mean':
      return holds(operator, estimate.value, bound) ? 1 : meanAgainst(estimate, operator, bound)
    case 'point':
    case 'unbounded':
    case 'absent':
    case 'unmeasured':
    case 'unknown':
      return 1
  }
}

/** `p95 <= 5s` fails when too few trials took at most 5 s; `p95 >= 1s` when too many took less than 1 s. */
function quantileAgainst(estimate: QuantileEstimate, operator: Operator, bound: number): number {
  const { sorted, q, trials, missing } = estimate
  const inside = sorted.filter((value) => holds(operator, value, bound) !== isFloor(operator))
  const passes = (inside.length / sorted.length) * trials
  return isFloor(operator)
    ? binomialTest(passes, trials + missing, q, 'above')
    : binomialTest(passes + missing, trials + missing, q, 'below')
}

/** The smallest level at which the t bound refutes the claim. */
function meanAgainst(estimate: MeanEstimate, operator: Operator, bound: number): number {
  return smallestLevel((level) => {
    const { low, high } = meanBounds(estimate, level)
    const best = isFloor(operator) ? high : low
    return best !== null && !holds(operator, best, bound)
  })
}
