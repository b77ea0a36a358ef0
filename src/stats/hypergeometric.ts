/** The probabilities of the whole numbers from `from` up. */
export interface Distribution {
  readonly from: number
  readonly probabilities: Float64Array
}

/**
 * How many of `marked` fall into the first of two groups when they are spread at random: what the passes of a
 * case do between two agents of one success rate. Whole numbers, `marked` at most the size of both groups.
 * Weights by the ratio of neighbours, outwards from the likeliest, so that nothing overflows and the tails
 * keep their digits.
 */
export function hypergeometric(firstSize: number, secondSize: number, marked: number): Distribution {
  const from = Math.max(0, marked - secondSize)
  const to = Math.min(firstSize, marked)
  const likeliest = Math.floor(((firstSize + 1) * (marked + 1)) / (firstSize + secondSize + 2))
  const start = Math.min(to, Math.max(from, likeliest))
  const weights = new Float64Array(to - from + 1)
  /** Weight of `count` + 1 over that of `count`. */
  const ratio = (count: number): number =>
    ((firstSize - count) * (marked - count)) / ((count + 1) * (secondSize - marked + count + 1))
  let weight = 1
  let total = 0
  for (let count = start; count <= to; count++) {
    weights[count - from] = weight
    total += weight
    weight *= ratio(count)
  }
  weight = 1
  for (let count = start - 1; count >= from; count--) {
    weight /= ratio(count)
    weights[count - from] = weight
    total += weight
  }
  return { from, probabilities: weights.map((each) => each / total) }
}
