import type { TrialResult } from '../../../src/expect/types.ts'
import type { Random } from '../../../src/model/random.ts'
import { mean } from '../../../src/stats/index.ts'
import { measures, trialsOf } from '../../gate/build.ts'
import { drawRates, normal, type Population } from './population.ts'

/** What an agent does with a case: passes at a rate, at a cost and in a time that scatter around medians. */
export interface SimulatedCase {
  readonly id: string
  readonly rate: number
  readonly costUsd: number
  readonly latencyMs: number
  /** Times slower are the slowest tenth of its trials. */
  readonly tail: number
}

/** Standard deviations of logarithms: of the cases' medians, and of the trials around them. */
const SPREAD = {
  costUsd: { cases: 0.8, trials: 0.3 },
  latencyMs: { cases: 0.5, trials: 0.4 },
} as const

export function drawCases(population: Population, cases: number, random: Random): readonly SimulatedCase[] {
  return drawRates(population, cases, random).map((rate, index) => ({
    id: `case-${index}`,
    rate,
    costUsd: around(0.01, SPREAD.costUsd.cases, random),
    latencyMs: around(2000, SPREAD.latencyMs.cases, random),
    tail: 1,
  }))
}

/** So many trials of each case, each of them a draw that no other side has. */
export function drawTrials(
  cases: readonly SimulatedCase[],
  trials: number,
  side: string,
  random: Random,
): readonly TrialResult[] {
  return cases.flatMap((each) => {
    const letters = Array.from({ length: trials }, () => (random.next() < each.rate ? 'P' : 'F'))
    return trialsOf(each.id, letters.join('')).map((result) => ({
      ...result,
      sample: `${side}-${result.trial}`,
      // Passes are nearly whole, fails earn a part.
      score: result.outcome === 'pass' ? 1 - 0.2 * random.next() ** 2 : 0.6 * random.next(),
      measures: measures({
        costUsd: around(each.costUsd, SPREAD.costUsd.trials, random),
        latencyMs: slowed(around(each.latencyMs, SPREAD.latencyMs.trials, random), each),
      }),
    }))
  })
}

/** The standard normal distribution has a tenth of its weight above. */
const SLOWEST_TENTH = 1.2816

const slowed = (latencyMs: number, each: SimulatedCase): number =>
  latencyMs > each.latencyMs * Math.exp(SLOWEST_TENTH * SPREAD.latencyMs.trials)
    ? latencyMs * each.tail
    : latencyMs

/** What a trial costs in the long run: the mean of a log-normal distribution. */
export const meanCostUsd = (cases: readonly SimulatedCase[]): number =>
  mean(cases.map(({ costUsd }) => costUsd)) * Math.exp(SPREAD.costUsd.trials ** 2 / 2)

/** Log-normal. */
const around = (median: number, spread: number, random: Random): number =>
  median * Math.exp(spread * normal(random))
