import { describe, expect, test } from 'vitest'
import { createRandom, deriveSeed } from '../../src/model/random.ts'
import { mean } from '../../src/stats/index.ts'
import { simulateCell } from '../bench/stats/cell.ts'
import { earlyAgainstBaseline, earlyAgainstThreshold } from '../bench/stats/early.ts'
import { plannedPower } from '../bench/stats/plan.ts'
import { drawRates, POPULATIONS, PUBLISHED } from '../bench/stats/population.ts'

// `npm run bench:stats` in small. Seeded, so a figure changes only when what it measures does; the bounds are the
// targets, and what a thousand runs leave to chance of the published figures.
const SEED = 1
const RUNS = { unchanged: 1500, dropped: 1000 }

describe('the regression gate and the intervals, simulated', () => {
  const cells = [...POPULATIONS, PUBLISHED].flatMap((population) =>
    [
      { cases: 20, trials: 1 },
      { cases: 20, trials: 5 },
      { cases: 50, trials: 10 },
      { cases: 200, trials: 3 },
    ].map((size) => ({ population, ...size })),
  )

  test.each(cells)(
    '$population.name, $cases cases, $trials trials each: they hold what they promise',
    (cell) => {
      const { suiteCoverage, populationCoverage, falseAlarms } = simulateCell(
        cell,
        { ...RUNS, dropped: 1 },
        SEED,
      )
      expect(falseAlarms).toBeLessThanOrEqual(0.06)
      expect(suiteCoverage).toBeGreaterThan(0.935)
      expect(populationCoverage).toBeGreaterThan(0.91)
    },
  )

  test('a drop by 5 points of 50 cases run ten times is found, most of all where few cases break', () => {
    const cell = { population: PUBLISHED, cases: 50, trials: 10 }
    const { power, powerConcentrated } = simulateCell(cell, { ...RUNS, unchanged: 1 }, SEED)
    expect(Math.abs(power - 0.88)).toBeLessThan(0.03)
    expect(powerConcentrated).toBeGreaterThanOrEqual(0.9)
  })
})

describe('runs that stop early, simulated', () => {
  test.each([
    [0.85, 102],
    [0.9, 202],
    [0.99, 192],
  ])('against .95, a true rate of %f takes some %i of 500 trials', (rate, trials) => {
    const { meanRounds } = earlyAgainstThreshold(rate, 2000, SEED)
    expect(Math.abs((meanRounds * 50) / trials - 1)).toBeLessThan(0.05)
    expect(meanRounds).toBeLessThanOrEqual(5)
  })

  test('a true rate of exactly the threshold is decided falsely in at most 5 of 100, either way', () => {
    const { failed, passed } = earlyAgainstThreshold(0.95, 20_000, SEED)
    expect(failed).toBeLessThanOrEqual(0.05)
    expect(passed).toBeLessThanOrEqual(0.05)
  })

  test.each([
    [0, 5.3],
    [0.1, 2.7],
  ])('against a baseline, a drop of %f is decided after some %f rounds of ten', (drop, rounds) => {
    const { meanRounds, failed } = earlyAgainstBaseline(drop, 1500, SEED)
    expect(Math.abs(meanRounds - rounds)).toBeLessThan(0.3)
    if (drop === 0) expect(failed).toBeLessThanOrEqual(0.06)
    else expect(failed).toBeGreaterThan(0.99)
  })
})

describe('plans for a power of .8, simulated', () => {
  test('50 cases have it, and a larger baseline leaves fewer trials to the candidate', () => {
    const found = [null, 20, 40].map((baselineTrials) =>
      plannedPower(PUBLISHED, 50, baselineTrials, 1500, SEED),
    )
    for (const { power } of found) expect(power > 0.77 && power < 0.85).toBe(true)
    const trials = found.map(({ meanTrials }) => meanTrials)
    expect(trials).toEqual(trials.toSorted((a, b) => b - a))
  })
})

test.each([
  [POPULATIONS[0], 0.03],
  [POPULATIONS[1], 0.2],
  [PUBLISHED, 0.33],
  [POPULATIONS[2], 0.43],
])('the simulated cases have a mean rate of .9 and the correlation of their name: %o', (population, icc) => {
  if (population === undefined) throw new Error('expected a population')
  const rates = drawRates(population, 50_000, createRandom(deriveSeed(SEED)))
  const average = mean(rates)
  const spread = mean(rates.map((rate) => (rate - average) ** 2))
  expect(average).toBeCloseTo(0.9, 2)
  expect(spread / (average * (1 - average))).toBeCloseTo(icc, 2)
})
