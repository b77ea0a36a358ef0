import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundsOf } from '../../src/gate/bounds.ts'
import { holds, proofOf } from '../../src/gate/compare.ts'
import type { Estimate } from '../../src/gate/estimate.ts'
import { clusters } from '../../src/gate/estimators/common.ts'
import type { Operator } from '../../src/gate/language.ts'
import { pValueAgainst } from '../../src/gate/p-value.ts'
import { quantile, quantileInterval } from '../../src/stats/index.ts'

const share = (hits: number, trials: number, undecided = 0): Estimate => ({
  kind: 'share',
  value: hits / trials,
  smallest: { rate: hits / trials, trials },
  largest: { rate: (hits + undecided) / trials, trials },
  byCase: null,
  n: trials,
})

const quantileOf = (values: readonly number[], q: number, missing = 0): Estimate => ({
  kind: 'quantile',
  value: quantile(values, q),
  q,
  sorted: values.toSorted((a, b) => a - b),
  trials: values.length,
  missing,
  n: values.length,
})

describe('holds', () => {
  it('holds at equality, whatever the threshold is in binary, and a strict one does not', () => {
    for (let hits = 0; hits <= 200; hits++) {
      const [rate, threshold] = [hits / 200, Number(`${hits / 2}e-2`)]
      const answers = (['>=', '<=', '>', '<'] as const).map((operator) => holds(operator, rate, threshold))
      expect([hits, ...answers]).toEqual([hits, true, true, false, false])
    }
    expect(holds('>=', 0.1 + 0.2 + 0.65, 0.95)).toBe(true)
    expect(holds('>=', 0.9499999, 0.95)).toBe(false)
  })
})

describe('a share', () => {
  it('has the one-sided exact bounds at each level (99 of 100: at least .9534)', () => {
    const { low, high } = boundsOf(share(99, 100), 'sampled', { low: 0.05, high: 0.025 })
    expect(low).toBeCloseTo(0.9534, 4)
    // scipy: binomtest(99, 100).proportion_ci(.95, 'exact').high
    expect(high).toBeCloseTo(0.9997469, 6)
  })

  it('takes errors as fails below and as passes above', () => {
    const { low, high } = boundsOf(share(90, 100, 10), 'sampled', { low: 0.05, high: 0.05 })
    expect(low).toBeCloseTo(0.8363, 4)
    expect(high).toBe(1)
    expect(boundsOf(share(90, 100, 10), 'fixed', { low: 0.05, high: 0.05 })).toEqual({ low: 0.9, high: 1 })
  })
})

describe('a quantile', () => {
  it('has the order statistics of quantileInterval as its two-sided bounds, and its value always between', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(values, fc.constantFrom(0.5, 0.95, 0.99), (list, q) => {
        const bounds = boundsOf(quantileOf(list, q), 'sampled', { low: 0.025, high: 0.025 })
        const { low, high } = quantileInterval(list, q)
        const value = quantile(list, q)
        expect(bounds).toEqual({
          low: low === null ? null : Math.min(low, value),
          high: high === null ? null : Math.max(high, value),
        })
      }),
    )
  })

  it('needs 59 trials to bound a p95 from above at 95 % (Wilks)', () => {
    const bound = (count: number, missing = 0): number | null =>
      boundsOf(
        quantileOf(
          Array.from({ length: count }, (_, i) => i + 1),
          0.95,
          missing,
        ),
        'sampled',
        {
          low: 0.05,
          high: 0.05,
        },
      ).high
    expect([bound(58), bound(59)]).toEqual([null, 59])
    // 93 trials allow one that was slower than any, which an error may have been.
    expect([bound(91, 1), bound(92, 1)]).toEqual([null, 92])
  })

  it('is exact for fixed trials, unless one of them was not measured', () => {
    const levels = { low: 0.05, high: 0.05 }
    expect(boundsOf(quantileOf([1, 2, 3], 0.5), 'fixed', levels)).toEqual({
      low: 2,
      high: 2,
    })
    expect(boundsOf(quantileOf([1, 2, 3], 0.5, 1), 'fixed', levels)).toEqual({ low: null, high: null })
  })
})

describe('a mean', () => {
  // One case: ordinary t. scipy: t.interval(.9, 3, 2.5, sem([1, 2, 3, 4])) is .9809 to 4.0191.
  const mean: Estimate = { kind: 'mean', value: 2.5, samples: [[1, 2, 3, 4]], scale: 1, missing: 0, n: 4 }

  it('has one-sided t bounds at each level, and a total has them scaled', () => {
    const { low, high } = boundsOf(mean, 'sampled', { low: 0.05, high: 0.05 })
    expect(low).toBeCloseTo(0.98093, 4)
    expect(high).toBeCloseTo(4.01907, 4)
    const total = boundsOf({ ...mean, value: 10, scale: 4 }, 'sampled', { low: 0.05, high: 0.05 })
    expect(total.high).toBeCloseTo(4 * 4.01907, 3)
  })

  it('is bounded by nothing when a trial was not measured, or all are equal', () => {
    const levels = { low: 0.05, high: 0.05 }
    expect(boundsOf({ ...mean, missing: 1 }, 'sampled', levels)).toEqual({ low: null, high: null })
    expect(boundsOf({ ...mean, samples: [[2, 2, 2]] }, 'sampled', levels)).toEqual({ low: null, high: null })
  })
})

describe('pValueAgainst', () => {
  it('is the exact binomial tail', () => {
    // scipy: binom.cdf(90, 100, .95), and binom.sf(9, 100, .05), its mirror image.
    expect(pValueAgainst(share(90, 100), '>=', 0.95)).toBeCloseTo(0.02818829, 7)
    expect(pValueAgainst(share(10, 100), '<=', 0.05)).toBeCloseTo(0.02818829, 7)
    expect(pValueAgainst(share(96, 100), '>=', 0.95)).toBe(1)
    expect(pValueAgainst(share(90, 100, 10), '>=', 0.95)).toBe(1)
  })

  it('is the level at which the bound that refutes the claim begins to', () => {
    const estimates = fc.oneof(
      fc
        .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 60 }))
        .map(([trials, hits]) => share(Math.min(hits, trials), trials)),
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 120 }).map((values) =>
        quantileOf(
          values.map((value) => value / 100),
          0.5,
        ),
      ),
      fc
        .array(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 5 }), {
          minLength: 1,
          maxLength: 9,
        })
        .map((samples): Estimate => {
          const shares = samples.map((each) => each.map((value) => value / 100))
          const means = shares.map((each) => each.reduce((sum, value) => sum + value, 0) / each.length)
          const value = means.reduce((sum, each) => sum + each, 0) / means.length
          return { kind: 'mean', value, samples: shares, scale: 1, missing: 0, n: samples.flat().length }
        }),
    )
    const operators = fc.constantFrom<Operator>('>=', '<=')
    const bounds = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100)
    fc.assert(
      fc.property(
        estimates,
        operators,
        bounds,
        fc.double({ min: 0.001, max: 0.4, noNaN: true }),
        (...given) => {
          const [estimate, operator, bound, level] = given
          const p = pValueAgainst(estimate, operator, bound)
          const proof = proofOf(operator, bound, boundsOf(estimate, 'sampled', { low: level, high: level }))
          if (p < level * 0.999) expect(proof).toBe('proven_fail')
          if (p > level * 1.001) expect(proof).not.toBe('proven_fail')
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('clusters', () => {
  it('is the number of trials when all made as many calls, and fewer when some made most', () => {
    expect(clusters([3, 3, 3, 3])).toBe(4)
    expect(clusters([10, 0, 0, 0])).toBe(1)
    expect(clusters([1, 3])).toBeCloseTo(1.6, 12)
    expect(clusters([])).toBe(0)
  })
})
