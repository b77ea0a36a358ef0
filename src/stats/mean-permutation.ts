import { demandValues } from './demand.ts'
import { type DrawLimits, sequentialP } from './sequential-p.ts'

interface Sides {
  readonly candidate: readonly number[]
  readonly baseline: readonly number[]
}

interface MeanPermutationOptions extends DrawLimits {
  /** By case; those without values on either side say nothing. */
  readonly strata: readonly Sides[]
  /** Where the candidate is suspected to be. */
  readonly side: 'below' | 'above'
  /** A seeded source of chance: `index` is a whole number from 0 to below − 1. */
  readonly random: { index(below: number): number }
}

/**
 * `permutationTest` of the difference of the means of case means. With the sum of a case the sum of one of its sides
 * says all, so the smaller side is dealt and added up as it is: of ten thousand values ten thousand steps a draw.
 * @throws RangeError for values that are no numbers, or limits below 1
 */
export function meanPermutationTest(options: MeanPermutationOptions): number {
  const { strata, side, random } = options
  const { values, hands } = dealt(strata, side)
  let [observed, largest] = [0, 0]
  for (const { from, size, end, weight } of hands) {
    for (let at = from; at < end; at++) {
      const value = weight * (values[at] ?? 0)
      largest += Math.abs(value)
      if (at < from + size) observed += value
    }
  }
  // The same values added up in another order are as extreme, though their sum rounds differently.
  const limit = observed - 1e-12 * largest
  return sequentialP(() => drawnSum(values, hands, random) >= limit, options)
}

/** A case's place among the values: those of its smaller side come first. */
interface Hand {
  readonly from: number
  readonly size: number
  readonly end: number
  /** What a unit of the smaller side's sum adds to the difference, in the direction of the suspicion. */
  readonly weight: number
}

/** Only cases whose values differ: all deals of the others are the same. */
function dealt(strata: readonly Sides[], side: 'below' | 'above'): { values: Float64Array; hands: Hand[] } {
  const sign = side === 'above' ? 1 : -1
  const all: number[] = []
  const hands: Hand[] = []
  for (const { candidate, baseline } of strata) {
    if (candidate.length === 0 || baseline.length === 0) continue
    const swapped = baseline.length < candidate.length
    const own = swapped ? [...baseline, ...candidate] : [...candidate, ...baseline]
    demandValues(own)
    const [origin = 0] = own
    if (own.every((value) => value === origin)) continue
    const from = all.length
    // From an origin of the case's own, so that what its values have in common does not round away how they differ.
    for (const value of own) all.push(value - origin)
    const size = Math.min(candidate.length, baseline.length)
    const weight = (swapped ? -sign : sign) * (1 / candidate.length + 1 / baseline.length)
    hands.push({ from, size, end: all.length, weight })
  }
  return { values: Float64Array.from(all), hands }
}

/** Deals every hand anew (the first steps of Fisher and Yates's shuffle), and adds up what they hold. */
function drawnSum(
  values: Float64Array,
  hands: readonly Hand[],
  random: MeanPermutationOptions['random'],
): number {
  let total = 0
  for (const { from, size, end, weight } of hands) {
    let sum = 0
    for (let place = from; place < from + size; place++) {
      const at = place + random.index(end - place)
      const value = values[at] ?? 0
      values[at] = values[place] ?? 0
      values[place] = value
      sum += value
    }
    total += weight * sum
  }
  return total
}
