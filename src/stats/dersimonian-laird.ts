import { demand, demandValues } from './demand.ts'
import { mean, variance } from './moments.ts'

/** What several measurements of one thing differ by beyond their errors. */
export interface Heterogeneity {
  /** Σ w(y − ȳ)², w = 1/v; about the number of measurements less one where they differ by their errors alone. */
  readonly q: number | null
  /** Variance between measurements beyond their errors; 0 where the errors explain all. */
  readonly variance: number
}

/**
 * DerSimonian & Laird (1986), by moments: τ² = max(0, (Q − (R − 1)) / (Σw − Σw²/Σw)). Where a measurement has no error
 * at all its weight is infinite; τ² is then the variance of the measurements less their mean error (Hedges 1983).
 * @param errors variances of the measurements, in their order
 * @throws RangeError for fewer than two measurements, or errors that are not theirs
 */
export function heterogeneity(measurements: readonly number[], errors: readonly number[]): Heterogeneity {
  demand(measurements.length >= 2, 'at least two measurements', measurements.length)
  demand(errors.length === measurements.length, 'an error of each measurement', errors.length)
  demandValues(measurements)
  demandValues(errors)
  demand(
    errors.every((error) => error >= 0),
    'errors from 0 up',
    errors.join(),
  )
  const weights = errors.map((error) => 1 / error)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (!Number.isFinite(sum)) {
    return { q: null, variance: Math.max(0, variance(measurements) - mean(errors)) }
  }
  // Shares of the weights, because squares of large weights overflow.
  const shares = weights.map((weight) => weight / sum)
  const centre = shares.reduce((total, share, index) => total + share * (measurements[index] ?? 0), 0)
  const q = weights.reduce(
    (total, weight, index) => total + weight * ((measurements[index] ?? 0) - centre) ** 2,
    0,
  )
  demand(Number.isFinite(q), 'measurements whose distances are not beyond all numbers of their errors', q)
  const spread = sum * (1 - shares.reduce((total, share) => total + share ** 2, 0))
  return { q, variance: spread > 0 ? Math.max(0, (q - (measurements.length - 1)) / spread) : 0 }
}
