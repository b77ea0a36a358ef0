import { sumDistribution } from './convolution.ts'
import { passesGiven, type Stratum, tailOf } from './stratum.ts'

/**
 * Is the candidate's success rate below (above) the baseline's? The exact conditional test of stratified two by
 * two tables (Birch 1964; R's `mantelhaen.test(exact = TRUE)`): given the passes of each case on both sides
 * together, those of the candidate are hypergeometric, and independent over cases. `p` is the probability of as
 * many passes or fewer (more), `midP` counts half of the probability of exactly as many (Lancaster 1961), which
 * takes back what the test loses to whole counts. Trials may differ by case and side. With one trial each it is
 * McNemar's test, with one case Fisher's.
 *
 * Cases that always pass or always fail on both sides say nothing; where none says anything p is 1 and midP ½.
 * Below some 1e-19 the p-values of a large comparison are upper bounds: what was cut off is added.
 * @throws RangeError for impossible counts, or more than a million trials of a case on one side
 */
export function stratifiedTest(
  strata: readonly Stratum[],
  side: 'below' | 'above',
): { midP: number; p: number } {
  const varying = strata
    .map((stratum) => ({ passes: stratum.candidate.passes, given: passesGiven(stratum) }))
    .filter(({ given }) => given.probabilities.length > 1)
  const { distribution, lost } = sumDistribution(varying.map(({ given }) => given))
  const total = varying.reduce((sum, { passes }) => sum + passes, 0)
  const { beyond, exactly } = tailOf(distribution, total, side)
  return { midP: Math.min(1, beyond + exactly / 2 + lost), p: Math.min(1, beyond + exactly + lost) }
}
