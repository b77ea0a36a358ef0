import { tCritical } from './distributions.ts'
import { mean, variance } from './moments.ts'

/** The squared standard error of a mean, and what it is known by. */
export interface MeanError {
  readonly variance: number
  readonly degreesOfFreedom: number
}

/** A mean with the interval that its samples allow, or without one. */
export interface MeanInterval {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/**
 * Of the mean over `cases` cases, from the samples within each: K⁻² Σ s²ᵢ/nᵢ with Welch and Satterthwaite's degrees
 * of freedom. `null` where some samples are single, or none spread.
 */
export function errorWithin(table: readonly (readonly number[])[], cases: number): MeanError | null {
  if (table.some(({ length }) => length < 2)) return null
  const parts = table.map((samples) => ({
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
  return { variance: (sum * greatest) / cases ** 2, degreesOfFreedom: sum ** 2 / weighted }
}

/** Of the mean of these numbers, one a case, from how they differ. `null` for a single one. */
export function errorBetween(values: readonly number[]): MeanError | null {
  if (values.length < 2) return null
  return { variance: variance(values) / values.length, degreesOfFreedom: values.length - 1 }
}

/** Student's t interval of the mean of `values`, one a case; none where the error is nothing. */
export function meanInterval(
  values: readonly number[],
  error: MeanError | null,
  confidence: number,
): MeanInterval {
  const value = mean(values)
  if (error === null || error.variance === 0) return { value, low: null, high: null }
  const reach = tCritical(confidence, error.degreesOfFreedom) * Math.sqrt(error.variance)
  return { value, low: value - reach, high: value + reach }
}
