import { demand, demandInside } from './demand.ts'
import { errorBetween, errorWithin, type MeanInterval, meanInterval } from './mean-error.ts'
import { mean } from './moments.ts'

interface DifferenceOptions {
  /** Of which multiple of b the difference is taken; 1 unless given. */
  readonly factor?: number
  /** Of the interval; .95 unless given. */
  readonly confidence?: number
}

/**
 * The mean of a measured quantity over a suite in one run less `factor` times that in another, paired by case:
 * `suiteMean` of a − factor·b. Cases without samples in either run are left out.
 *
 * Two samples or more of every case in both runs: fresh trials of these cases, standard error
 * √(K⁻² Σ (s²ₐᵢ/nₐᵢ + factor²·s²ᵦᵢ/nᵦᵢ)), Student's t with Welch and Satterthwaite's degrees of freedom. A single
 * sample anywhere, or no spread within any case: t on the K differences of case means. No interval (`null`) where
 * nothing spreads, nor for one case with a single sample.
 * @param a samples of each case; the same index in `b` is the same case
 * @throws RangeError for runs of different numbers of cases, no case with samples in both, values that are not
 * numbers, a factor of 0 or less, or a confidence outside (0, 1)
 */
export function suiteMeanDifference(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
  options: DifferenceOptions = {},
): MeanInterval {
  const { factor = 1, confidence = 0.95 } = options
  demand(factor > 0, 'a factor above 0', factor)
  demandInside(confidence, 'a confidence')
  demand(a.length === b.length, `as many cases as the other run's ${a.length}`, b.length)
  const cases = a
    .map((samples, index) => ({ first: samples, second: (b[index] ?? []).map((value) => value * factor) }))
    .filter(({ first, second }) => first.length > 0 && second.length > 0)
  demand(cases.length > 0, 'at least one case with samples in both runs', 'none')
  const differences = cases.map(({ first, second }) => mean(first) - mean(second))
  const within = errorWithin(
    cases.flatMap(({ first, second }) => [first, second]),
    cases.length,
  )
  return meanInterval(differences, within ?? errorBetween(differences), confidence)
}
