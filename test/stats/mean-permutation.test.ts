import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/model/random.ts'
import { mean, meanPermutationTest, permutationTest } from '../../src/stats/index.ts'

const values = fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 4 })
const strata = fc.array(fc.record({ candidate: values, baseline: values }), { minLength: 1, maxLength: 4 })

describe('meanPermutationTest', () => {
  test('measured values: every deal of 2 and 2 counted by hand', () => {
    // 6 ways to deal 1, 2, 3, 10 to two sides; only {3, 10} has a mean as large as the candidate's.
    const p = meanPermutationTest({
      strata: [{ candidate: [3, 10], baseline: [1, 2] }],
      side: 'above',
      random: createRandom(2),
      most: 6000,
      enough: 6000,
    })
    expect(Math.abs(p - 1 / 6)).toBeLessThan(0.02)
  })

  test('it is the permutation test of the mean difference of case means', () => {
    const run = { most: 2000, enough: 2000 }
    const property = fc.property(strata, fc.constantFrom('below', 'above'), (drawn, side) => {
      const fast = meanPermutationTest({ strata: drawn, side, random: createRandom(3), ...run })
      const slow = permutationTest({
        strata: drawn,
        statistic: (sides) => {
          const both = sides.filter(({ candidate, baseline }) => candidate.length > 0 && baseline.length > 0)
          const differences = both.map(({ candidate, baseline }) => mean(candidate) - mean(baseline))
          // Sums in another order are the same sum.
          const difference = Number(differences.reduce((sum, each) => sum + each, 0).toFixed(9))
          return side === 'above' ? difference : -difference
        },
        random: createRandom(4),
        ...run,
      })
      // Five standard errors of 2,000 draws on both sides.
      expect(Math.abs(fast - slow)).toBeLessThan(5 * Math.sqrt((2 * 0.25) / 2000))
    })
    fc.assert(property, { numRuns: 60, seed: 1 })
  })

  test('without a value that differs nothing speaks for a difference', () => {
    const random = createRandom(1)
    expect(meanPermutationTest({ strata: [], side: 'above', random })).toBe(1)
    const equal = [
      { candidate: [2, 2], baseline: [2] },
      { candidate: [], baseline: [7] },
    ]
    expect(meanPermutationTest({ strata: equal, side: 'below', random })).toBe(1)
  })

  test('the same values in another order are as extreme', () => {
    const run = [0.1, 0.2, 0.3, 0.7]
    const strata = [{ candidate: run, baseline: run.toReversed() }]
    expect(meanPermutationTest({ strata, side: 'above', random: createRandom(5) })).toBeGreaterThan(0.5)
  })

  test('no p-value is below 1 of the draws, the data among them', () => {
    const strata = Array.from({ length: 20 }, () => ({ candidate: [5, 6], baseline: [1, 2] }))
    const random = createRandom(1)
    expect(meanPermutationTest({ strata, side: 'above', random, most: 99 })).toBe(0.01)
    expect(meanPermutationTest({ strata, side: 'below', random, most: 99 })).toBe(1)
  })

  test('values that are no numbers are refused', () => {
    const strata = [{ candidate: [Number.NaN], baseline: [1] }]
    expect(() => meanPermutationTest({ strata, side: 'above', random: createRandom(1) })).toThrow(RangeError)
  })
})
