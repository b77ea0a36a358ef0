import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { orderStatisticRanks, quantileInterval } from '../../src/stats/index.ts'
import { probabilityBetween, range } from './brute-force.ts'

describe('orderStatisticRanks', () => {
  test.each([
    [100, 90, 100, 0.9826],
    [1000, 936, 964, 0.9581],
  ])('the p95 of %i values lies between ranks %i and %i', (n, low, high, coverage) => {
    const ranks = orderStatisticRanks(n, 0.95)
    expect(ranks).toEqual({ low, high, coverage: expect.closeTo(coverage, 4) })
  })

  test('the median of 10 values lies between the second and the ninth (97.9 %)', () => {
    expect(orderStatisticRanks(10, 0.5)).toEqual({
      low: 2,
      high: 9,
      coverage: expect.closeTo(1002 / 1024, 12),
    })
  })

  test('a p95 needs 72 values at 95 % confidence: .95^72 is below .025, .95^71 is not', () => {
    expect(orderStatisticRanks(71, 0.95)).toBeNull()
    expect(orderStatisticRanks(72, 0.95)).toMatchObject({ high: 72 })
    expect(orderStatisticRanks(1, 0.5)).toBeNull()
    expect(orderStatisticRanks(100, 1)).toBeNull()
    expect(orderStatisticRanks(100, 0)).toBeNull()
  })

  test('each tail keeps to its half of the level, and the next rank inwards would not', () => {
    for (const q of [0.1, 0.5, 0.9]) {
      for (const n of range(6, 60)) {
        const ranks = orderStatisticRanks(n, q, 0.9)
        if (ranks === null) {
          expect(Math.max(q, 1 - q) ** n).toBeGreaterThan(0.05)
          continue
        }
        const { low, high, coverage } = ranks
        expect(probabilityBetween(0, low - 1, n, q)).toBeLessThanOrEqual(0.05 + 1e-12)
        expect(probabilityBetween(0, low, n, q)).toBeGreaterThan(0.05)
        expect(probabilityBetween(high, n, n, q)).toBeLessThanOrEqual(0.05 + 1e-12)
        expect(probabilityBetween(high - 1, n, n, q)).toBeGreaterThan(0.05)
        expect(coverage).toBeCloseTo(probabilityBetween(low, high - 1, n, q), 10)
      }
    }
  })

  test('ranks are in order, cover as promised, widen with confidence and mirror at 1 − q', () => {
    const q = fc.double({ min: 0.01, max: 0.99, noNaN: true })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), q, (n, share) => {
        const narrow = orderStatisticRanks(n, share, 0.9)
        const wide = orderStatisticRanks(n, share, 0.99)
        if (narrow === null) {
          expect(wide).toBeNull()
          return
        }
        expect(1 <= narrow.low && narrow.low < narrow.high && narrow.high <= n).toBe(true)
        expect(narrow.coverage).toBeGreaterThanOrEqual(0.9 - 1e-9)
        if (wide === null) return
        expect(wide.low).toBeLessThanOrEqual(narrow.low)
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high)
        expect(wide.coverage).toBeGreaterThanOrEqual(narrow.coverage)
      }),
    )
    expect(orderStatisticRanks(100, 0.05)).toMatchObject({ low: 1, high: 11 })
  })

  test.each([
    [
      () => orderStatisticRanks(0, 0.5),
      'expected the number of values to be a whole number from 1 up, got 0',
    ],
    [() => orderStatisticRanks(10, -0.1), 'expected q from 0 to 1, got -0.1'],
    [() => orderStatisticRanks(10, 0.5, 1), 'expected a confidence strictly between 0 and 1, got 1'],
    [() => quantileInterval([], 0.5), 'expected at least one value, got none'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})

describe('quantileInterval', () => {
  const descending = (n: number) => range(1, n).toReversed()

  test('it is the values at the ranks, whatever the order of the input', () => {
    expect(quantileInterval(descending(100), 0.95)).toEqual({ low: 90, high: 100 })
    expect(quantileInterval(descending(10), 0.5)).toEqual({ low: 2, high: 9 })
  })

  test('an end without enough values is null, the other stands', () => {
    expect(quantileInterval(descending(50), 0.95)).toEqual({ low: 44, high: null })
    expect(quantileInterval(descending(50), 0.05)).toEqual({ low: null, high: 7 })
    expect(quantileInterval([5], 0.5)).toEqual({ low: null, high: null })
  })

  test('no sample bounds a maximum from above, every sample bounds it from below', () => {
    expect(quantileInterval([3, 1, 2], 1)).toEqual({ low: 3, high: null })
    expect(quantileInterval([3, 1, 2], 0)).toEqual({ low: null, high: 1 })
  })
})
