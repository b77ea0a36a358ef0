import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom, deriveSeed } from '../../src/model/random.ts'
import { suiteSpread } from '../../src/stats/index.ts'
import { range } from './brute-force.ts'

describe('suiteSpread', () => {
  test('the variance within cases is without bias', () => {
    const random = createRandom(deriveSeed(1, 'spread'))
    const rates = range(1, 4).flatMap(() => [0.5, 0.7, 0.9, 0.95, 1])
    const passes = (rate: number) => range(1, 4).filter(() => random.next() < rate).length
    const runs = range(1, 10_000).map(() =>
      suiteSpread(rates.map((rate) => ({ passes: passes(rate), trials: 4 }))),
    )
    const average = (pick: (run: { rate: number; variance: number }) => number) =>
      runs.reduce((sum, run) => sum + pick(run), 0) / runs.length
    const truth = rates.reduce((sum, rate) => sum + rate * (1 - rate), 0) / rates.length
    expect(average(({ rate }) => rate)).toBeCloseTo(0.81, 2)
    expect(Math.abs(average(({ variance }) => variance) / truth - 1)).toBeLessThan(0.01)
  })

  test('with single trials cases are taken as equal', () => {
    const cases = range(1, 10).map((index) => ({ passes: index === 1 ? 0 : 1, trials: 1 }))
    const { rate, variance } = suiteSpread(cases)
    expect(rate).toBeCloseTo(0.9, 12)
    expect(variance).toBeCloseTo(0.09, 12)
  })

  test('a suite that always passes is taken as one that failed half a time in one trial more', () => {
    const { cases, rate, variance } = suiteSpread(range(1, 20).map(() => ({ passes: 5, trials: 5 })))
    expect(cases).toBe(20)
    expect(rate).toBeCloseTo(100.5 / 101, 12)
    expect(variance).toBeCloseTo((100.5 / 101) * (0.5 / 101), 12)
  })

  test('cases that always do the same keep a variance, whatever the rate', () => {
    const { rate, variance } = suiteSpread([
      { passes: 0, trials: 5 },
      { passes: 5, trials: 5 },
    ])
    expect(rate).toBe(0.5)
    expect(variance).toBeCloseTo((10.5 / 11) * (0.5 / 11), 12)
  })

  test('cases without trials are left out', () => {
    const tried = [
      { passes: 1, trials: 2 },
      { passes: 3, trials: 4 },
    ]
    expect(suiteSpread([...tried, { passes: 0, trials: 0 }])).toEqual(suiteSpread(tried))
    expect(() => suiteSpread([{ passes: 0, trials: 0 }])).toThrow(RangeError)
  })

  test('a plan can be made of any counts', () => {
    const counts = fc
      .integer({ min: 1, max: 30 })
      .chain((trials) => fc.record({ passes: fc.nat(trials), trials: fc.constant(trials) }))
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 6 }), (cases) => {
        const { rate, variance } = suiteSpread(cases)
        expect(rate > 0 && rate < 1).toBe(true)
        expect(variance > 0 && variance <= rate * (1 - rate)).toBe(true)
      }),
    )
  })
})
