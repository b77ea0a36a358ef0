import { demandInside, demandWhole } from './demand.ts'
import { binomialCdf } from './distributions.ts'
import { firstWhere } from './search.ts'

const MOST = 1_000_000_000

/**
 * The fewest values of which the order-th largest bounds a share q of the population from above with the
 * given confidence, whatever the distribution (Wilks 1941): at least `order` of them must lie beyond the
 * q-quantile. The same number of trials with less than `order` failures proves a success rate of q.
 * @throws RangeError for q or confidence outside (0, 1), an order below 1, or more than a billion values
 */
export function wilksSampleSize(q: number, confidence: number, order: number): number {
  demandInside(q, 'q')
  demandInside(confidence, 'a confidence')
  demandWhole(order, 'an order', 1)
  const size = firstWhere(order, MOST, (n) => binomialCdf(order - 1, n, 1 - q) <= 1 - confidence)
  if (size === null) throw new RangeError(`expected a q that ${MOST} values can bound, got ${q}`)
  return size
}
