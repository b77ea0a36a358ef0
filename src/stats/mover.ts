import { demand, demandValues } from './demand.ts'

/** A number with the interval that is known of it. */
export interface Estimated {
  readonly value: number
  readonly low: number
  readonly high: number
}

/**
 * The interval of a − factor·b from an interval of each, without a shared standard error: "method of variance
 * estimates recovery" (Zou & Donner 2008). Each bound takes the side of each interval that lies in its way, so
 * skewed intervals stay skewed, at the confidence that both intervals have.
 * @param factor above 0; 1 unless given
 * @throws RangeError for bounds that are not numbers or the wrong way round, or a factor of 0 or less
 */
export function moverDifference(a: Estimated, b: Estimated, factor = 1): Estimated {
  demand(factor > 0, 'a factor above 0', factor)
  for (const { value, low, high } of [a, b]) {
    demandValues([value, low, high])
    demand(low <= high, `a lower bound of at most ${high}`, low)
  }
  demandValues([b.value * factor, b.low * factor, b.high * factor])
  const value = a.value - factor * b.value
  return {
    value,
    low: value - Math.hypot(below(a), factor * above(b)),
    high: value + Math.hypot(above(a), factor * below(b)),
  }
}

/** A value on its bound may lie beyond it by rounding. */
const below = ({ value, low }: Estimated): number => Math.max(0, value - low)
const above = ({ value, high }: Estimated): number => Math.max(0, high - value)
