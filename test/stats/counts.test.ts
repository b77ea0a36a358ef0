import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Counts, effectiveTrials, meanRate } from '../../src/stats/index.ts'

describe('meanRate', () => {
  test('a case counts the same however often it was tried', () => {
    const cases = [
      { passes: 1, trials: 1 },
      { passes: 0, trials: 99 },
    ]
    expect(meanRate(cases)).toBe(0.5)
  })

  test('a case without trials is left out', () => {
    const cases = [
      { passes: 3, trials: 4 },
      { passes: 0, trials: 0 },
    ]
    expect(meanRate(cases)).toBe(0.75)
  })

  test('with equal trials it is the pooled rate, and never leaves 0..1', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(7), { minLength: 1 }), (passes) => {
        const cases = passes.map((count) => ({ passes: count, trials: 7 }))
        const pooled = passes.reduce((sum, count) => sum + count, 0) / (7 * passes.length)
        expect(meanRate(cases)).toBeCloseTo(pooled, 12)
        expect(meanRate(cases)).toBeGreaterThanOrEqual(0)
        expect(meanRate(cases)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test.each<[Counts[], string]>([
    [[], 'expected at least one case with trials, got 0 cases without any'],
    [[{ passes: 0, trials: 0 }], 'expected at least one case with trials, got 1 cases without any'],
    [[{ passes: 3, trials: 2 }], 'expected passes from 0 to the 2 trials, got 3'],
    [[{ passes: -1, trials: 2 }], 'expected passes to be a whole number from 0 up, got -1'],
    [[{ passes: 1, trials: 2.5 }], 'expected trials to be a whole number from 0 up, got 2.5'],
  ])('impossible counts are refused: %j', (cases, message) => {
    expect(() => meanRate(cases)).toThrow(new RangeError(message))
  })
})

describe('effectiveTrials', () => {
  test('with equal trials it is exactly their total', () => {
    for (const trials of [1, 3, 5, 7, 10, 49]) {
      for (const cases of [1, 3, 49, 200]) {
        const table = Array.from({ length: cases }, () => ({ passes: 0, trials }))
        expect(effectiveTrials(table)).toBe(cases * trials)
      }
    }
  })

  test('with unequal trials it is what the variance of the mean rate allows', () => {
    // Var = θ(1−θ)·(1/2 + 1/50)/4, as that of 4/(1/2 + 1/50) pooled trials, far from 52.
    const cases = [
      { passes: 1, trials: 2 },
      { passes: 40, trials: 50 },
      { passes: 0, trials: 0 },
    ]
    expect(effectiveTrials(cases)).toBeCloseTo(4 / 0.52, 12)
  })

  test('it lies between K times the fewest trials and their total', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (trials) => {
        const value = effectiveTrials(trials.map((n) => ({ passes: 0, trials: n })))
        const total = trials.reduce((sum, n) => sum + n, 0)
        expect(value).toBeGreaterThanOrEqual(trials.length * Math.min(...trials) - 1e-9)
        expect(value).toBeLessThanOrEqual(total + 1e-9)
      }),
    )
  })
})
