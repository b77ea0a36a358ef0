import { demandShare, demandValues } from './demand.ts'

/**
 * The q-quantile of values in any order, interpolated linearly between neighbours: type 7 of Hyndman & Fan
 * (1996), the default of R and NumPy.
 * @throws RangeError for no values, values that are not numbers, or a q outside 0..1
 */
export function quantile(values: readonly number[], q: number): number {
  demandShare(q, 'q')
  demandValues(values)
  const sorted = ascending(values)
  const position = (sorted.length - 1) * q
  const index = Math.floor(position)
  const below = sorted[index] ?? 0
  const above = sorted[index + 1] ?? below
  return below + (above - below) * (position - index)
}

/** A sorted copy. Typed arrays sort by value, many times faster than with a comparison. */
export function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort()
}
