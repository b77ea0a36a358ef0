import { binomialTest } from '../stats/index.ts'
import { type MeanEstimate, meanBounds, type QuantileEstimate } from './bounds.ts'
import { holds, isFloor } from './compare.ts'
import type { Estimate } from './estimate.ts'
import type { Operator } from './language.ts'

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

const SMALLEST_P = 1e-12

/** By bisection of the level at which the t bound meets the claim's. */
function meanAgainst(estimate: MeanEstimate, operator: Operator, bound: number): number {
  const refutes = (level: number): boolean => {
    const { low, high } = meanBounds(estimate, level)
    const best = isFloor(operator) ? high : low
    return best !== null && !holds(operator, best, bound)
  }
  if (refutes(SMALLEST_P)) return SMALLEST_P
  let [from, to] = [Math.log(SMALLEST_P), Math.log(0.499)]
  if (!refutes(Math.exp(to))) return 1
  for (let step = 0; step < 36; step++) {
    const middle = (from + to) / 2
    if (refutes(Math.exp(middle))) to = middle
    else from = middle
  }
  return Math.exp(to)
}
