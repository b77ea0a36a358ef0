import type { Bounds } from '../compare.ts'

/**
 * A difference of means over cases, of which some are exact: what those differ by is known, and only the others leave
 * anything open. D = (Σ exact dᵢ + K_s·D_s) / K, so that bounds of the sampled mean D_s are bounds of the whole.
 * @param exact differences of the cases that are exact
 * @param cases number of the others
 */
export function withExactPart(exact: Bounds, exactCases: number, sampled: Bounds, cases: number): Bounds {
  if (exactCases === 0) return sampled
  const all = exactCases + cases
  const joined = (known: number | null, open: number | null): number | null =>
    known === null || (cases > 0 && open === null) ? null : (exactCases * known + cases * (open ?? 0)) / all
  return { low: joined(exact.low, sampled.low), high: joined(exact.high, sampled.high) }
}
