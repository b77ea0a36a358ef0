import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holmLevels } from '../../src/stats/index.ts'

describe('holmLevels', () => {
  test('by hand: .005 ≤ .05/4 and .01 ≤ .05/3 are rejected, .03 > .05/2 stops', () => {
    expect(holmLevels([0.01, 0.04, 0.03, 0.005], 0.05)).toEqual([
      { rejected: true, level: 0.05 / 3 },
      { rejected: false, level: 0.025 },
      { rejected: false, level: 0.025 },
      { rejected: true, level: 0.0125 },
    ])
  })

  test('a p-value that its own step would reject is kept once an earlier one stopped', () => {
    const results = holmLevels([0.03, 0.049], 0.05)
    expect(results.map(({ rejected }) => rejected)).toEqual([false, false])
    expect(results.map(({ level }) => level)).toEqual([0.025, 0.025])
  })

  test('one test has all of alpha, none has nothing', () => {
    expect(holmLevels([0.05], 0.05)).toEqual([{ rejected: true, level: 0.05 }])
    expect(holmLevels([], 0.05)).toEqual([])
  })

  test("it rejects where Holm's adjusted p-value is at most alpha (as R's p.adjust)", () => {
    fc.assert(
      fc.property(pValues(), fc.double({ min: 0.01, max: 0.3, noNaN: true }), (ps, alpha) => {
        const expected = adjusted(ps).map((p) => p <= alpha)
        expect(holmLevels(ps, alpha).map(({ rejected }) => rejected)).toEqual(expected)
      }),
    )
  })

  test('it rejects exactly what is at most its level, and levels lie from alpha/m to alpha', () => {
    fc.assert(
      fc.property(pValues(), (ps) => {
        const results = holmLevels(ps, 0.05)
        expect(results).toHaveLength(ps.length)
        for (const [index, { rejected, level }] of results.entries()) {
          expect(rejected).toBe((ps[index] ?? Number.NaN) <= level)
          expect(level).toBeGreaterThanOrEqual(0.05 / ps.length)
          expect(level).toBeLessThanOrEqual(0.05)
        }
      }),
    )
  })

  test('it rejects no fewer than Bonferroni, and equal p-values share their fate', () => {
    fc.assert(
      fc.property(pValues(), (ps) => {
        const results = holmLevels(ps, 0.05)
        for (const [index, p] of ps.entries()) {
          if (p <= 0.05 / ps.length) expect(results[index]?.rejected).toBe(true)
          expect(results[ps.indexOf(p)]?.rejected).toBe(results[index]?.rejected)
        }
      }),
    )
  })

  test.each([
    [() => holmLevels([0.5, 1.5], 0.05), 'expected p-values from 0 to 1, got 1.5'],
    [() => holmLevels([Number.NaN], 0.05), 'expected p-values from 0 to 1, got NaN'],
    [() => holmLevels([0.5], 0), 'expected an alpha strictly between 0 and 1, got 0'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})

/** Some large, most of the size at which steps matter. */
function pValues(): fc.Arbitrary<number[]> {
  const p = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 0.06, noNaN: true }),
  )
  return fc.array(p, { minLength: 1, maxLength: 12 })
}

function adjusted(ps: readonly number[]): number[] {
  return ps.map((p) => {
    const upTo = ps.filter((other) => other <= p).toSorted((a, b) => a - b)
    return Math.max(...upTo.map((other, rank) => other * (ps.length - rank)))
  })
}
