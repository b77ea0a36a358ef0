import type { Operator } from './language.ts'
import type { Proof } from './types.ts'

/**
 * Rounding of a mean of rates is below this; a difference that means anything is above. It makes thresholds hold
 * at equality: 19 of 20 meets `>= 95%`, whatever 0.95 is in binary, and does not meet `> 95%`.
 */
const SLACK = 1e-12

export function holds(operator: Operator, value: number, bound: number): boolean {
  const slack = SLACK * Math.max(1, Math.abs(bound))
  switch (operator) {
    case '>=':
      return value >= bound - slack
    case '>':
      return value > bound + slack
    case '<=':
      return value <= bound + slack
    case '<':
      return value < bound - slack
  }
}

/** Whether more is needed (`>=`, `>`), as against at most (`<=`, `<`). */
export const isFloor = (operator: Operator): boolean => operator === '>=' || operator === '>'

/** One-sided bounds of a metric; `null` where the trials bound it on that side by nothing. */
export interface Bounds {
  readonly low: number | null
  readonly high: number | null
}

/** What the bounds show of a claim: it holds at its worst end, fails at its best end, or neither. */
export function proofOf(operator: Operator, bound: number, { low, high }: Bounds): Proof {
  const [worst, best] = isFloor(operator) ? [low, high] : [high, low]
  if (worst !== null && holds(operator, worst, bound)) return 'proven_pass'
  if (best !== null && !holds(operator, best, bound)) return 'proven_fail'
  return 'inconclusive'
}
