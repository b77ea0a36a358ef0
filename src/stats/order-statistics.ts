import { demandInside, demandShare, demandValues, demandWhole } from './demand.ts'
import { binomialCdf } from './distributions.ts'
import { ascending } from './quantile.ts'
import { firstWhere } from './search.ts'

/**
 * Ranks, from 1, between whose values the quantile lies with probability `coverage`, whatever the
 * distribution.
 */
export interface OrderStatisticRanks {
  readonly low: number
  readonly high: number
  readonly coverage: number
}

/**
 * The distribution-free interval of a q-quantile (Wilks 1941; David & Nagaraja, Order Statistics, 7.1). The
 * number of values below the quantile is Binomial(n, q), so each end is the innermost rank that the quantile
 * lies beyond with probability at most (1 − confidence)/2. `null` when n is too small for one of the ends.
 * @throws RangeError for n below 1, a q outside 0..1, or a confidence outside (0, 1)
 */
export function orderStatisticRanks(n: number, q: number, confidence = 0.95): OrderStatisticRanks | null {
  const { low, high } = ends(n, q, confidence)
  if (low === null || high === null) return null
  return { low, high, coverage: binomialCdf(high - 1, n, q) - binomialCdf(low - 1, n, q) }
}

/**
 * The values at those ranks. An end for which there are too few values is `null`: nothing bounds a p95 from
 * above with fewer than 72 values at 95 % confidence.
 * @throws RangeError as `orderStatisticRanks`, or for values that are not numbers
 */
export function quantileInterval(
  values: readonly number[],
  q: number,
  confidence = 0.95,
): { low: number | null; high: number | null } {
  demandValues(values)
  const { low, high } = ends(values.length, q, confidence)
  const sorted = ascending(values)
  return {
    low: low === null ? null : (sorted[low - 1] ?? null),
    high: high === null ? null : (sorted[high - 1] ?? null),
  }
}

function ends(n: number, q: number, confidence: number): { low: number | null; high: number | null } {
  demandWhole(n, 'the number of values', 1)
  demandShare(q, 'q')
  demandInside(confidence, 'a confidence')
  const tail = (1 - confidence) / 2
  const mirrored = lowRank(n, 1 - q, tail)
  return { low: lowRank(n, q, tail), high: mirrored === null ? null : n + 1 - mirrored }
}

/** The highest rank whose value exceeds the quantile with probability P(X < rank) ≤ tail. */
function lowRank(n: number, q: number, tail: number): number | null {
  const rank = firstWhere(0, n, (below) => binomialCdf(below, n, q) > tail)
  return rank === 0 ? null : rank
}
