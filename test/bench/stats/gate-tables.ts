import { printTable } from '../table.ts'
import { adaptiveAgainstBaseline, adaptiveAgainstThreshold, ROUNDS } from './adaptive-gate.ts'
import { simulateBroken } from './broken-case.ts'
import { coverageOf, dearer } from './coverage.ts'
import { alarmsOfLuckyBaseline } from './lucky-baseline.ts'
import type { SimulatedCase } from './simulated-trials.ts'
import { atLeast, atMost, beside, SEED, share, type Target } from './target.ts'
import { brokenFew, four, redShare, SINGLE, type Size, simulateGate } from './whole-gate.ts'

const RUNS = 1000

const SIZES: readonly Size[] = [
  { cases: 20, trials: 5 },
  { cases: 50, trials: 3 },
  { cases: 50, trials: 10 },
]

const nameOf = ({ cases, trials }: Size): string => `K ${cases}, N ${trials}`

/** Runs in which nothing changed, through the whole gate. */
export function gateAlarmTable(): Target[] {
  const found = SIZES.map((size) => {
    const red = (assertions: readonly string[]): number =>
      redShare(simulateGate({ ...size, assertions, runs: RUNS, seed: SEED }))
    return { name: nameOf(size), one: red(SINGLE), all: red(four(size.trials)) }
  })
  printTable(
    `The whole gate, nothing changed, ${RUNS} runs`,
    ['one', 'four'],
    Object.fromEntries(found.map(({ name, one, all }) => [name, [one, all].map(share)])),
    ['aim: .06 red at most, of one assertion about a baseline and of four'],
  )
  return found.flatMap(({ name, one, all }) => [
    atMost(0.06, one, `red runs of the whole gate at ${name}, one assertion`),
    atMost(0.06, all, `red runs of the whole gate at ${name}, four assertions`),
  ])
}

const slower = (cases: readonly SimulatedCase[]): readonly SimulatedCase[] =>
  cases.map((each) => ({ ...each, tail: 1.5 }))

const CHANGES = [
  { what: '5 points less in few cases', changed: brokenFew, assertion: SINGLE[0] },
  { what: 'cost 15 % more', changed: dearer, assertion: 'avg_cost no_worse_than baseline' },
  { what: 'slowest tenth × 1.5', changed: slower, assertion: 'p95_latency no_worse_than baseline' },
] as const

/** How often the gate is red that should be: with the one assertion that is about the change, and beside three more. */
export function gatePowerTable(): Target[] {
  const size = { cases: 50, trials: 10 }
  const found = CHANGES.map(({ what, changed, assertion }) => {
    const red = (assertions: readonly string[]): number =>
      redShare(simulateGate({ ...size, assertions, changed, runs: RUNS / 2, seed: SEED }))
    return { what, one: red([assertion]), all: red(four(size.trials)) }
  })
  printTable(
    `Power of the whole gate at ${nameOf(size)}`,
    ['one', 'of four'],
    Object.fromEntries(found.map(({ what, one, all }) => [what, [one, all].map(share)])),
  )
  return found
    .slice(0, 1)
    .map(({ what, one }) => atLeast(0.9, one, `power of the whole gate at ${nameOf(size)}, ${what}`))
}

/** Cases that always passed and never do any more, among 50. */
export function brokenCaseTable(): Target[] {
  const found = [3, 5, 10].flatMap((trials) =>
    [
      { broken: 1, flaky: 0 },
      { broken: 1, flaky: 10 },
      { broken: 5, flaky: 10 },
      { broken: 0, flaky: 10 },
    ].map((mix) => ({ ...mix, trials, ...simulateBroken({ ...mix, trials }, RUNS / 4, SEED) })),
  )
  printTable(
    'Cases that break wholly, of 50',
    ['named', 'false'],
    Object.fromEntries(
      found.map(({ broken, flaky, trials, ...named }) => [
        `${broken} from ${trials}/${trials} to 0/${trials}, ${flaky} flaky`,
        [broken === 0 ? '-' : share(named.found), share(named.falseDiscoveries)],
      ]),
    ),
    ['aim: always named where the others never fail; .1 false discoveries at most'],
  )
  return found.flatMap(({ broken, flaky, trials, ...named }) => {
    const what = `${broken} broken and ${flaky} flaky cases, ${trials} trials`
    return [
      ...(flaky === 0 ? [atLeast(1, named.found, `named of ${what}`)] : []),
      atMost(0.1, named.falseDiscoveries, `false discoveries of ${what}`),
    ]
  })
}

/** Runs that end when nothing is open, as `pawl run --adaptive` makes them. */
export function adaptiveGateTable(): Target[] {
  const rates = [0.85, 0.9, 0.95, 0.99]
  const thresholds = rates.map((rate) => ({ rate, ...adaptiveAgainstThreshold(rate, RUNS, SEED) }))
  const unchanged = adaptiveAgainstBaseline(RUNS, SEED)
  printTable(
    `Adaptive runs of the whole gate, at most ${ROUNDS} rounds of 50`,
    ['rounds', 'fail', 'pass'],
    Object.fromEntries(
      [
        ...thresholds.map((each) => [`at least .95, true rate ${each.rate}`, each] as const),
        ['against a baseline, nothing changed', unchanged] as const,
      ].map(([name, { meanRounds, failed, passed }]) => [
        name,
        [meanRounds.toFixed(1), share(failed), share(passed)],
      ]),
    ),
  )
  return [
    atMost(0.06, unchanged.failed, 'false alarms of adaptive runs against a baseline'),
    ...thresholds.flatMap(({ rate, meanRounds, failed, passed }) =>
      rate === 0.95
        ? [atMost(0.06, failed, `false fails at ${rate}`), atMost(0.06, passed, `false passes at ${rate}`)]
        : [atMost(0.5, meanRounds / ROUNDS, `share of the trials of an adaptive run at ${rate}`)],
    ),
  ]
}

/** Intervals as the gate shows them; 95 % is promised. */
export function gateCoverageTable(): Target[] {
  const found = [
    { cases: 20, trials: 5, k: 3 },
    { cases: 50, trials: 3, k: 3 },
    { cases: 50, trials: 10, k: 5 },
  ].map((size) => ({ ...size, ...coverageOf({ ...size, changed: brokenFew }, RUNS, SEED) }))
  printTable(
    'Coverage of intervals',
    ['pass^k', 'its bound', 'difference', 'of a drop', 'cost'],
    Object.fromEntries(
      found.map(({ k, passK, passKBound, unchanged, dropped, cost, ...size }) => [
        `${nameOf(size)}, k ${k}`,
        [passK, passKBound, unchanged, dropped, cost].map(share),
      ]),
    ),
    ['aim: .95, of which a thousand runs leave .007 to chance, three times over'],
  )
  return found.flatMap(({ k, passK, passKBound, unchanged, dropped, cost, ...size }) =>
    Object.entries({ passK, passKBound, unchanged, dropped, cost }).map(([what, value]) =>
      atLeast(0.93, value, `coverage of ${what} at ${nameOf(size)}`),
    ),
  )
}

/** What a lucky baseline does, and how pooling helps. */
export function luckTable(): void {
  const rows = [
    { pooled: 1, expected: '.25' },
    { pooled: 4, expected: '.16' },
  ].map(({ pooled, expected }) => [
    `${pooled} ${pooled === 1 ? 'run' : 'runs'} of main in the baseline`,
    [beside(alarmsOfLuckyBaseline(pooled, RUNS, SEED), expected)],
  ])
  printTable('Red runs, baseline 1.645 deviations too good (expected)', ['red'], Object.fromEntries(rows))
}
