import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { benjaminiHochberg, fisherTest, holmLevels, taroneBenjaminiHochberg } from '../../src/stats/index.ts'
import { stratum } from './strata.ts'

/** Thrombolysis against its control, 15 comparisons (Benjamini & Hochberg 1995, section 3.2). */
const PUBLISHED = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
  0.759, 1,
]

describe('benjaminiHochberg', () => {
  test('of the 15 published p-values the first 4 are rejected at .05, in any order', () => {
    expect(benjaminiHochberg(PUBLISHED, 0.05)).toEqual(PUBLISHED.map((p) => p <= 0.0095))
    const turned = PUBLISHED.toReversed()
    expect(benjaminiHochberg(turned, 0.05)).toEqual(turned.map((p) => p <= 0.0095))
  })

  test('a p-value above its own step is rejected when a later one is within its step', () => {
    expect(benjaminiHochberg([0.03, 0.039, 0.9, 0.041], 0.06)).toEqual([true, true, false, true])
    expect(benjaminiHochberg([0.04, 0.05], 0.05)).toEqual([true, true])
  })

  test('equality counts, and rounding does not undo it', () => {
    expect(benjaminiHochberg([0.1 + 0.2], 0.3)).toEqual([true])
    expect(benjaminiHochberg([0.3 + 1e-9], 0.3)).toEqual([false])
  })

  test('none has nothing', () => {
    expect(benjaminiHochberg([], 0.05)).toEqual([])
  })

  test("it rejects where the adjusted p-value is at most q (as R's p.adjust)", () => {
    fc.assert(
      fc.property(pValues(), fc.double({ min: 0.01, max: 0.3, noNaN: true }), (ps, q) => {
        expect(benjaminiHochberg(ps, q)).toEqual(adjusted(ps).map((p) => p <= q * (1 + 1e-12)))
      }),
    )
  })

  test('it rejects all that Holm does, nothing above q, and more with a larger q', () => {
    fc.assert(
      fc.property(pValues(), (ps) => {
        const found = benjaminiHochberg(ps, 0.05)
        const holm = holmLevels(ps, 0.05)
        const more = benjaminiHochberg(ps, 0.1)
        for (const [index, p] of ps.entries()) {
          if (holm[index]?.rejected) expect(found[index]).toBe(true)
          if (found[index]) expect(p).toBeLessThanOrEqual(0.05 + 1e-12)
          if (found[index]) expect(more[index]).toBe(true)
          expect(found[ps.indexOf(p)]).toBe(found[index])
        }
      }),
    )
  })

  test.each([
    [() => benjaminiHochberg([0.5, 1.5], 0.05), 'expected p-values from 0 to 1, got 1.5'],
    [() => benjaminiHochberg([Number.NaN], 0.05), 'expected p-values from 0 to 1, got NaN'],
    [() => benjaminiHochberg([], 0), 'expected q strictly between 0 and 1, got 0'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})

describe('taroneBenjaminiHochberg', () => {
  test.each([3, 5])('a case that breaks wholly is found among 50 of %i trials that always pass', (trials) => {
    const tests = Array.from({ length: 50 }, (_, index) =>
      fisherTest(stratum(index === 7 ? 0 : trials, trials, trials, trials), 'below'),
    )
    const outcomes = taroneBenjaminiHochberg(tests, 0.05, 0.1)
    expect(outcomes).toEqual(tests.map((_, index) => (index === 7 ? 'discovered' : 'untestable')))
    // Were the 49 others paid for, it would not be.
    const all = tests.map(({ p }) => p)
    expect(benjaminiHochberg(all, 0.1)).not.toContain(true)
  })

  test('with 3 against 3 trials nothing but a clean break is testable', () => {
    const tests = [stratum(0, 3, 2, 3), stratum(0, 3, 3, 3), stratum(1, 3, 3, 3)].map((each) =>
      fisherTest(each, 'below'),
    )
    expect(taroneBenjaminiHochberg(tests, 0.05, 0.1)).toEqual(['untestable', 'discovered', 'untestable'])
  })

  test('testable tests have the outcome they would have without the others', () => {
    const smallest = fc.double({ min: 0, max: 0.1, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.record({ p: fc.double({ min: 0, max: 0.2, noNaN: true }), smallest })),
        (tests) => {
          const outcomes = taroneBenjaminiHochberg(tests, 0.05, 0.1)
          expect(outcomes.map((outcome) => outcome === 'untestable')).toEqual(
            tests.map((each) => each.smallest > 0.05 * (1 + 1e-12)),
          )
          const testable = tests.filter((_, index) => outcomes[index] !== 'untestable')
          const discovered = outcomes.filter((outcome) => outcome !== 'untestable')
          expect(discovered.map((outcome) => outcome === 'discovered')).toEqual(
            benjaminiHochberg(
              testable.map(({ p }) => p),
              0.1,
            ),
          )
        },
      ),
    )
  })

  test.each([
    [
      () => taroneBenjaminiHochberg([{ p: 0.5, smallest: 2 }], 0.05, 0.1),
      'expected the smallest attainable p-value from 0 to 1, got 2',
    ],
    [() => taroneBenjaminiHochberg([], 1, 0.1), 'expected an alpha strictly between 0 and 1, got 1'],
    [() => taroneBenjaminiHochberg([], 0.05, 1), 'expected q strictly between 0 and 1, got 1'],
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
    const steps = ps
      .toSorted((a, b) => a - b)
      .map((other, index) => ({ other, scaled: (other * ps.length) / (index + 1) }))
    return Math.min(...steps.filter(({ other }) => other >= p).map(({ scaled }) => scaled))
  })
}
