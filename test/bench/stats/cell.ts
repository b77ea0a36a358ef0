import { derivedRandom, type Random } from '../../../src/model/random.ts'
import { type Counts, populationInterval, stratifiedTest, suiteInterval } from '../../../src/stats/index.ts'
import {
  drawCounts,
  drawRates,
  loweredEverywhere,
  loweredInFew,
  meanOf,
  type Population,
} from './population.ts'

export interface Cell {
  readonly population: Population
  readonly cases: number
  readonly trials: number
}

/** Simulated comparisons: in which nothing changed, and at each kind of drop. */
export interface Runs {
  readonly unchanged: number
  readonly dropped: number
}

/** Shares of the simulated runs. */
export interface CellRates {
  /** That the 95 % interval holds the mean of these cases' true rates. */
  readonly suiteCoverage: number
  /** That it holds the mean of the population. */
  readonly populationCoverage: number
  readonly falseAlarms: number
  /** Of a drop by five points of every case. */
  readonly power: number
  /** Of the same drop in few cases that break wholly. */
  readonly powerConcentrated: number
}

const ALPHA = 0.05
export const DROP = 0.05

/** The gate that is measured: is the candidate's success rate proven to be below the baseline's? */
export function isRegression(baseline: readonly Counts[], candidate: readonly Counts[]): boolean {
  return midPOf(baseline, candidate) <= ALPHA
}

export function midPOf(baseline: readonly Counts[], candidate: readonly Counts[]): number {
  const strata = candidate.flatMap((counts, index) => {
    const before = baseline[index]
    return before === undefined ? [] : [{ candidate: counts, baseline: before }]
  })
  return stratifiedTest(strata, 'below').midP
}

/** Simulates a cell; every simulated run draws cases of its own. */
export function simulateCell(cell: Cell, runs: Runs, seed: number): CellRates {
  const { population, cases, trials } = cell
  const random = derivedRandom(seed, population.name, cases, trials)
  let [suite, wider, alarms] = [0, 0, 0]
  for (let run = 0; run < runs.unchanged; run++) {
    const rates = drawRates(population, cases, random)
    const candidate = drawCounts(rates, trials, random)
    if (isRegression(drawCounts(rates, trials, random), candidate)) alarms++
    if (holds(suiteInterval(candidate), average(rates))) suite++
    if (holds(populationInterval(candidate), meanOf(population))) wider++
  }
  return {
    suiteCoverage: suite / runs.unchanged,
    populationCoverage: wider / runs.unchanged,
    falseAlarms: alarms / runs.unchanged,
    power: powerOf(cell, loweredEverywhere, runs.dropped, random),
    powerConcentrated: powerOf(cell, loweredInFew, runs.dropped, random),
  }
}

/** How often a drop of five points is found. */
function powerOf(
  { population, cases, trials }: Cell,
  lowered: (rates: readonly number[], drop: number) => readonly number[],
  runs: number,
  random: Random,
): number {
  let found = 0
  for (let run = 0; run < runs; run++) {
    const rates = drawRates(population, cases, random)
    const candidate = drawCounts(lowered(rates, DROP), trials, random)
    if (isRegression(drawCounts(rates, trials, random), candidate)) found++
  }
  return found / runs
}

const holds = ({ low, high }: { low: number; high: number }, value: number): boolean =>
  low <= value && value <= high

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
