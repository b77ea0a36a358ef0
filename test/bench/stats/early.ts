import { derivedRandom } from '../../../src/model/random.ts'
import {
  binomialBoundaries,
  type Counts,
  nominalLevels,
  regressionLooks,
  suiteDifference,
} from '../../../src/stats/index.ts'
import { midPOf } from './cell.ts'
import { drawCounts, drawRates, loweredEverywhere, PUBLISHED } from './population.ts'

/** What came of simulated runs that stop when they are decided. */
export interface Early {
  /** How many rounds (a trial of each case) were run, on average. */
  readonly meanRounds: number
  /** Shares of the runs. */
  readonly failed: number
  readonly passed: number
}

export const CASES = 50
export const MOST_ROUNDS = 10
export const THETA = 0.95
const ALPHA = 0.05
const MARGIN = 0.05

/** Runs against a threshold, looked at after each round; cases that are equal err most. */
export function earlyAgainstThreshold(trueRate: number, runs: number, seed: number): Early {
  const looks = Array.from({ length: MOST_ROUNDS }, (_, index) => (index + 1) * CASES)
  const boundaries = binomialBoundaries({ theta: THETA, alpha: ALPHA, looks })
  const random = derivedRandom(seed, 'threshold', trueRate)
  return tallied(runs, () => {
    let failures = 0
    for (const [index, { failAt, passAt }] of boundaries.entries()) {
      const [round] = drawCounts([1 - trueRate], CASES, random)
      failures += round?.passes ?? 0
      if (failAt !== null && failures >= failAt) return { rounds: index + 1, verdict: 'fail' }
      if (passAt !== null && failures <= passAt) return { rounds: index + 1, verdict: 'pass' }
    }
    return { rounds: MOST_ROUNDS, verdict: 'undecided' }
  })
}

/**
 * Runs against a baseline of as many trials, looked at up to five times: red when the drop is proven at the look's
 * level, green when one beyond the margin is excluded at it.
 */
export function earlyAgainstBaseline(drop: number, runs: number, seed: number): Early {
  const looks = regressionLooks({ baselineTrials: MOST_ROUNDS, rounds: MOST_ROUNDS })
  const levels = nominalLevels({ alpha: ALPHA, fractions: looks.map(({ fraction }) => fraction) })
  const random = derivedRandom(seed, 'baseline', drop)
  return tallied(runs, () => {
    const rates = drawRates(PUBLISHED, CASES, random)
    const candidateRates = loweredEverywhere(rates, drop)
    const baseline = drawCounts(rates, MOST_ROUNDS, random)
    let candidate: readonly Counts[] = []
    let before = 0
    for (const [index, { round }] of looks.entries()) {
      const level = levels[index] ?? 0
      candidate = together(candidate, drawCounts(candidateRates, round - before, random))
      before = round
      if (midPOf(baseline, candidate) <= level) return { rounds: round, verdict: 'fail' }
      if (suiteDifference(candidate, baseline, 1 - 2 * level).low > -MARGIN) {
        return { rounds: round, verdict: 'pass' }
      }
    }
    return { rounds: MOST_ROUNDS, verdict: 'undecided' }
  })
}

function together(first: readonly Counts[], second: readonly Counts[]): readonly Counts[] {
  return second.map(({ passes, trials }, index) => ({
    passes: passes + (first[index]?.passes ?? 0),
    trials: trials + (first[index]?.trials ?? 0),
  }))
}

interface Run {
  readonly rounds: number
  readonly verdict: 'pass' | 'fail' | 'undecided'
}

function tallied(runs: number, run: () => Run): Early {
  let [rounds, failed, passed] = [0, 0, 0]
  for (let i = 0; i < runs; i++) {
    const outcome = run()
    rounds += outcome.rounds
    if (outcome.verdict === 'fail') failed++
    if (outcome.verdict === 'pass') passed++
  }
  return { meanRounds: rounds / runs, failed: failed / runs, passed: passed / runs }
}
