import { judge } from '../../../src/gate/judge.ts'
import { derivedRandom, type Random } from '../../../src/model/random.ts'
import type { Counts } from '../../../src/stats/index.ts'
import { resultsOf } from '../../gate/comparison/build.ts'
import { drawCounts, drawRates, PUBLISHED } from './population.ts'
import { gateInput, SINGLE } from './whole-gate.ts'

const CASES = 50
const TRIALS = 5
/** Standard deviations above what is true, to the nearest whole pass. */
const LUCK = 1.645

/**
 * How often a run in which nothing changed is red against a baseline that was lucky: one in twenty is luckier.
 * @param pooled runs of main that the baseline is made of
 */
export function alarmsOfLuckyBaseline(pooled: number, runs: number, seed: number): number {
  const random = derivedRandom(seed, 'lucky', pooled)
  let red = 0
  for (let run = 0; run < runs; run++) {
    const rates = drawRates(PUBLISHED, CASES, random)
    const before = luckyCounts(rates, TRIALS * pooled, random)
    const now = drawCounts(rates, TRIALS, random)
    const input = gateInput(lettersOf('before', before), lettersOf('now', now), SINGLE)
    if (judge(input).exitCode === 1) red++
  }
  return red / runs
}

function luckyCounts(rates: readonly number[], trials: number, random: Random): readonly Counts[] {
  const expected = trials * rates.reduce((sum, rate) => sum + rate, 0)
  const deviation = Math.sqrt(trials * rates.reduce((sum, rate) => sum + rate * (1 - rate), 0))
  const wanted = Math.min(trials * rates.length, Math.round(expected + LUCK * deviation))
  for (;;) {
    const counts = drawCounts(rates, trials, random)
    const passes = counts.reduce((sum, each) => sum + each.passes, 0)
    if (passes === wanted) return counts
  }
}

const lettersOf = (side: string, counts: readonly Counts[]) =>
  resultsOf(
    side,
    Object.fromEntries(
      counts.map(({ passes, trials }, index) => [
        `case-${index}`,
        'P'.repeat(passes) + 'F'.repeat(trials - passes),
      ]),
    ),
  )
