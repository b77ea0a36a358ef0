import { printTable } from '../table.ts'
import { CASES, earlyAgainstBaseline, earlyAgainstThreshold, MOST_ROUNDS, THETA } from './early.ts'
import { plannedPower } from './plan.ts'
import { POPULATIONS } from './population.ts'
import { atMost, beside, SEED, share, type Target } from './target.ts'

/** Mean trials as published, and how many runs may be decided falsely. */
const THRESHOLD = [
  { rate: 0.85, trials: '102', halved: true },
  { rate: 0.9, trials: '202', halved: true },
  { rate: 0.93, trials: '416', halved: false },
  { rate: 0.95, trials: '-', halved: false },
  { rate: 0.97, trials: '405', halved: false },
  { rate: 0.99, trials: '192', halved: true },
]

/** Runs that stop as soon as they are decided about a threshold. */
export function thresholdTable(): Target[] {
  const most = CASES * MOST_ROUNDS
  const found = THRESHOLD.map((expected) => {
    const early = earlyAgainstThreshold(expected.rate, 20_000, SEED)
    return { ...expected, ...early, meanTrials: early.meanRounds * CASES }
  })
  printTable(
    `At least ${THETA}, at most ${most} trials (expected)`,
    ['trials', 'fail', 'pass'],
    Object.fromEntries(
      found.map(({ rate, trials, meanTrials, failed, passed }) => [
        `true rate ${rate}`,
        [`${meanTrials.toFixed(0)} (${trials})`, share(failed), share(passed)],
      ]),
    ),
  )
  return found.flatMap(({ rate, halved, meanTrials, failed, passed }) => [
    ...(halved ? [atMost(0.5, meanTrials / most, `share of the trials at a true rate of ${rate}`)] : []),
    ...(rate >= THETA ? [atMost(0.05, failed, `false fails at a true rate of ${rate}`)] : []),
    ...(rate <= THETA ? [atMost(0.05, passed, `false passes at a true rate of ${rate}`)] : []),
  ])
}

/** Runs that stop as soon as they are decided about a baseline. */
export function baselineTable(): Target[] {
  const found = [
    { drop: 0, rounds: '5.3' },
    { drop: 0.05, rounds: '-' },
    { drop: 0.1, rounds: '2.7' },
  ].map((expected) => ({ ...expected, ...earlyAgainstBaseline(expected.drop, 4000, SEED) }))
  printTable(
    `Against a baseline, at most ${MOST_ROUNDS} rounds (expected)`,
    ['rounds', 'fail', 'pass'],
    Object.fromEntries(
      found.map(({ drop, rounds, meanRounds, failed, passed }) => [
        `a drop of ${drop}`,
        [beside(meanRounds, rounds), share(failed), share(passed)],
      ]),
    ),
  )
  return found
    .filter(({ drop }) => drop === 0)
    .map(({ failed }) => atMost(0.06, failed, 'false alarms of early stopping against a baseline'))
}

/** Plans for a power of .8 at a drop by 5 points. */
export function planTable(): void {
  const rows = POPULATIONS.flatMap((population) =>
    [20, 50, 200].flatMap((cases) =>
      [null, 40].map((baselineTrials) => {
        const { meanTrials, power } = plannedPower(population, cases, baselineTrials, 2000, SEED)
        const name = `${population.name}, K ${cases}, baseline ${baselineTrials ?? 'as many'}`
        return [name, [meanTrials.toFixed(1), share(power)]] as const
      }),
    ),
  )
  printTable('Planned power .8 at 5 points less', ['N', 'power'], Object.fromEntries(rows), [
    'expected: .79 to .82, and more where few trials are rounded up',
  ])
}
