import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quantile } from '../../src/stats/index.ts'

const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 60 })
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('quantile', () => {
  test("R's type 7 and NumPy's default on 1 … 10", () => {
    const oneToTen = [7, 3, 10, 1, 5, 9, 2, 8, 4, 6]
    expect([0, 0.25, 0.5, 0.75, 0.95, 1].map((q) => quantile(oneToTen, q))).toEqual(
      [1, 3.25, 5.5, 7.75, 9.55, 10].map((value) => expect.closeTo(value, 12)),
    )
  })

  test('one value is every quantile; the input is left as it was', () => {
    expect([0, 0.5, 1].map((q) => quantile([4.2], q))).toEqual([4.2, 4.2, 4.2])
    const input = [3, 1, 2]
    quantile(input, 0.5)
    expect(input).toEqual([3, 1, 2])
  })

  test('numbers are ordered as numbers', () => {
    expect(quantile([100, 9, 20], 0.5)).toBe(20)
    expect(quantile([-1, -20, 3], 0)).toBe(-20)
  })

  test('at rank k it is the k-th smallest value', () => {
    fc.assert(
      fc.property(values, (sample) => {
        const sorted = sample.toSorted((a, b) => a - b)
        for (const [index, value] of sorted.entries()) {
          const q = sorted.length === 1 ? 0.3 : index / (sorted.length - 1)
          expect(quantile(sample, q)).toBeCloseTo(value, 4)
        }
      }),
    )
  })

  test('it rises with q, ignores the order of the input, and mirrors', () => {
    fc.assert(
      fc.property(values, share, share, (sample, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)]
        expect(quantile(sample, low)).toBeLessThanOrEqual(quantile(sample, high) + 1e-6)
        expect(quantile(sample.toReversed(), low)).toBe(quantile(sample, low))
        const mirrored = sample.map((value) => -value)
        expect(quantile(mirrored, 1 - low)).toBeCloseTo(-quantile(sample, low), 4)
      }),
    )
  })

  test.each([
    [() => quantile([], 0.5), 'expected at least one value, got none'],
    [() => quantile([1], 1.01), 'expected q from 0 to 1, got 1.01'],
    [() => quantile([1], 95), 'expected q from 0 to 1, got 95'],
    [() => quantile([1], Number.NaN), 'expected q from 0 to 1, got NaN'],
    [() => quantile([1, Number.NaN], 0.5), 'expected numbers of at most ±1e+150, got NaN'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})
