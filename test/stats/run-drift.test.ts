import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derivedRandom } from '../../src/model/random.ts'
import { runDrift, standardDeviation } from '../../src/stats/index.ts'

const chance = (...parts: readonly (string | number)[]) => derivedRandom(7, 'test', ...parts)

/** 20 cases × 10 trials a run, each run with a rate of its own. */
function drawn(rates: readonly number[], seed: number): readonly (readonly (readonly number[])[])[] {
  const random = chance(seed)
  return Array.from({ length: 20 }, () =>
    rates.map((rate) => Array.from({ length: 10 }, () => (random.next() < rate ? 1 : 0))),
  )
}

const driftIn = (table: readonly (readonly (readonly number[])[])[], scale: 'linear' | 'log' = 'linear') =>
  runDrift({ table, scale, random: chance('deal') })

describe('drift between runs', () => {
  it('is found where it is built in, with about its size', () => {
    const rates = [0.9, 0.7, 0.85, 0.65, 0.8]
    const { deviation, p } = driftIn(drawn(rates, 1))
    expect(p).toBeLessThan(0.01)
    expect(Math.abs(deviation - standardDeviation(rates))).toBeLessThan(0.04)
  })

  it('is called drift in about 5 % of runs that have none', () => {
    const found = Array.from({ length: 200 }, (_, seed) => driftIn(drawn([0.85, 0.85, 0.85], seed)).p <= 0.05)
    const share = found.filter(Boolean).length / found.length
    expect(share).toBeLessThan(0.09)
    expect(share).toBeGreaterThan(0.01)
  })

  it('tells what fresh trials alone give the mean of a run', () => {
    const { expected } = driftIn(drawn([0.8, 0.8, 0.8, 0.8], 3))
    expect(expected).toBeCloseTo(Math.sqrt((0.8 * 0.2) / 200), 2)
  })

  it('is one of ratios on the logarithmic scale, whatever the unit', () => {
    const table = [
      [
        [1, 2, 3],
        [2, 4, 6],
      ],
      [
        [10, 20, 30],
        [20, 40, 60],
      ],
    ]
    const drift = driftIn(table, 'log')
    const inCents = driftIn(
      table.map((byRun) => byRun.map((values) => values.map((value) => value * 100))),
      'log',
    )
    expect(inCents.deviation).toBeCloseTo(drift.deviation, 9)
    expect(drift.means).toEqual([11, 22])
  })

  it('can be told of single trials, whose spread is that between the runs', () => {
    const table = Array.from({ length: 12 }, (_, index) => [
      [index % 3 === 0 ? 0 : 1],
      [index % 4 === 0 ? 0 : 1],
    ])
    expect(driftIn(table)).toMatchObject({ deviation: 0, p: expect.any(Number) })
  })

  it('is none where all trials are the same', () => {
    expect(driftIn([[[1, 1], [1]]])).toEqual({ means: [1, 1], deviation: 0, expected: 0, p: 1 })
  })

  it('is sure where cases never vary within a run, and all do between them', () => {
    const table = Array.from({ length: 6 }, () => [
      [1, 1, 1],
      [0, 0, 0],
    ])
    const { deviation, expected, p } = driftIn(table)
    expect([deviation, expected]).toEqual([Math.SQRT1_2, 0])
    expect(p).toBe(1 / 1000)
  })

  it('gives the same for the same seed, and numbers whatever the trials', () => {
    const run = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 3 })
    const table = fc.array(fc.tuple(run, run), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(table, (byCase) => {
        const once = runDrift({ table: byCase, scale: 'linear', random: chance('deal'), most: 20 })
        expect(once).toEqual(runDrift({ table: byCase, scale: 'linear', random: chance('deal'), most: 20 }))
        expect(once.p).toBeGreaterThan(0)
        expect(once.p).toBeLessThanOrEqual(1)
        expect(Number.isFinite(once.deviation) && once.deviation >= 0).toBe(true)
      }),
    )
  })

  it('needs two runs, with values in each, and positive means for a ratio', () => {
    expect(() => driftIn([])).toThrow(RangeError)
    expect(() => driftIn([[[1]]])).toThrow(RangeError)
    expect(() => driftIn([[[1], []]])).toThrow(RangeError)
    expect(() => driftIn([[[1], [1]], [[1]]])).toThrow(RangeError)
    expect(() => driftIn([[[0], [1]]], 'log')).toThrow(RangeError)
    expect(() => driftIn([[[1], [Number.NaN]]])).toThrow(RangeError)
  })
})
