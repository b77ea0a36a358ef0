import { describe, expect, test } from 'vitest'
import { binomialTest, wilksSampleSize } from '../../src/stats/index.ts'
import { probabilityBetween, range } from './brute-force.ts'

describe('wilksSampleSize', () => {
  test('the 95/95 sample sizes of the first five orders', () => {
    expect(range(1, 5).map((order) => wilksSampleSize(0.95, 0.95, order))).toEqual([59, 93, 124, 153, 181])
  })

  test('the first order is ln(1 − confidence)/ln q', () => {
    for (const q of [0.5, 0.9, 0.99, 0.999]) {
      expect(wilksSampleSize(q, 0.9, 1)).toBe(Math.ceil(Math.log(0.1) / Math.log(q)))
    }
  })

  test('it is the first n of which enough lie beyond the quantile often enough', () => {
    for (const q of [0.3, 0.8, 0.95]) {
      for (const order of range(1, 4)) {
        const n = wilksSampleSize(q, 0.9, order)
        expect(probabilityBetween(order, n, n, 1 - q)).toBeGreaterThanOrEqual(0.9)
        expect(probabilityBetween(order, n - 1, n - 1, 1 - q)).toBeLessThan(0.9)
      }
    }
  })

  test('so many trials with fewer failures than the order prove the rate', () => {
    for (const order of range(1, 6)) {
      const n = wilksSampleSize(0.95, 0.95, order)
      expect(binomialTest(n - order + 1, n, 0.95, 'above')).toBeLessThanOrEqual(0.05)
      expect(binomialTest(n - order, n - 1, 0.95, 'above')).toBeGreaterThan(0.05)
    }
  })

  test.each([
    [() => wilksSampleSize(1, 0.95, 1), 'expected q strictly between 0 and 1, got 1'],
    [() => wilksSampleSize(0.95, 1, 1), 'expected a confidence strictly between 0 and 1, got 1'],
    [() => wilksSampleSize(0.95, 0.95, 0), 'expected an order to be a whole number from 1 up, got 0'],
    [
      () => wilksSampleSize(1 - 1e-12, 0.95, 1),
      'expected a q that 1000000000 values can bound, got 0.999999999999',
    ],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})
