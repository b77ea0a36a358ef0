import fc from 'fast-check'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, test } from 'vitest'
import { type Counts, clopperPearson, populationInterval } from '../../src/stats/index.ts'
import { range } from './brute-force.ts'

describe('populationInterval', () => {
  test.each([
    ['ten cases of 5', [5, 5, 4, 5, 0, 3, 5, 5, 2, 5], [5], 0.95, 0.4382982585944054, 0.9641576034846406],
    ['unequal trials', [5, 1, 4, 5, 0, 3], [5, 4, 5, 7, 2, 3], 0.9, 0.22497626646676652, 0.9270604283279249],
    ['cases less apart than chance', [3, 3, 3, 3, 2, 2], [4], 0.95, 0.44678038434035194, 0.8436977142908647],
  ] as const)('%s: the formula by SciPy', (_name, passes, trials, confidence, low, high) => {
    const cases = passes.map((count, index) => ({ passes: count, trials: trials[index] ?? trials[0] }))
    const interval = populationInterval(cases, confidence)
    expect(interval.low).toBeCloseTo(low, 11)
    expect(interval.high).toBeCloseTo(high, 11)
  })

  test('cases that all have one rate count as one trial each', () => {
    const alike = (passes: number, trials: number) => repeat(12, { passes, trials })
    expect(populationInterval(alike(5, 5))).toEqual(clopperPearson(12, 12))
    expect(populationInterval(alike(0, 5))).toEqual(clopperPearson(0, 12))
    expect(populationInterval(alike(1, 2))).toEqual(clopperPearson(6, 12))
    expect(populationInterval([{ passes: 3, trials: 4 }])).toEqual(clopperPearson(0.75, 1))
  })

  test('more trials of the same few cases do not narrow it', () => {
    const cases = (times: number) =>
      [5, 5, 4, 1, 0, 3].map((passes) => ({ passes: passes * times, trials: 5 * times }))
    const once = populationInterval(cases(1))
    const often = populationInterval(cases(100))
    expect(often.low).toBeCloseTo(once.low, 12)
    expect(often.high).toBeCloseTo(once.high, 12)
  })

  test('it contains the mean rate, within 0..1, and is at least as wide as that of all trials pooled', () => {
    fc.assert(
      fc.property(tables(), ({ trials, passes }) => {
        const { low, high } = populationInterval(passes.map((count) => ({ passes: count, trials })))
        const total = passes.reduce((sum, count) => sum + count, 0)
        const all = trials * passes.length
        expect(0 <= low && low <= total / all + 1e-12).toBe(true)
        expect(total / all - 1e-12 <= high && high <= 1).toBe(true)
        const pooled = clopperPearson(total, all)
        expect(low).toBeLessThanOrEqual(pooled.low + 1e-12)
        expect(high).toBeGreaterThanOrEqual(pooled.high - 1e-12)
      }),
    )
  })

  test('a case without trials changes nothing', () => {
    const cases = [
      { passes: 2, trials: 3 },
      { passes: 1, trials: 3 },
    ]
    expect(populationInterval([...cases, { passes: 0, trials: 0 }])).toEqual(populationInterval(cases))
  })

  // Rates of cases are √u: mean ⅔, intra-case correlation ¼.
  test.each([
    [20, 1],
    [20, 5],
    [50, 3],
  ])('it covers the rate of the population: %i cases of %i trials', (caseCount, trials) => {
    const random = xoroshiro128plus(3)
    let covered = 0
    for (let run = 0; run < 1500; run++) {
      const cases = range(1, caseCount).map(() => {
        const rate = Math.sqrt(uniformFloat64(random))
        return { passes: range(1, trials).filter(() => uniformFloat64(random) < rate).length, trials }
      })
      const { low, high } = populationInterval(cases)
      if (low <= 2 / 3 && 2 / 3 <= high) covered++
    }
    expect(covered / 1500).toBeGreaterThan(0.935)
    expect(covered / 1500).toBeLessThan(1)
  })

  test.each([
    [() => populationInterval([]), 'expected at least one case with trials, got 0 cases without any'],
    [() => populationInterval([{ passes: 2, trials: 1 }]), 'expected passes from 0 to the 1 trials, got 2'],
    [
      () => populationInterval([{ passes: 1, trials: 1 }], 1),
      'expected a confidence strictly between 0 and 1, got 1',
    ],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})

function tables(): fc.Arbitrary<{ trials: number; passes: number[] }> {
  return fc.integer({ min: 1, max: 20 }).chain((trials) =>
    fc.record({
      trials: fc.constant(trials),
      passes: fc.array(fc.nat(trials), { minLength: 1, maxLength: 20 }),
    }),
  )
}

function repeat(times: number, item: Counts): Counts[] {
  return Array.from({ length: times }, () => item)
}
