import fc from 'fast-check'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, test } from 'vitest'
import { suiteInterval, wilson } from '../../src/stats/index.ts'
import { range } from './brute-force.ts'

describe('wilson', () => {
  test.each([
    [100, 200, 0.4313609, 0.5686391, 7],
    [81, 263, 0.2553, 0.3662, 4],
    [15, 148, 0.0624, 0.1605, 4],
    [0, 20, 0, 0.1611, 4],
    [1, 29, 0.0061, 0.1718, 4],
    [16, 86, 0.117891, 0.28105, 6],
    [5, 90, 0.023961, 0.123536, 5],
    [0, 117, 0, 0.031789, 6],
    [0, 30, 0, 0.114, 3],
  ])('%i of %i has the published interval %f–%f', (passes, trials, low, high, digits) => {
    const interval = wilson(passes, trials)
    expect(interval.low).toBeCloseTo(low, digits)
    expect(interval.high).toBeCloseTo(high, digits)
  })

  test('its bounds are the rates at which the score test is on the edge', () => {
    const z = 1.959963984540054
    const { low, high } = wilson(37.5, 41.25)
    for (const theta of [low, high]) {
      expect(Math.abs(37.5 / 41.25 - theta)).toBeCloseTo(z * Math.sqrt((theta * (1 - theta)) / 41.25), 12)
    }
  })

  test('it contains the observed rate, within 0..1, and is symmetric in passes and failures', () => {
    fc.assert(
      fc.property(
        rates(),
        fc.double({ min: 0.01, max: 0.999, noNaN: true }),
        ([passes, trials], confidence) => {
          const { low, high } = wilson(passes, trials, confidence)
          const mirrored = wilson(trials - passes, trials, confidence)
          const rate = passes / trials
          expect(0 <= low && low <= rate + 1e-15 && rate <= high + 1e-15 && high <= 1).toBe(true)
          expect(mirrored.low).toBeCloseTo(1 - high, 12)
          expect(mirrored.high).toBeCloseTo(1 - low, 12)
        },
      ),
    )
  })

  test('it widens with confidence and narrows with trials', () => {
    fc.assert(
      fc.property(rates(), ([passes, trials]) => {
        const width = (interval: { low: number; high: number }) => interval.high - interval.low
        expect(width(wilson(passes, trials, 0.99))).toBeGreaterThan(width(wilson(passes, trials, 0.95)))
        expect(width(wilson(2 * passes, 2 * trials))).toBeLessThan(width(wilson(passes, trials)))
      }),
    )
  })

  test('no pass has the lower bound 0 exactly, no failure the upper bound 1', () => {
    for (const trials of [1, 3, 7, 49, 1e6, 0.3]) {
      expect(wilson(0, trials).low).toBe(0)
      expect(wilson(trials, trials).high).toBe(1)
    }
  })

  test.each([
    [() => wilson(0, 0), 'expected a positive number of trials, got 0'],
    [() => wilson(-1, 5), 'expected passes from 0 to the 5 trials, got -1'],
    [() => wilson(6, 5), 'expected passes from 0 to the 5 trials, got 6'],
    [() => wilson(Number.NaN, 5), 'expected passes from 0 to the 5 trials, got NaN'],
    [() => wilson(1, Number.POSITIVE_INFINITY), 'expected a positive number of trials, got Infinity'],
    [() => wilson(1, 5, 1), 'expected a confidence strictly between 0 and 1, got 1'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})

describe('suiteInterval', () => {
  test('cases that are all alike have the interval of their pooled trials', () => {
    expect(suiteInterval(repeat(20, { passes: 4, trials: 5 }))).toEqual(wilson(80, 100))
  })

  test('cases that differ count as more trials than there were, at most twice', () => {
    // p̂ .7, v = (.9·.1/9 + .5·.5/9)/4, so p̂q̂/v = 22.2 trials for 20.
    const effective = 0.21 / ((0.09 / 9 + 0.25 / 9) / 4)
    const mild = suiteInterval([
      { passes: 9, trials: 10 },
      { passes: 5, trials: 10 },
    ])
    expect(mild.low).toBeCloseTo(wilson(0.7 * effective, effective).low, 12)
    expect(mild.high).toBeCloseTo(wilson(0.7 * effective, effective).high, 12)
    // All but one case are always the same: p̂q̂/v = 891, capped at 2 × 100.
    const stark = suiteInterval([
      ...repeat(5, { passes: 0, trials: 10 }),
      ...repeat(4, { passes: 10, trials: 10 }),
      { passes: 5, trials: 10 },
    ])
    expect(stark.high).toBeCloseTo(wilson(90, 200).high, 12)
  })

  test('all pass, all fail, and one trial of each case fall back to the pooled trials', () => {
    expect(suiteInterval(repeat(10, { passes: 3, trials: 3 }))).toEqual(wilson(30, 30))
    expect(suiteInterval(repeat(10, { passes: 0, trials: 3 }))).toEqual(wilson(0, 30))
    const single = [...repeat(3, { passes: 1, trials: 1 }), { passes: 0, trials: 1 }]
    expect(suiteInterval(single)).toEqual(wilson(3, 4))
    expect(suiteInterval([{ passes: 7, trials: 9 }])).toEqual(wilson(7, 9))
  })

  test('a case without trials changes nothing; no trials at all are refused', () => {
    const cases = repeat(4, { passes: 2, trials: 3 })
    expect(suiteInterval([...cases, { passes: 0, trials: 0 }])).toEqual(suiteInterval(cases))
    expect(() => suiteInterval([])).toThrow(RangeError)
    expect(() => suiteInterval([{ passes: 0, trials: 0 }])).toThrow(RangeError)
  })

  // Coverage over seeded runs of a suite whose cases pass 50 to 100 % of the time.
  test.each([
    ['5 trials of every case', () => 5, 0.93],
    ['2 to 5 trials', (index: number) => 2 + (index % 4), 0.93],
    ['1 to 5 trials', (index: number) => 1 + (index % 5), 0.93],
    ['50 trials of one case in five and 2 of the rest', (index: number) => (index % 5 === 0 ? 50 : 2), 0.9],
  ])('the interval covers the truth as often as it says with %s', (_name, trialsOf, least) => {
    const random = xoroshiro128plus(7)
    const population = range(0, 21).map((index) => ({
      rate: 0.5 + (index % 11) / 20,
      trials: trialsOf(index),
    }))
    const truth = population.reduce((sum, { rate }) => sum + rate / 22, 0)
    let covered = 0
    for (let run = 0; run < 2000; run++) {
      const cases = population.map(({ rate, trials }) => ({
        passes: range(1, trials).filter(() => uniformFloat64(random) < rate).length,
        trials,
      }))
      const { low, high } = suiteInterval(cases)
      if (low <= truth && truth <= high) covered++
    }
    expect(covered / 2000).toBeGreaterThan(least)
    expect(covered / 2000).toBeLessThan(1)
  })
})

/** Passes and trials, both real. */
function rates(): fc.Arbitrary<[number, number]> {
  return fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0.5, max: 1e5, noNaN: true }))
    .map(([rate, trials]) => [rate * trials, trials])
}

function repeat<T>(times: number, item: T): T[] {
  return Array.from({ length: times }, () => item)
}
