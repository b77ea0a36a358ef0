import type { Counts } from '../../stats/index.ts'
import { meanPassAtK, meanPassHatK } from '../../stats/index.ts'
import type { Comparer } from './compared.ts'
import { permuted, permutedMeans, signOf } from './permuted.ts'
import { shareBounds } from './share-bounds.ts'

/** Graded scores: the trials of a case are permuted between the sides. */
export const scores: Comparer = {
  bounds: shareBounds,
  worse: ({ pairs, better }) => permutedMeans(pairs, ({ score }) => score, better),
}

/** `pass@k` and `pass^k`: the passes of a case are permuted between the sides. */
function drawsOf(mean: typeof meanPassAtK | typeof meanPassHatK): Comparer {
  return {
    bounds: shareBounds,
    worse: ({ pairs, better, k }) =>
      permuted(
        pairs,
        ({ outcome }) => (outcome === 'pass' ? 1 : outcome === 'fail' ? 0 : null),
        (strata) => {
          const counts = (side: 'candidate' | 'baseline'): readonly Counts[] =>
            strata.map((stratum) => repeated(stratum[side], k))
          return signOf(better) * (mean(counts('candidate'), k) - mean(counts('baseline'), k))
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
