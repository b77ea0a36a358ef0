import { demand, demandInside } from './demand.ts'
import { tCritical } from './distributions.ts'
import { mean, variance } from './moments.ts'

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
export function suiteMean(
  samplesByCase: readonly (readonly number[])[],
  confidence = 0.95,
): { value: number; low: number | null; high: number | null } {
  demandInside(confidence, 'a confidence')
  const cases = samplesByCase.filter((samples) => samples.length > 0)
  demand(cases.length > 0, 'at least one case with samples', `${samplesByCase.length} cases without any`)
  const means = cases.map((samples) => mean(samples))
  const value = mean(means)
  const within = cases.every((samples) => samples.length > 1) ? withinCases(cases) : null
  const error = within ?? betweenCases(means)
  if (error === null || error.variance === 0) return { value, low: null, high: null }
  const reach = tCritical(confidence, error.degreesOfFreedom) * Math.sqrt(error.variance)
  return { value, low: value - reach, high: value + reach }
}

/** The squared standard error of a mean, and what it is known by. */
interface MeanError {
  readonly variance: number
  readonly degreesOfFreedom: number
}

function withinCases(cases: readonly (readonly number[])[]): MeanError | null {
  const parts = cases.map((samples) => ({
    part: variance(samples) / samples.length,
    free: samples.length - 1,
  }))
  const greatest = parts.reduce((most, { part }) => Math.max(most, part), 0)
  if (greatest === 0) return null
  let sum = 0
  let weighted = 0
  // Shares of the greatest part, because squares of tiny variances would vanish.
  for (const { part, free } of parts) {
    sum += part / greatest
    weighted += (part / greatest) ** 2 / free
  }
  return { variance: (sum * greatest) / cases.length ** 2, degreesOfFreedom: sum ** 2 / weighted }
}

function betweenCases(means: readonly number[]): MeanError | null {
  if (means.length < 2) return null
  return { variance: variance(means) / means.length, degreesOfFreedom: means.length - 1 }
}
