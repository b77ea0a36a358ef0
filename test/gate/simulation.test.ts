import { expect, it } from 'vitest'
import { adaptiveAgainstThreshold } from '../bench/stats/adaptive-gate.ts'
import { simulateBroken } from '../bench/stats/broken-case.ts'
import { brokenFew, four, redShare, SINGLE, simulateGate } from '../bench/stats/whole-gate.ts'

// `npm run bench:stats` in small: whole runs through the whole gate. Seeded; the bounds are the targets, and three
// standard errors of so many runs.
const SEED = 1
const MOST = (runs: number): number => 0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs)

it.each([
  ['one assertion', SINGLE],
  ['four assertions', four(5)],
])(
  'where nothing changed the gate is seldom red: %s',
  (_, assertions) => {
    const runs = 120
    const judged = simulateGate({ cases: 20, trials: 5, assertions, runs, seed: SEED })
    expect(redShare(judged)).toBeLessThanOrEqual(MOST(runs))
  },
  20_000,
)

it('five points that are lost in few cases turn it red', () => {
  const judged = simulateGate({
    cases: 50,
    trials: 10,
    assertions: SINGLE,
    runs: 40,
    seed: SEED,
    changed: brokenFew,
  })
  expect(redShare(judged)).toBeGreaterThan(0.75)
}, 20_000)

it.each([3, 5])(
  'a case of 50 that breaks wholly is named, with %i trials each',
  (trials) => {
    expect(simulateBroken({ broken: 1, flaky: 0, trials }, 5, SEED)).toEqual({
      found: 1,
      falseDiscoveries: 0,
    })
  },
  20_000,
)

it.each([0.85, 0.99])(
  'an adaptive run at a true rate of %f needs at most half the trials',
  (rate) => {
    expect(adaptiveAgainstThreshold(rate, 20, SEED).meanRounds).toBeLessThanOrEqual(5)
  },
  20_000,
)
