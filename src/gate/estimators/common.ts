import { type Estimate, unknownBecause } from '../estimate.ts'
import type { Sample } from '../sample.ts'

export function nothingMeasured({ observations }: Sample): Estimate {
  const n = observations.length
  return unknownBecause(n === 0 ? 'no trial was run' : `all ${n} trials ended in error`, n)
}

/**
 * How many independent observations `sizes` calls made within trials are worth when calls of one trial say the
 * same: `(Σm)² / Σm²` (Kish 1965), the number of trials when each made as many calls. Between this and the
 * number of calls lies the truth; this end never claims too much.
 */
export function clusters(sizes: readonly number[]): number {
  let sum = 0
  let squares = 0
  for (const size of sizes) {
    sum += size
    squares += size * size
  }
  return squares === 0 ? 0 : (sum * sum) / squares
}
