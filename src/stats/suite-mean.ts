import { demand, demandInside } from './demand.ts'
import { errorBetween, errorWithin, type MeanInterval, meanInterval } from './mean-error.ts'
import { mean } from './moments.ts'

/**
 * The mean of a measured quantity over a suite (cost, latency, tokens): the mean of the cases' means, with
 * the interval that its samples allow. Cases without samples are left out.
 *
 * Two samples or more of every case: fresh trials of these cases, standard error √(K⁻² Σ s²ᵢ/nᵢ), Student's t
 * with Welch and Satterthwaite's degrees of freedom. A case with a single sample, or no spread within any: t on
 * the K case means, wide because cases differ; so no further sample that equals the others takes an interval away.
 * No interval (`null`) for a single sample, nor where all that it would rest on is equal: samples without any
 * spread say nothing of how far the next may lie.
 * @throws RangeError for no samples at all, values that are not numbers, or a confidence outside (0, 1)
 */
export function suiteMean(samplesByCase: readonly (readonly number[])[], confidence = 0.95): MeanInterval {
  demandInside(confidence, 'a confidence')
  const cases = samplesByCase.filter((samples) => samples.length > 0)
  demand(cases.length > 0, 'at least one case with samples', `${samplesByCase.length} cases without any`)
  const means = cases.map((samples) => mean(samples))
  return meanInterval(means, errorWithin(cases, cases.length) ?? errorBetween(means), confidence)
}
