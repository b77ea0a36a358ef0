import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binomialTest, clopperPearsonLower, clopperPearsonUpper } from '../../src/stats/index.ts'
import { probabilityBetween, range } from './brute-force.ts'

describe('binomialTest', () => {
  test('59 of 59 proves 95 % at .05, 58 of 58 does not', () => {
    expect(binomialTest(59, 59, 0.95, 'above')).toBeCloseTo(0.95 ** 59, 14)
    expect(binomialTest(59, 59, 0.95, 'above')).toBeLessThanOrEqual(0.05)
    expect(binomialTest(58, 58, 0.95, 'above')).toBeGreaterThan(0.05)
  })

  test.each([
    [99, 100, 0.95, 'above', 0.037081209327355064],
    [99, 100, 0.95, 'below', 0.994079470779666],
    [180, 200, 0.95, 'below', 0.0026645795498294743],
    // Real counts: the incomplete beta function, by SciPy.
    [98.5, 100.2, 0.95, 'above', 0.08697432759905535],
    [98.5, 100.2, 0.95, 'below', 0.9767154668535246],
    [3.25, 10.5, 0.4, 'above', 0.8178520494085728],
    [3.25, 10.5, 0.4, 'below', 0.397157245128758],
    [950.4, 1000.9, 0.97, 'below', 0.0003227997124395274],
  ] as const)('%f of %f against %f, %s: SciPy says %f', (passes, trials, theta, side, p) => {
    expect(binomialTest(passes, trials, theta, side)).toBeCloseTo(p, 10)
  })

  test('it is the sum of the probabilities of all counts as extreme', () => {
    for (const trials of range(1, 20)) {
      for (const passes of range(0, trials)) {
        for (const theta of [0.05, 0.5, 0.9]) {
          const below = probabilityBetween(0, passes, trials, theta)
          const above = probabilityBetween(passes, trials, trials, theta)
          expect(binomialTest(passes, trials, theta, 'below')).toBeCloseTo(below, 12)
          expect(binomialTest(passes, trials, theta, 'above')).toBeCloseTo(above, 12)
        }
      }
    }
  })

  test('a tiny p-value is not lost', () => {
    expect(binomialTest(100, 100, 0.01, 'above') * 1e200).toBeCloseTo(1, 9)
    expect(binomialTest(0, 100, 0.99, 'below') * 1e200).toBeCloseTo(1, 9)
  })

  test('it decides as the Clopper–Pearson bounds do, for whole and for real counts', () => {
    const theta = fc.double({ min: 0.01, max: 0.99, noNaN: true })
    const alpha = fc.double({ min: 0.001, max: 0.4, noNaN: true })
    fc.assert(
      fc.property(counts(), theta, alpha, ([passes, trials], share, level) => {
        const above = binomialTest(passes, trials, share, 'above')
        const below = binomialTest(passes, trials, share, 'below')
        // Within rounding of the level either answer would do.
        if (Math.abs(above - level) > 1e-9) {
          expect(above <= level).toBe(clopperPearsonLower(passes, trials, level) >= share)
        }
        if (Math.abs(below - level) > 1e-9) {
          expect(below <= level).toBe(clopperPearsonUpper(passes, trials, level) < share)
        }
      }),
    )
  })

  test('a rate × n that is whole but for rounding counts as whole', () => {
    expect(binomialTest(98.99999999999999, 100, 0.95, 'above')).toBe(binomialTest(99, 100, 0.95, 'above'))
  })

  test('thresholds of 0 and 1', () => {
    expect(binomialTest(5, 5, 1, 'below')).toBe(1)
    expect(binomialTest(4, 5, 1, 'below')).toBe(0)
    expect(binomialTest(0, 5, 0, 'above')).toBe(1)
    expect(binomialTest(1, 5, 0, 'above')).toBe(0)
    expect(binomialTest(4.5, 5.5, 1, 'below')).toBeCloseTo(0, 12)
    expect(binomialTest(4.5, 5.5, 0, 'below')).toBeCloseTo(1, 12)
    expect(binomialTest(5.5, 5.5, 0.9, 'below')).toBe(1)
  })

  test.each([
    [() => binomialTest(0, 0, 0.5, 'below'), 'expected a positive number of trials, got 0'],
    [() => binomialTest(3, 2, 0.5, 'below'), 'expected passes from 0 to the 2 trials, got 3'],
    [() => binomialTest(1, 2, 95, 'above'), 'expected theta from 0 to 1, got 95'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})

function counts(): fc.Arbitrary<[number, number]> {
  const whole = fc
    .integer({ min: 1, max: 5000 })
    .chain((trials) => fc.tuple(fc.nat(trials), fc.constant(trials)))
  const real = fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 1, max: 5000, noNaN: true }))
    .map(([rate, trials]): [number, number] => [rate * trials, trials])
  return fc.oneof(whole, real)
}
