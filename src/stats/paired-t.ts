import { demandValues } from './demand.ts'
import { tCdf } from './distributions.ts'
import { mean, variance } from './moments.ts'

export interface PairedT {
  readonly t: number
  readonly degreesOfFreedom: number
  /** One-sided. */
  readonly p: number
}

/**
 * Student's one-sided test of paired differences (Student 1908): is their mean below (above) 0? `null` for fewer
 * than two, or differences that are all equal: nothing says then how far the next may lie.
 * @throws RangeError for differences that are not numbers
 */
export function pairedT(differences: readonly number[], side: 'below' | 'above'): PairedT | null {
  if (differences.length < 2) return null
  demandValues(differences)
  const greatest = differences.reduce((most, difference) => Math.max(most, Math.abs(difference)), 0)
  // Shares of the greatest, because squares of tiny differences would vanish.
  const shares = greatest === 0 ? [0, 0] : differences.map((difference) => difference / greatest)
  const spread = variance(shares)
  if (spread === 0) return null
  const t = mean(shares) / Math.sqrt(spread / shares.length)
  const degreesOfFreedom = shares.length - 1
  // The upper tail by symmetry, so that a tiny p-value is not lost in 1 − (almost 1).
  return { t, degreesOfFreedom, p: tCdf(side === 'below' ? t : -t, degreesOfFreedom) }
}
