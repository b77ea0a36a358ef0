import {
  type Counts,
  type Estimated,
  effectiveTrials,
  mean,
  meanPassAtK,
  meanPassHatK,
  moverDifference,
  wilson,
} from '../../stats/index.ts'
import { type Levels, NO_BOUNDS } from '../bounds.ts'
import type { Bounds } from '../compare.ts'
import type { Compared, Comparer } from './compared.ts'
import { withExactPart } from './exact-part.ts'
import type { CasePair } from './pairs.ts'
import { permuted, permutedMeans, signOf } from './permuted.ts'
import { shareBounds } from './share-bounds.ts'

/** Graded scores: the trials of a case are permuted between the sides. */
export const scores: Comparer = {
  bounds: scoreBounds,
  worse: ({ pairs, better }) => permutedMeans(pairs, ({ score }) => score, better),
}

type Name = 'candidate' | 'baseline'

/** As those of passes: scores in 0..1 vary no more than passes of the same mean. Unknown ones are taken both ways. */
function scoreBounds({ pairs }: Compared, factor: number, levels: Levels): Bounds {
  const exact = pairs.filter(({ evidence }) => evidence === 'fixed')
  const sampled = pairs.filter(({ evidence }) => evidence === 'sampled')
  const boundsWith = (unknown: Readonly<Record<Name, 0 | 1>>, level: number): Bounds => {
    const rateOf = (part: readonly CasePair[], name: Name): number =>
      mean(part.map((pair) => mean(pair[name].observations.map(({ score }) => score ?? unknown[name]))))
    const known = exact.length === 0 ? 0 : rateOf(exact, 'candidate') - factor * rateOf(exact, 'baseline')
    const estimated = (name: Name): Estimated => {
      const rate = rateOf(sampled, name)
      const trials = effectiveTrials(
        sampled.map((pair) => ({ passes: 0, trials: pair[name].observations.length })),
      )
      return { value: rate, ...wilson(rate * trials, trials, 1 - 2 * level) }
    }
    const open =
      sampled.length === 0
        ? NO_BOUNDS
        : moverDifference(estimated('candidate'), estimated('baseline'), factor)
    return withExactPart({ low: known, high: known }, exact.length, open, sampled.length)
  }
  return {
    low: boundsWith({ candidate: 0, baseline: 1 }, levels.low).low,
    high: boundsWith({ candidate: 1, baseline: 0 }, levels.high).high,
  }
}

/** `pass@k` and `pass^k`: the passes of a case are permuted between the sides. */
function drawsOf(meanOfK: typeof meanPassAtK | typeof meanPassHatK): Comparer {
  return {
    bounds: shareBounds,
    worse: ({ pairs, better, k }) =>
      permuted(
        pairs,
        ({ outcome }) => (outcome === 'pass' ? 1 : outcome === 'fail' ? 0 : null),
        (strata) => {
          const counts = (side: 'candidate' | 'baseline'): readonly Counts[] =>
            strata.map((stratum) => repeated(stratum[side], k))
          return signOf(better) * (meanOfK(counts('candidate'), k) - meanOfK(counts('baseline'), k))
        },
      ),
  }
}

/** Fewer than k are one fixed trial, which says the same however often it is run. */
function repeated(passes: readonly number[], k: number): Counts {
  const times = passes.length < k ? k : 1
  return { passes: passes.reduce((sum, pass) => sum + pass, 0) * times, trials: passes.length * times }
}

export const passesAt: Comparer = drawsOf(meanPassAtK)
export const passesHat: Comparer = drawsOf(meanPassHatK)
