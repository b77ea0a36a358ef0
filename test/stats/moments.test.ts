import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mean, standardDeviation } from '../../src/stats/index.ts'

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2 })

describe('mean and standardDeviation', () => {
  test('by hand', () => {
    expect(mean([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5)
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 14)
    expect(mean([-3])).toBe(-3)
  })

  test('equal values have exactly their own mean and no spread', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e100, max: 1e100, noNaN: true }),
        fc.integer({ min: 2, max: 50 }),
        (x, n) => {
          const values = Array.from({ length: n }, () => x)
          expect(mean(values) === x).toBe(true)
          expect(standardDeviation(values)).toBe(0)
        },
      ),
    )
  })

  test('a small spread far from zero keeps its digits', () => {
    const far = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]
    expect(mean(far)).toBe(1e9 + 10)
    expect(standardDeviation(far)).toBeCloseTo(Math.sqrt(30), 12)
  })

  test('the mean lies among the values, moves with them, and scales', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: -1e3, max: 1e3, noNaN: true }), (values, shift) => {
        const centre = mean(values)
        expect(centre).toBeGreaterThanOrEqual(Math.min(...values))
        expect(centre).toBeLessThanOrEqual(Math.max(...values))
        expect(mean(values.map((x) => x + shift))).toBeCloseTo(centre + shift, 6)
        expect(mean(values.map((x) => 2 * x))).toBeCloseTo(2 * centre, 6)
        expect(standardDeviation(values.map((x) => -2 * x))).toBeCloseTo(2 * standardDeviation(values), 5)
      }),
    )
  })

  test('the variance is half of the mean squared difference of all pairs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 12 }),
        (values) => {
          const squares = values.flatMap((a) => values.map((b) => (a - b) ** 2))
          const sum = squares.reduce((total, square) => total + square, 0)
          const expected = sum / (2 * values.length * (values.length - 1))
          expect(standardDeviation(values) ** 2).toBeCloseTo(expected, 9)
        },
      ),
    )
  })

  test.each([
    [() => mean([]), 'expected at least one value, got none'],
    [() => mean([1, Number.NaN]), 'expected numbers of at most ±1e+150, got NaN'],
    [() => mean([Number.POSITIVE_INFINITY]), 'expected numbers of at most ±1e+150, got Infinity'],
    [() => standardDeviation([1]), 'expected at least two values to measure their spread, got 1'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})
