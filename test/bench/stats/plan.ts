import { derivedRandom } from '../../../src/model/random.ts'
import { trialsForDrop } from '../../../src/stats/index.ts'
import { DROP, isRegression } from './cell.ts'
import { drawCounts, drawRates, loweredEverywhere, type Population } from './population.ts'

export interface Planned {
  /** Trials of each case that the plans ask for, on average. */
  readonly meanTrials: number
  /** How often the drop was found with that many. Plans of few trials exceed theirs, being rounded up to whole ones. */
  readonly power: number
}

/** What comes of a plan for a power of .8 at a drop by five points; each simulated suite has its own, by its true rates. */
export function plannedPower(
  population: Population,
  cases: number,
  baselineTrials: number | null,
  runs: number,
  seed: number,
): Planned {
  const random = derivedRandom(seed, 'plan', population.name, cases)
  let [found, sum] = [0, 0]
  for (let run = 0; run < runs; run++) {
    const rates = drawRates(population, cases, random)
    const rate = rates.reduce((total, each) => total + each, 0) / cases
    const variance = rates.reduce((total, each) => total + each * (1 - each), 0) / cases
    const trials = trialsForDrop({ suite: { cases, rate, variance }, drop: DROP, baselineTrials })
    if (trials === null) throw new Error(`${baselineTrials} trials of the baseline are too few to plan with`)
    sum += trials
    const candidate = drawCounts(loweredEverywhere(rates, DROP), trials, random)
    if (isRegression(drawCounts(rates, baselineTrials ?? trials, random), candidate)) found++
  }
  return { meanTrials: sum / runs, power: found / runs }
}
