import { type BinomialLook, binomialBoundaries, expectedTrials } from '../../stats/index.ts'
import type { PlannedCase } from './planned.ts'
import type { ShareTest } from './share-test.ts'
import type { ProofOptions } from './threshold.ts'

/** Beyond this many trials the recursion over all looks takes longer than a plan should. */
const MOST_TRIALS = 20_000

/**
 * What decides after each round of an adaptive run of the planned trials. `null` where there is but one round, where
 * cases have different numbers of trials, and for shares of groups of trials.
 */
export function looksOf(
  { theta, groupOf, trials }: ShareTest,
  cases: readonly PlannedCase[],
  { levels }: Pick<ProofOptions, 'levels'>,
): readonly BinomialLook[] | null {
  const rounds = cases[0]?.draws ?? 0
  const even = cases.every(({ draws }) => draws === rounds)
  if (!even || rounds < 2 || groupOf !== 1 || theta <= 0 || trials > MOST_TRIALS) return null
  return binomialBoundaries({
    theta,
    alpha: levels.pass,
    passAlpha: levels.pass,
    failAlpha: levels.fail,
    looks: Array.from({ length: rounds }, (_, round) => cases.length * (round + 1)),
  })
}

/** Trials until an adaptive run has decided the assertion, on the mean, or has made all that are planned. */
export const adaptiveTrials = (looks: readonly BinomialLook[] | null, trueRate: number): number | null =>
  looks === null ? null : Math.round(expectedTrials(looks, trueRate))
