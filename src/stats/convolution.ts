import type { Distribution } from './hypergeometric.ts'

/** Shorter distributions are kept whole, so that small tables are exact however unlikely their tails. */
const KEPT_WHOLE = 64

/** What may be cut off an end at a time: after 20,000 cuts some 1e-20 is missing. */
const NEGLIGIBLE = 1e-24

interface Sum {
  readonly distribution: Distribution
  /** The probability that was cut off, wherever it would have gone. */
  readonly lost: number
}

/**
 * The distribution of the sum of independent whole numbers. Neighbours are added in pairs, then the pairs, and
 * so on: with negligible tails cut off, n numbers of spread s cost about n·s²·log n, not the square of their
 * range. Of no numbers the sum is 0.
 */
export function sumDistribution(parts: readonly Distribution[]): Sum {
  let sums: readonly Sum[] = parts.map((distribution) => ({ distribution, lost: 0 }))
  while (sums.length > 1) {
    const pairs: Sum[] = []
    for (let index = 0; index < sums.length; index += 2) {
      const [first, second] = [sums[index], sums[index + 1]]
      if (first !== undefined) pairs.push(second === undefined ? first : added(first, second))
    }
    sums = pairs
  }
  return sums[0] ?? { distribution: { from: 0, probabilities: Float64Array.of(1) }, lost: 0 }
}

function added(a: Sum, b: Sum): Sum {
  const from = a.distribution.from + b.distribution.from
  const probabilities = convolved(a.distribution.probabilities, b.distribution.probabilities)
  return trimmed(from, probabilities, a.lost + b.lost)
}

export function convolved(a: Float64Array, b: Float64Array): Float64Array {
  // The long one in the inner loop.
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  const result = new Float64Array(short.length + long.length - 1)
  for (let i = 0; i < short.length; i++) {
    const weight = short[i] ?? 0
    for (let j = 0; j < long.length; j++) result[i + j] = (result[i + j] ?? 0) + weight * (long[j] ?? 0)
  }
  return result
}

function trimmed(from: number, probabilities: Float64Array, lostBefore: number): Sum {
  if (probabilities.length <= KEPT_WHOLE) return { distribution: { from, probabilities }, lost: lostBefore }
  const low = tailEnd(probabilities.length, (index) => probabilities[index] ?? 0)
  const high = tailEnd(probabilities.length, (index) => probabilities[probabilities.length - 1 - index] ?? 0)
  return {
    distribution: {
      from: from + low.length,
      probabilities: probabilities.slice(low.length, probabilities.length - high.length),
    },
    lost: lostBefore + low.mass + high.mass,
  }
}

/** How many probabilities from an end together stay negligible. */
function tailEnd(most: number, at: (index: number) => number): { length: number; mass: number } {
  let mass = 0
  let length = 0
  for (; length < most && mass + at(length) <= NEGLIGIBLE; length++) mass += at(length)
  return { length, mass }
}
