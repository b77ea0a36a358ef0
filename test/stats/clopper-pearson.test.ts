import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clopperPearson, clopperPearsonLower, clopperPearsonUpper } from '../../src/stats/index.ts'
import { probability, probabilityBetween, range } from './brute-force.ts'

describe('clopperPearson', () => {
  test.each([
    [100, 200, 0.95, 0.4286584, 0.5713416, 7],
    [81, 263, 0.95, 0.2527, 0.3676, 4],
    [15, 148, 0.95, 0.0578, 0.1617, 3],
    [0, 20, 0.95, 0, 0.1684, 4],
    [3, 50, 0.99, 0.006872485, 0.202706269, 9],
    [0, 10, 0.95, 0, 0.3084971, 7],
    [10, 10, 0.95, 0.6915029, 1, 7],
  ])('%i of %i has the published interval at %f: %f–%f', (passes, trials, confidence, low, high, digits) => {
    const interval = clopperPearson(passes, trials, confidence)
    expect(interval.low).toBeCloseTo(low, digits)
    expect(interval.high).toBeCloseTo(high, digits)
  })

  test('99 of 100 proves 95 %: the one-sided lower bound is .9534', () => {
    expect(clopperPearsonLower(99, 100, 0.05)).toBeCloseTo(0.9534401885464611, 12)
  })

  test('all pass has the lower bound α^(1/n), none the upper bound 1 − α^(1/n)', () => {
    for (const trials of [1, 2, 59, 1000]) {
      expect(clopperPearsonLower(trials, trials, 0.05)).toBeCloseTo(0.05 ** (1 / trials), 12)
      expect(clopperPearsonUpper(0, trials, 0.05)).toBeCloseTo(1 - 0.05 ** (1 / trials), 12)
      expect(clopperPearsonUpper(trials, trials, 0.05)).toBe(1)
      expect(clopperPearsonLower(0, trials, 0.05)).toBe(0)
    }
  })

  test('at its bounds the observed count has exactly probability α', () => {
    for (const trials of range(1, 25)) {
      for (const passes of range(1, trials - 1)) {
        const lower = clopperPearsonLower(passes, trials, 0.05)
        const upper = clopperPearsonUpper(passes, trials, 0.05)
        expect(probabilityBetween(passes, trials, trials, lower)).toBeCloseTo(0.05, 10)
        expect(probabilityBetween(0, passes, trials, upper)).toBeCloseTo(0.05, 10)
      }
    }
  })

  test('it covers every true rate at least as often as promised', () => {
    for (const trials of [1, 7, 20]) {
      const intervals = range(0, trials).map((passes) => clopperPearson(passes, trials))
      for (const rate of range(1, 199).map((i) => i / 200)) {
        let covered = 0
        for (const [passes, { low, high }] of intervals.entries()) {
          if (low <= rate && rate <= high) covered += probability(passes, trials, rate)
        }
        expect(covered).toBeGreaterThanOrEqual(0.95)
      }
    }
  })

  test('real passes and trials: contains the rate, rises with passes, mirrors failures', () => {
    const trials = fc.double({ min: 0.5, max: 1e5, noNaN: true })
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(trials, share, share, (n, one, other) => {
        const [fewer, more] = [Math.min(one, other) * n, Math.max(one, other) * n]
        const { low, high } = clopperPearson(fewer, n)
        const rate = fewer / n
        expect(0 <= low && low <= rate + 1e-12 && rate <= high + 1e-12 && high <= 1).toBe(true)
        expect(clopperPearson(more, n).low).toBeGreaterThanOrEqual(low - 1e-12)
        expect(clopperPearson(more, n).high).toBeGreaterThanOrEqual(high - 1e-12)
        expect(clopperPearson(n - fewer, n).low).toBeCloseTo(1 - high, 9)
      }),
    )
  })

  test('a two-sided interval is two one-sided bounds at half the level', () => {
    expect(clopperPearson(37.25, 40.5, 0.9)).toEqual({
      low: clopperPearsonLower(37.25, 40.5, (1 - 0.9) / 2),
      high: clopperPearsonUpper(37.25, 40.5, (1 - 0.9) / 2),
    })
  })

  test.each([
    [() => clopperPearson(0, 0), 'expected a positive number of trials, got 0'],
    [() => clopperPearsonLower(6, 5, 0.05), 'expected passes from 0 to the 5 trials, got 6'],
    [() => clopperPearsonUpper(1, 5, 0), 'expected an alpha strictly between 0 and 1, got 0'],
    [() => clopperPearson(1, 5, 95), 'expected a confidence strictly between 0 and 1, got 95'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})
