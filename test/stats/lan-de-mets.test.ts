import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom, deriveSeed } from '../../src/model/random.ts'
import { normalCdf, normalExceededBy } from '../../src/stats/distributions.ts'
import { nominalLevels } from '../../src/stats/index.ts'
import { range } from './brute-force.ts'

const FIFTHS = [0.2, 0.4, 0.6, 0.8, 1]

const boundsOf = (levels: readonly number[]): string[] =>
  levels.map((level) => normalExceededBy(level).toFixed(3))

describe('nominalLevels', () => {
  test.each([
    // Proschan, Lan & Wittes, Statistical Monitoring of Clinical Trials; the R package ldbounds.
    ['pocock', ['2.438', '2.427', '2.410', '2.397', '2.386']],
    ['obrien_fleming', ['4.877', '3.357', '2.680', '2.290', '2.031']],
  ] as const)('five looks at .05 two-sided, spending as %s: the published z', (spending, bounds) => {
    expect(boundsOf(nominalLevels({ alpha: 0.05, fractions: FIFTHS, spending, sides: 2 }))).toEqual(bounds)
  })

  test('the first look spends its share as it is, and a single look all of alpha', () => {
    expect(nominalLevels({ alpha: 0.05, fractions: [0.2, 1] })[0]).toBeCloseTo(0.05 * 0.04, 12)
    for (const spending of ['quadratic', 'pocock', 'obrien_fleming'] as const) {
      expect(nominalLevels({ alpha: 0.05, fractions: [1], spending })[0]).toBeCloseTo(0.05, 12)
    }
  })

  test('simulated walks are rejected at alpha, and spend alpha·t² on the way', () => {
    const fractions = [0.18, 0.33, 0.57, 0.75, 1]
    const levels = nominalLevels({ alpha: 0.05, fractions })
    const random = createRandom(deriveSeed(1, 'walks'))
    const rejectedAt = fractions.map(() => 0)
    const runs = 100_000
    for (let run = 0; run < runs; run++) {
      let [value, before] = [0, 0]
      for (const [look, time] of fractions.entries()) {
        value += normalExceededBy(1 - random.next()) * Math.sqrt(time - before)
        before = time
        if (normalCdf(-value / Math.sqrt(time)) > (levels[look] ?? Number.NaN)) continue
        rejectedAt[look] = (rejectedAt[look] ?? 0) + 1
        break
      }
    }
    for (const [look, time] of fractions.entries()) {
      const spent = rejectedAt.slice(0, look + 1).reduce((sum, count) => sum + count, 0) / runs
      expect(Math.abs(spent - 0.05 * time ** 2)).toBeLessThan(0.003)
    }
  })

  test('levels lie between the first share and alpha, whatever the looks', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 })
    const spendings = fc.constantFrom('quadratic', 'pocock', 'obrien_fleming')
    fc.assert(
      fc.property(steps, spendings, fc.constantFrom(0.01, 0.05, 0.2), (parts, spending, alpha) => {
        const total = parts.reduce((a, b) => a + b, 0)
        const fractions = parts.map(
          (_, index) => parts.slice(0, index + 1).reduce((a, b) => a + b, 0) / total,
        )
        const levels = nominalLevels({ alpha, fractions, spending })
        for (const level of levels) expect(level >= 0 && level <= alpha + 1e-9).toBe(true)
        // What the last look may spend alone is the least that it is held against.
        const before = fractions.at(-2) ?? 0
        if (spending === 'quadratic') {
          expect(levels.at(-1)).toBeGreaterThanOrEqual(alpha * (1 - before ** 2) - 1e-9)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('looks to come do not change those that were', () => {
    const planned = nominalLevels({ alpha: 0.05, fractions: FIFTHS })
    expect(nominalLevels({ alpha: 0.05, fractions: [0.2, 0.4, 0.75, 1] }).slice(0, 2)).toEqual(
      planned.slice(0, 2),
    )
  })

  test('looks at next to nothing, or next to each other, are harmless', () => {
    const early = nominalLevels({ alpha: 0.05, fractions: [0.001, 0.002, 1], spending: 'obrien_fleming' })
    expect(early.slice(0, 2)).toEqual([0, 0])
    expect(early[2]).toBeCloseTo(0.05, 6)
    const near = nominalLevels({ alpha: 0.05, fractions: [0.5, 0.501, 1] })
    expect(near[2]).toBeCloseTo(nominalLevels({ alpha: 0.05, fractions: [0.501, 1] })[1] ?? Number.NaN, 3)
  })

  test.each([
    [() => nominalLevels({ alpha: 0.5, fractions: [1] }), 'an alpha strictly between 0 and 0.5, got 0.5'],
    [() => nominalLevels({ alpha: 0.05, fractions: [] }), 'at least one fraction, got none'],
    [() => nominalLevels({ alpha: 0.05, fractions: [0.5, 0.5] }), 'a fraction of 0.501 to 1, got 0.5'],
    [() => nominalLevels({ alpha: 0.05, fractions: [1.1] }), 'a fraction of 0.001 to 1, got 1.1'],
    [() => nominalLevels({ alpha: 0.05, fractions: range(0, 1) }), 'a fraction of 0.001 to 1, got 0'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(`expected ${message}`))
  })
})
