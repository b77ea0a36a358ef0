import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedTrials } from '../../src/stats/expected-trials.ts'
import { binomialBoundaries } from '../../src/stats/group-sequential.ts'

const rounds = (cases: number, most: number) =>
  Array.from({ length: most }, (_, round) => cases * (round + 1))

describe('the mean number of trials of an adaptive run', () => {
  it.each([
    [0.85, 102],
    [0.9, 202],
    [0.93, 416],
    [0.97, 405],
    [0.99, 192],
  ])('is that of the simulated suite of 50 cases at a true rate of %s: %s of 500', (rate, simulated) => {
    const looks = binomialBoundaries({ theta: 0.95, alpha: 0.05, looks: rounds(50, 10) })
    // Those were simulated with cases that differ, which are steadier than the binomial.
    expect(Math.abs(expectedTrials(looks, rate) / simulated - 1)).toBeLessThan(0.03)
  })

  it('is that of all trials where no boundary can be met', () => {
    const never = [
      { trials: 10, failAt: null, passAt: null },
      { trials: 20, failAt: null, passAt: null },
    ]
    expect(expectedTrials(never, 0.9)).toBeCloseTo(20, 9)
  })

  it('is that of the first look where every count meets a boundary', () => {
    const looks = [
      { trials: 10, failAt: 3, passAt: 2 },
      { trials: 20, failAt: 5, passAt: 4 },
    ]
    expect(expectedTrials(looks, 0.9)).toBeCloseTo(10, 9)
  })

  it('lies between the first look and the last, whatever the truth', () => {
    const share = fc.double({ min: 0.5, max: 0.99, noNaN: true })
    const property = (theta: number, rate: number, cases: number, most: number) => {
      const looks = binomialBoundaries({ theta, alpha: 0.05, looks: rounds(cases, most) })
      const expected = expectedTrials(looks, rate)
      expect(expected).toBeGreaterThanOrEqual(cases * (1 - 1e-9))
      expect(expected).toBeLessThanOrEqual(cases * most * (1 + 1e-9))
    }
    fc.assert(
      fc.property(share, share, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 8 }), property),
    )
  })

  it('asks for a rate and a look', () => {
    expect(() => expectedTrials([], 0.9)).toThrow(RangeError)
    expect(() => expectedTrials([{ trials: 1, failAt: null, passAt: null }], 1.1)).toThrow(RangeError)
  })
})
