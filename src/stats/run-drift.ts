import { demand, demandValues, demandWhole } from './demand.ts'
import { heterogeneity } from './dersimonian-laird.ts'
import { mean } from './moments.ts'

export interface RunDriftOptions {
  /** `table[case][run]`: what the trials of a case gave in a run, at least one value in each. */
  readonly table: readonly (readonly (readonly number[])[])[]
  /** `log`: the drift is one of ratios, as of cost and latency; the means must be positive. */
  readonly scale: 'linear' | 'log'
  /** A seeded source of chance: `index` is a whole number from 0 to below − 1. */
  readonly random: { index(below: number): number }
  /** Draws of the permutation test at most; 999 unless given. */
  readonly most?: number
}

export interface RunDrift {
  /** Of each run the mean over cases of the case's mean. */
  readonly means: readonly number[]
  /** Standard deviation between runs beyond what fresh trials explain: of the means, or of their logarithms. */
  readonly deviation: number
  /** The one that fresh trials alone give a run's mean, or its logarithm. */
  readonly expected: number
  /** Of "the runs do not drift". */
  readonly p: number
}

/** A p-value that this many draws were as extreme for is not going to be small (Besag & Clifford 1991). */
const ENOUGH = 50

/**
 * How far runs of one agent lie apart beyond chance: DerSimonian & Laird's (1986) variance between the runs' means,
 * whose errors come from the spread within each case. Two runs tell little of its size. The test deals each case's
 * trials to the runs at random and asks how often their means then lie as far apart, so it needs no distribution.
 * @throws RangeError for fewer than two runs, cases of unequal numbers of runs or without a value, or means that have
 * no logarithm
 */
export function runDrift({ table, scale, random, most = 999 }: RunDriftOptions): RunDrift {
  demandTable(table)
  demandWhole(most, 'the most draws', 1)
  const means = meansOf(table)
  if (scale === 'log')
    demand(
      means.every((each) => each > 0),
      'means above 0',
      means.join(),
    )
  const measured = scale === 'log' ? means.map(Math.log) : means
  const errors = errorsOf(table, spreadWithinRuns).map((error, run) =>
    scale === 'log' ? error / (means[run] ?? 1) ** 2 : error,
  )
  return {
    means,
    deviation: Math.sqrt(heterogeneity(measured, errors).variance),
    expected: Math.sqrt(mean(errors)),
    p: permutedP(table, random, most),
  }
}

type Table = RunDriftOptions['table']

function demandTable(table: Table): void {
  const runs = table[0]?.length ?? 0
  demand(runs >= 2, 'a case with at least two runs', runs)
  for (const byRun of table) {
    demand(byRun.length === runs, `${runs} runs of each case`, byRun.length)
    for (const values of byRun) demandValues(values)
  }
}

const meansOf = (table: Table): readonly number[] =>
  (table[0] ?? []).map((_, run) => mean(table.map((byRun) => mean(byRun[run] ?? []))))

/** Squared errors of the runs' means: K⁻² Σ s²ᵢ/nᵢᵣ, with one variance a case, so that no run's error goes with its mean. */
function errorsOf(table: Table, spread: (byRun: Table[number]) => number): readonly number[] {
  const spreads = table.map(spread)
  return (table[0] ?? []).map(
    (_, run) =>
      table.reduce((sum, byRun, index) => sum + (spreads[index] ?? 0) / (byRun[run]?.length ?? 1), 0) /
      table.length ** 2,
  )
}

/** The variance of a case within its runs; where each has a single trial of it, that of them all. */
function spreadWithinRuns(byRun: Table[number]): number {
  const free = byRun.reduce((sum, values) => sum + values.length - 1, 0)
  return free === 0 ? spreadOfAll(byRun) : byRun.reduce((sum, values) => sum + squares(values), 0) / free
}

function spreadOfAll(byRun: Table[number]): number {
  const all = byRun.flat()
  return squares(all) / (all.length - 1)
}

function squares(values: readonly number[]): number {
  const centre = mean(values)
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
}

function permutedP(table: Table, random: RunDriftOptions['random'], most: number): number {
  // Weights that dealing the trials anew leaves as they are: the test is then valid whatever they are.
  const errors = errorsOf(table, spreadOfAll)
  if (errors.every((error) => error === 0)) return 1
  const weights = errors.map((error) => 1 / error)
  const layout = table.map((byRun) => ({ values: byRun.flat(), sizes: byRun.map(({ length }) => length) }))
  const limit = distance(layout, weights) * (1 - 1e-9)
  let extreme = 0
  for (let draws = 1; draws <= most; draws++) {
    for (const { values } of layout) shuffle(values, random)
    if (distance(layout, weights) >= limit) extreme++
    if (extreme === ENOUGH) return extreme / draws
  }
  return (extreme + 1) / (most + 1)
}

interface Dealt {
  /** Of the first run, then of the next. */
  readonly values: number[]
  readonly sizes: readonly number[]
}

/** Weighted squares of the runs' distances from their weighted mean. */
function distance(layout: readonly Dealt[], weights: readonly number[]): number {
  const means = weights.map(() => 0)
  for (const { values, sizes } of layout) {
    let at = 0
    for (const [run, size] of sizes.entries()) {
      let sum = 0
      for (const end = at + size; at < end; at++) sum += values[at] ?? 0
      means[run] = (means[run] ?? 0) + sum / size / layout.length
    }
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const centre = weights.reduce((sum, weight, run) => sum + weight * (means[run] ?? 0), 0) / total
  return weights.reduce((sum, weight, run) => sum + weight * ((means[run] ?? 0) - centre) ** 2, 0)
}

/** Fisher and Yates, in place. */
function shuffle(values: number[], random: RunDriftOptions['random']): void {
  for (let last = values.length - 1; last > 0; last--) {
    const at = random.index(last + 1)
    const [taken, given] = [values[at], values[last]]
    if (taken === undefined || given === undefined) continue
    values[at] = given
    values[last] = taken
  }
}
