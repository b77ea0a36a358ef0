import { type Counts, demandCounts } from './counts.ts'
import { demand } from './demand.ts'
import { type Distribution, hypergeometric } from './hypergeometric.ts'

/** One case on both sides of a comparison. */
export interface Stratum {
  readonly candidate: Counts
  readonly baseline: Counts
}

/** The distribution of more trials than this takes seconds and says no more than an estimate. */
const MOST_TRIALS = 1_000_000

/**
 * The candidate's passes, were both sides' success rates the same, given the passes of both together.
 * @throws RangeError for impossible counts, or more than a million trials on one side
 */
export function passesGiven({ candidate, baseline }: Stratum): Distribution {
  for (const counts of [candidate, baseline]) {
    demandCounts(counts)
    demand(counts.trials <= MOST_TRIALS, `at most ${MOST_TRIALS} trials of a case`, counts.trials)
  }
  return hypergeometric(candidate.trials, baseline.trials, candidate.passes + baseline.passes)
}

/**
 * The probability of exactly this count, and of all beyond it on one side, added up from the far end: there
 * the smallest are, and nothing is lost in 1 − (almost 1).
 */
export function tailOf(
  { from, probabilities }: Distribution,
  count: number,
  side: 'below' | 'above',
): { beyond: number; exactly: number } {
  const index = count - from
  const tail = side === 'below' ? probabilities.slice(0, Math.max(0, index)) : farSide(probabilities, index)
  return { beyond: tail.reduce((sum, each) => sum + each, 0), exactly: probabilities[index] ?? 0 }
}

/** What lies above the index, from the far end. */
function farSide(probabilities: Float64Array, index: number): Float64Array {
  return probabilities.slice(Math.max(0, index + 1)).reverse()
}
