import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { heterogeneity } from '../../src/stats/index.ts'

/** Thirteen trials of the BCG vaccine (Colditz et al. 1994): cases and others, vaccinated and not. */
const BCG = [
  [4, 119, 11, 128],
  [6, 300, 29, 274],
  [3, 228, 11, 209],
  [62, 13536, 248, 12619],
  [33, 5036, 47, 5761],
  [180, 1361, 372, 1079],
  [8, 2537, 10, 619],
  [505, 87886, 499, 87892],
  [29, 7470, 45, 7232],
  [17, 1699, 65, 1600],
  [186, 50448, 141, 27197],
  [5, 2493, 3, 2338],
  [27, 16886, 29, 17825],
] as const

describe('variance between measurements beyond their errors', () => {
  it('is that of the BCG trials as metafor gives it', () => {
    const logs = BCG.map(([a, b, c, d]) => Math.log(a / (a + b) / (c / (c + d))))
    const errors = BCG.map(([a, b, c, d]) => 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    const { q, variance } = heterogeneity(logs, errors)
    expect(q).toBeCloseTo(152.233, 3)
    expect(variance).toBeCloseTo(0.3088, 4)
  })

  it('is nothing where the errors explain all', () => {
    expect(heterogeneity([0.9, 0.91], [0.01, 0.01]).variance).toBe(0)
  })

  it('is that of the measurements themselves where they have no error', () => {
    expect(heterogeneity([0, 2], [0, 0])).toEqual({ q: null, variance: 2 })
    expect(heterogeneity([1, 1], [0, 0])).toEqual({ q: null, variance: 0 })
  })

  it('is a number from 0 up, and knows no order', () => {
    const pair = fc.tuple(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 8 }), (pairs) => {
        const of = (each: typeof pairs) =>
          heterogeneity(
            each.map(([y]) => y),
            each.map(([, v]) => v),
          ).variance
        const found = of(pairs)
        expect(found).toBeGreaterThanOrEqual(0)
        expect(Number.isFinite(found)).toBe(true)
        expect(Math.abs(of(pairs.toReversed()) - found)).toBeLessThanOrEqual(1e-6 * Math.max(1, found))
      }),
    )
  })

  it('needs two measurements, and an error of each', () => {
    expect(() => heterogeneity([1], [1])).toThrow(RangeError)
    expect(() => heterogeneity([1, 2], [1])).toThrow(RangeError)
    expect(() => heterogeneity([1, 2], [1, -1])).toThrow(RangeError)
    expect(() => heterogeneity([1, 2], [1, Number.NaN])).toThrow(RangeError)
  })
})
