import { derivedRandom } from '../../model/random.ts'
import { meanPermutationTest, permutationTest } from '../../stats/index.ts'
import type { Observation } from '../observe.ts'
import type { CasePair } from './pairs.ts'

/** Draws of a permutation test at most; it ends earlier once that many were as extreme as what was seen. */
const MOST = 1999
const ENOUGH = 50

/** The chance of the tests is the same for everybody: equal runs have equal verdicts. */
const SEED = 1

interface Stratum<T> {
  readonly candidate: readonly T[]
  readonly baseline: readonly T[]
}

/**
 * The p-value of a statistic that is larger the worse the candidate is, were its trials exchangeable with the
 * baseline's within each case.
 * @param read what the statistic needs of an observation; `null` leaves it out
 */
export function permuted<T extends NonNullable<unknown>>(
  pairs: readonly CasePair[],
  read: (observation: Observation) => T | null,
  statistic: (strata: readonly Stratum<T>[]) => number,
): number {
  return permutationTest({ strata: strataOf(pairs, read), statistic, ...drawing() })
}

/** The same of the difference of the two sides' means of case means, over the cases that have values on both. */
export function permutedMeans(
  pairs: readonly CasePair[],
  read: (observation: Observation) => number | null,
  better: 'higher' | 'lower',
): number {
  const side = better === 'higher' ? 'below' : 'above'
  return meanPermutationTest({ strata: strataOf(pairs, read), side, ...drawing() })
}

const drawing = () => ({ random: derivedRandom(SEED, 'permutation'), most: MOST, enough: ENOUGH })

function strataOf<T extends NonNullable<unknown>>(
  pairs: readonly CasePair[],
  read: (observation: Observation) => T | null,
): readonly Stratum<T>[] {
  const readAll = (observations: readonly Observation[]): readonly T[] =>
    observations.map(read).filter((value) => value !== null)
  return pairs.map(({ candidate, baseline }) => ({
    candidate: readAll(candidate.observations),
    baseline: readAll(baseline.observations),
  }))
}

/** The difference of the two sides' ratios of sums; a side without a denominator is as large as can be. */
export function ratioDifference(strata: readonly Stratum<readonly [number, number]>[], sign: 1 | -1): number {
  const ratio = (side: 'candidate' | 'baseline'): number => {
    let [above, below] = [0, 0]
    for (const stratum of strata) {
      for (const [numerator, denominator] of stratum[side]) {
        above += numerator
        below += denominator
      }
    }
    if (above === 0) return 0
    return below === 0 ? Number.MAX_VALUE : above / below
  }
  return sign * (ratio('candidate') - ratio('baseline'))
}

export const signOf = (better: 'higher' | 'lower'): 1 | -1 => (better === 'higher' ? -1 : 1)
