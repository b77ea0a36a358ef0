import { printTable } from '../table.ts'
import { type Cell, type CellRates, type Runs, simulateCell } from './cell.ts'
import { POPULATIONS, PUBLISHED } from './population.ts'
import { atLeast, atMost, beside, SEED, share, type Target } from './target.ts'

/** A false alarm rate of .05 is found with a standard error of .0024. */
const RUNS: Runs = { unchanged: 8000, dropped: 2000 }

const CELLS: readonly Cell[] = POPULATIONS.flatMap((population) =>
  [20, 50, 200].flatMap((cases) => [1, 3, 5, 10, 20].map((trials) => ({ population, cases, trials }))),
)

const nameOf = ({ population, cases, trials }: Cell): string => `${population.name}, K ${cases}, N ${trials}`

/** Coverage, false alarms and power over the grid. */
export function gridTable(): Target[] {
  const found = CELLS.map((cell) => ({ cell, rates: simulateCell(cell, RUNS, SEED) }))
  const lowToHigh = (pick: (rates: CellRates) => number, least = 1): string => {
    const values = found.filter(({ cell }) => cell.trials >= least).map(({ rates }) => pick(rates))
    return `${share(Math.min(...values))} to ${share(Math.max(...values))}`
  }
  printTable(
    'Mean rate .9, level .05, 5 points less',
    ['suite', 'population', 'false alarm', 'power', 'in few'],
    Object.fromEntries(
      found.map(({ cell, rates }) => [
        nameOf(cell),
        [
          rates.suiteCoverage,
          rates.populationCoverage,
          rates.falseAlarms,
          rates.power,
          rates.powerConcentrated,
        ].map(share),
      ]),
    ),
    [
      `suite interval covers ${lowToHigh(({ suiteCoverage }) => suiteCoverage)} (expected .943 to .984)`,
      `population interval, N 3 and more, ${lowToHigh(({ populationCoverage }) => populationCoverage, 3)} (expected .917 to .973)`,
      `false alarms ${lowToHigh(({ falseAlarms }) => falseAlarms)} (expected .05 at most)`,
    ],
  )
  return found.map(({ cell, rates }) => atMost(0.06, rates.falseAlarms, `false alarms at ${nameOf(cell)}`))
}

/** The published figures of the exact stratified test: false alarms, power, power where few cases break. */
const EXPECTED = [
  { cases: 20, trials: 5, falseAlarms: '.04', power: '.33', concentrated: '.36' },
  { cases: 50, trials: 3, falseAlarms: '.04', power: '.45', concentrated: '.48' },
  { cases: 50, trials: 10, falseAlarms: '.05', power: '.88', concentrated: '.93' },
  { cases: 200, trials: 5, falseAlarms: '.05', power: '.99', concentrated: '1' },
]

/** The regression gate beside its published figures. */
export function publishedTable(): Target[] {
  const found = EXPECTED.map((expected) => {
    const { cases, trials } = expected
    const cell = { population: PUBLISHED, cases, trials }
    return { expected, cell, rates: simulateCell(cell, RUNS, SEED) }
  })
  printTable(
    'Exact stratified test (expected)',
    ['false alarm', 'power', 'in few'],
    Object.fromEntries(
      found.map(({ expected, cell, rates }) => [
        nameOf(cell),
        [
          beside(rates.falseAlarms, expected.falseAlarms),
          beside(rates.power, expected.power),
          beside(rates.powerConcentrated, expected.concentrated),
        ],
      ]),
    ),
  )
  return found
    .filter(({ cell }) => cell.cases === 50 && cell.trials === 10)
    .map(({ cell, rates }) =>
      atLeast(0.9, rates.powerConcentrated, `power at ${nameOf(cell)}, where few cases break`),
    )
}
