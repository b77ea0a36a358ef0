import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { suiteMean, suiteMeanDifference } from '../../src/stats/index.ts'
import { FIRST, SECOND } from './sleep.ts'

describe('suiteMeanDifference', () => {
  test("one case has Welch's interval (R: t.test(extra ~ group), df 17.776)", () => {
    const { value, low, high } = suiteMeanDifference([FIRST], [SECOND])
    expect(value).toBeCloseTo(-1.58, 12)
    expect(low).toBeCloseTo(-3.36548323, 8)
    expect(high).toBeCloseTo(0.20548323, 8)
  })

  test('single samples have the paired t interval (R: −2.4598858 … −0.7001142)', () => {
    const { value, low, high } = suiteMeanDifference(single(FIRST), single(SECOND))
    expect(value).toBeCloseTo(-1.58, 12)
    expect(low).toBeCloseTo(-2.4598858, 7)
    expect(high).toBeCloseTo(-0.7001142, 7)
  })

  test('a factor is the multiple of b that a is held against', () => {
    const options = { factor: 1.5, confidence: 0.9 }
    const scaled = SECOND.map((hours) => hours * 1.5)
    expect(suiteMeanDifference([FIRST], [SECOND], options)).toEqual(
      suiteMeanDifference([FIRST], [scaled], { confidence: 0.9 }),
    )
    expect(suiteMeanDifference([[6, 8]], [[2, 4]], { factor: 2 }).value).toBe(1)
  })

  test('one single sample in either run leaves the spread of case differences', () => {
    const a = [
      [10, 11],
      [20, 22],
      [30, 30.5],
    ]
    const b = [[9, 9.5], [21, 22], [25]]
    const { value, low, high } = suiteMeanDifference(a, b)
    const between = suiteMean([[10.5 - 9.25], [21 - 21.5], [30.25 - 25]])
    expect({ value, low, high }).toEqual(between)
  })

  test('against a run without any spread it is the interval of the other, moved', () => {
    const a = [FIRST, SECOND]
    const plain = suiteMean(a)
    const { value, low, high } = suiteMeanDifference(a, [
      [1, 1],
      [3, 3],
    ])
    expect(value).toBeCloseTo(plain.value - 2, 12)
    expect(low).toBeCloseTo((plain.low ?? Number.NaN) - 2, 12)
    expect(high).toBeCloseTo((plain.high ?? Number.NaN) - 2, 12)
  })

  test('cases without samples in one run are left out', () => {
    const whole = suiteMeanDifference([FIRST, [5, 6]], [SECOND, [7, 7]])
    expect(suiteMeanDifference([FIRST, [1], [5, 6], []], [SECOND, [], [7, 7], [2, 3]])).toEqual(whole)
  })

  test.each([
    ['a single sample', [[5]], [[3]], 2],
    ['single samples with equal differences', [[5], [7]], [[3], [5]], 2],
    [
      'samples without any spread',
      [
        [5, 5],
        [7, 7],
      ],
      [
        [3, 3, 3],
        [5, 5],
      ],
      2,
    ],
    ['a run against itself, single samples', [[5], [7]], [[5], [7]], 0],
  ])('%s: a value and no interval', (_name, a, b, value) => {
    expect(suiteMeanDifference(a, b)).toEqual({ value, low: null, high: null })
  })

  test('it contains its value, mirrors with its runs, widens with confidence', () => {
    fc.assert(
      fc.property(runs(), ({ a, b }) => {
        const { value, low, high } = suiteMeanDifference(a, b)
        if (low === null || high === null) return
        expect(low <= value && value <= high).toBe(true)
        const turned = suiteMeanDifference(b, a)
        expect(turned.low).toBeCloseTo(-high, 6)
        expect(turned.high).toBeCloseTo(-low, 6)
        const surer = suiteMeanDifference(a, b, { confidence: 0.99 })
        expect(surer.low).toBeLessThanOrEqual(low)
        expect(surer.high).toBeGreaterThanOrEqual(high)
      }),
    )
  })

  test.each([
    [() => suiteMeanDifference([[1]], []), "expected as many cases as the other run's 1, got 0"],
    [
      () => suiteMeanDifference([[1], []], [[], [2]]),
      'expected at least one case with samples in both runs, got none',
    ],
    [() => suiteMeanDifference([], []), 'expected at least one case with samples in both runs, got none'],
    [() => suiteMeanDifference([[1]], [[1]], { factor: 0 }), 'expected a factor above 0, got 0'],
    [
      () => suiteMeanDifference([[1]], [[1]], { confidence: 1 }),
      'expected a confidence strictly between 0 and 1, got 1',
    ],
    [() => suiteMeanDifference([[1]], [[Number.NaN]]), 'expected numbers of at most ±1e+150, got NaN'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})

function single(values: readonly number[]): number[][] {
  return values.map((value) => [value])
}

function runs(): fc.Arbitrary<{ a: number[][]; b: number[][] }> {
  const samples = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 5 })
  return fc
    .array(fc.tuple(samples, samples), { minLength: 1, maxLength: 8 })
    .map((cases) => ({ a: cases.map(([first]) => first), b: cases.map(([, second]) => second) }))
}
