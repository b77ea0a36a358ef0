import { demand, demandWhole } from './demand.ts'

/** A gap could not be told from the end of a list. */
type Value = NonNullable<unknown>

/** The values of one case on both sides of a comparison. */
interface Sides<T extends Value> {
  readonly candidate: readonly T[]
  readonly baseline: readonly T[]
}

interface PermutationOptions<T extends Value> {
  readonly strata: readonly Sides<T>[]
  /**
   * Larger speaks more against equal sides. Called for the data, then for each draw, with lists that the next
   * draw changes.
   */
  readonly statistic: (strata: readonly Sides<T>[]) => number
  /** A seeded source of chance: `index` is a whole number from 0 to below − 1. */
  readonly random: { index(below: number): number }
  /** Draws at most; 999 unless given. No p-value is below 1/(most + 1). */
  readonly most?: number
  /** Draws as extreme as the data after which it stops; 50 unless given. */
  readonly enough?: number
}

/**
 * The probability that the statistic is at least as large as it is, were each case's values dealt to its two
 * sides at random: one-sided, for any statistic of any values. Drawn one by one, and given up as soon as
 * `enough` draws were as extreme, because that p-value is not going to be small (Besag & Clifford 1991): h of l
 * draws is then h/l, and after all draws it is (h + 1)/(most + 1), the data counted among them. Either way it is
 * valid: a true null hypothesis gives p ≤ alpha with probability at most alpha.
 * @throws RangeError for a statistic that is no number, or limits below 1
 */
export function permutationTest<T extends Value>(options: PermutationOptions<T>): number {
  const { strata, statistic, random, most = 999, enough = 50 } = options
  demandWhole(most, 'the most draws', 1)
  demandWhole(enough, 'enough draws', 1)
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
  let extreme = 0
  for (let draws = 1; draws <= most; draws++) {
    for (const { candidate, baseline } of drawn) deal(candidate, baseline, random)
    if (measured(drawn) >= limit) extreme++
    if (extreme === enough) return extreme / draws
  }
  return (extreme + 1) / (most + 1)
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
