import { demand } from './demand.ts'
import { type DrawLimits, sequentialP } from './sequential-p.ts'

/** A gap could not be told from the end of a list. */
type Value = NonNullable<unknown>

/** The values of one case on both sides of a comparison. */
interface Sides<T extends Value> {
  readonly candidate: readonly T[]
  readonly baseline: readonly T[]
}

interface PermutationOptions<T extends Value> extends DrawLimits {
  readonly strata: readonly Sides<T>[]
  /**
   * Larger speaks more against equal sides. Called for the data, then for each draw, with lists that the next
   * draw changes.
   */
  readonly statistic: (strata: readonly Sides<T>[]) => number
  /** A seeded source of chance: `index` is a whole number from 0 to below − 1. */
  readonly random: { index(below: number): number }
}

/**
 * The probability that the statistic is at least as large as it is, were each case's values dealt to its two
 * sides at random: one-sided, for any statistic of any values, and valid however few are drawn (`sequentialP`). For
 * a difference of means `meanPermutationTest` is the same, and many times faster.
 * @throws RangeError for a statistic that is no number, or limits below 1
 */
export function permutationTest<T extends Value>(options: PermutationOptions<T>): number {
  const { strata, statistic, random } = options
  const measured = (drawn: readonly Sides<T>[]): number => {
    const value = statistic(drawn)
    demand(Number.isFinite(value), 'a statistic that is a number', value)
    return value
  }
  const observed = measured(strata)
  // The same values added up in another order are as extreme, though their sum rounds differently.
  const limit = observed - 1e-12 * Math.abs(observed)
  const drawn = strata.map(({ candidate, baseline }) => ({
    candidate: [...candidate],
    baseline: [...baseline],
  }))
  const dealt = drawn.filter(varies)
  return sequentialP(() => {
    for (const { candidate, baseline } of dealt) deal(candidate, baseline, random)
    return measured(drawn) >= limit
  }, options)
}

/** Where all values are one, every deal is the same. */
const varies = ({ candidate, baseline }: Sides<Value>): boolean => {
  const [first = baseline[0]] = candidate
  return [candidate, baseline].some((side) => side.some((value) => value !== first))
}

/** Fills the candidate's places from both sides, one by one; what it gives away goes where that came from. */
function deal<T extends Value>(candidate: T[], baseline: T[], random: PermutationOptions<T>['random']): void {
  for (let place = 0; place < candidate.length; place++) {
    const own = candidate.length - place
    const index = random.index(own + baseline.length)
    const side = index < own ? candidate : baseline
    const at = index < own ? place + index : index - own
    const [taken, given] = [side[at], candidate[place]]
    if (taken === undefined || given === undefined) continue
    side[at] = given
    candidate[place] = taken
  }
}
