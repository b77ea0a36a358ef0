import { demand, demandValues } from './demand.ts'

/**
 * The arithmetic mean. It is computed as a distance from the first value, so that equal values have exactly
 * their own mean and no variance: what a deterministic agent does must not look like noise.
 * @throws RangeError for no values, or values that are not numbers
 */
export function mean(values: readonly number[]): number {
  demandValues(values)
  const [first = 0] = values
  let distance = 0
  for (const value of values) distance += value - first
  return first + distance / values.length
}

/** The sample variance, with n − 1. @throws RangeError for fewer than two values */
export function variance(values: readonly number[]): number {
  demand(values.length >= 2, 'at least two values to measure their spread', values.length)
  const centre = mean(values)
  let squares = 0
  for (const value of values) squares += (value - centre) ** 2
  return squares / (values.length - 1)
}

/** The sample standard deviation, with n − 1. @throws RangeError for fewer than two values */
export function standardDeviation(values: readonly number[]): number {
  return Math.sqrt(variance(values))
}
