import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { suiteMean } from '../../src/stats/index.ts'
import { DIFFERENCES, FIRST, SECOND } from './sleep.ts'

describe('suiteMean', () => {
  test("two cases have half of the reach of Welch's interval (R: t.test(extra ~ group), df 17.776)", () => {
    const reach = (0.2054832 + 3.3654832) / 2 / 2
    const { value, low, high } = suiteMean([FIRST, SECOND])
    expect(value).toBeCloseTo(1.54, 12)
    expect(low).toBeCloseTo(1.54 - reach, 7)
    expect(high).toBeCloseTo(1.54 + reach, 7)
  })

  test('single samples have the t interval on case means (R: paired t.test, −2.4598858 … −0.7001142)', () => {
    const { value, low, high } = suiteMean(DIFFERENCES.map((hours) => [hours]))
    expect(value).toBeCloseTo(-1.58, 12)
    expect(low).toBeCloseTo(-2.4598858, 7)
    expect(high).toBeCloseTo(-0.7001142, 7)
  })

  test('one case has the plain t interval of its samples', () => {
    const { low, high } = suiteMean([DIFFERENCES])
    expect(low).toBeCloseTo(-2.4598858, 7)
    expect(high).toBeCloseTo(-0.7001142, 7)
  })

  test('a case counts the same however many samples it has', () => {
    expect(suiteMean([[1], [3, 3, 3, 3, 3, 3, 3]]).value).toBe(2)
    expect(suiteMean([[2, 4], [], [10, 12]]).value).toBe(7)
  })

  test('one case with a single sample widens the interval to how cases differ', () => {
    const steady = [
      [10, 10.1],
      [50, 50.1],
      [90, 90.1],
    ]
    const within = suiteMean(steady)
    const between = suiteMean([...steady.slice(0, 2), [90]])
    expect((within.high ?? Number.NaN) - (within.low ?? Number.NaN)).toBeLessThan(0.5)
    expect((between.high ?? Number.NaN) - (between.low ?? Number.NaN)).toBeGreaterThan(100)
  })

  test.each([
    ['a single sample', [[5]], 5],
    [
      'samples without any spread',
      [
        [5, 5],
        [5, 5, 5],
      ],
      5,
    ],
    ['single samples that are all equal', [[5], [5], [5]], 5],
  ])('%s has a value and no interval', (_name, samples, value) => {
    expect(suiteMean(samples)).toEqual({ value, low: null, high: null })
  })

  test('further samples that equal the others leave the interval of single ones', () => {
    const single = suiteMean([[5], [7], [12]])
    expect(single.low).not.toBeNull()
    expect(
      suiteMean([
        [5, 5],
        [7, 7, 7],
        [12, 12],
      ]),
    ).toEqual(single)
  })

  test('it is centred on the value, widens with confidence, and scales with the unit', () => {
    const samples = fc.array(fc.nat(1_000_000), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(samples, { minLength: 1, maxLength: 6 }), (table) => {
        const { value, low, high } = suiteMean(table)
        if (low === null || high === null) return
        const size = Math.abs(high) + Math.abs(low)
        expect(Math.abs((low + high) / 2 - value)).toBeLessThanOrEqual(1e-9 * size)
        expect(suiteMean(table, 0.99).low).toBeLessThanOrEqual(low)
        expect(suiteMean(table, 0.99).high).toBeGreaterThanOrEqual(high)
        const thousandth = suiteMean(table.map((row) => row.map((x) => x / 1000)))
        expect(Math.abs((thousandth.high ?? Number.NaN) * 1000 - high)).toBeLessThanOrEqual(1e-6 * size)
      }),
    )
  })

  test('tiny values keep their interval: squares of their variances would vanish', () => {
    const { high } = suiteMean([FIRST])
    const tiny = suiteMean([FIRST.map((hours) => hours * 1e-90)])
    expect((tiny.high ?? Number.NaN) * 1e90).toBeCloseTo(high ?? Number.NaN, 9)
  })

  test.each([
    [() => suiteMean([]), 'expected at least one case with samples, got 0 cases without any'],
    [() => suiteMean([[], []]), 'expected at least one case with samples, got 2 cases without any'],
    [() => suiteMean([[1, Number.NaN]]), 'expected numbers of at most ±1e+150, got NaN'],
    [() => suiteMean([[1, 2]], 0), 'expected a confidence strictly between 0 and 1, got 0'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})
