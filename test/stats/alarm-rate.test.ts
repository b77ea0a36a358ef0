import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alarmRate, binomialTest } from '../../src/stats/index.ts'
import { probabilityBetween, range } from './brute-force.ts'

describe('alarmRate', () => {
  test('20 cases five times against 95 %: a plain comparison is red in 38 of 100 at a true rate of exactly that', () => {
    // The simulated .39 and .07 are of cases that differ.
    const { observed, proven } = alarmRate({ theta: 0.95, trials: 100, trueRate: 0.95 })
    expect(observed).toBeCloseTo(1 - probabilityBetween(0, 5, 100, 0.05), 12)
    expect(Math.abs(observed - 0.39)).toBeLessThan(0.01)
    expect(proven).toBeLessThan(0.05)
    const better = alarmRate({ theta: 0.95, trials: 100, trueRate: 0.97 })
    expect(Math.abs(better.observed - 0.07)).toBeLessThan(0.015)
    expect(better.proven).toBeLessThan(0.001)
  })

  test('a threshold that is met exactly is no alarm', () => {
    for (const hundredths of range(0, 100)) {
      const { observed } = alarmRate({ theta: hundredths / 100, trials: 100, trueRate: 0.5 })
      expect(observed).toBeCloseTo(probabilityBetween(0, hundredths - 1, 100, 0.5), 12)
    }
  })

  test('the proof is that of the exact test, and false with at most alpha', () => {
    const whole = fc.integer({ min: 1, max: 60 })
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true })
    fc.assert(
      fc.property(whole, share, share, fc.constantFrom(0.01, 0.05, 0.3), (trials, theta, trueRate, alpha) => {
        const { proven } = alarmRate({ theta, trials, trueRate, alpha })
        const proves = range(0, trials).filter((n) => binomialTest(n, trials, theta, 'below') <= alpha)
        expect(proven).toBeCloseTo(probabilityBetween(0, proves.at(-1) ?? -1, trials, trueRate), 10)
        expect(alarmRate({ theta, trials, trueRate: theta, alpha }).proven).toBeLessThanOrEqual(alpha + 1e-12)
      }),
    )
  })

  test('the ends: nothing is below 0, and one failure is below 1', () => {
    expect(alarmRate({ theta: 0, trials: 10, trueRate: 0.2 })).toEqual({ observed: 0, proven: 0 })
    const always = alarmRate({ theta: 1, trials: 10, trueRate: 0.9 })
    expect(always.observed).toBeCloseTo(1 - 0.9 ** 10, 12)
    expect(always.proven).toBeCloseTo(1 - 0.9 ** 10, 12)
    expect(alarmRate({ theta: 0.5, trials: 10, trueRate: 0 })).toEqual({ observed: 1, proven: 1 })
    expect(alarmRate({ theta: 0.5, trials: 10, trueRate: 1 })).toEqual({ observed: 0, proven: 0 })
  })

  test.each([
    [{ theta: 1.1, trials: 10, trueRate: 1 }, 'theta from 0 to 1, got 1.1'],
    [{ theta: 0.9, trials: 0, trueRate: 1 }, 'trials to be a whole number from 1 up, got 0'],
    [{ theta: 0.9, trials: 1e7, trueRate: 1 }, 'at most 1000000 trials, got 10000000'],
    [{ theta: 0.9, trials: 10, trueRate: Number.NaN }, 'a true rate from 0 to 1, got NaN'],
    [{ theta: 0.9, trials: 10, trueRate: 1, alpha: 1 }, 'an alpha strictly between 0 and 1, got 1'],
  ])('impossible input is refused: %j', (options, message) => {
    expect(() => alarmRate(options)).toThrow(new RangeError(`expected ${message}`))
  })
})
