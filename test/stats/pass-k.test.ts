import fc from 'fast-check'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, test } from 'vitest'
import {
  type Counts,
  clopperPearson,
  effectiveTrials,
  meanPassAtK,
  meanPassHatK,
  meanRate,
  passAtK,
  passHatK,
  trialsOfK,
} from '../../src/stats/index.ts'
import { range } from './brute-force.ts'
import { dataFile, NEEDS_DATA, rowsBy } from './data.ts'

describe('passAtK', () => {
  test('published values', () => {
    expect([1, 2, 3].map((k) => passAtK(5, 3, k))).toEqual([
      expect.closeTo(0.6, 14),
      expect.closeTo(0.9, 14),
      1,
    ])
    expect(passAtK(100, 10, 10)).toBeCloseTo(0.6695237889132748, 14)
  })

  test('it is 0 without a pass and 1 as soon as k trials cannot all fail', () => {
    expect(passAtK(7, 0, 7)).toBe(0)
    expect(passAtK(7, 3, 5)).toBe(1)
  })
})

describe('passHatK', () => {
  test('published values: tasks with 0..4 passes of 4, as many as 14, 12, 10, 4, 10', () => {
    const cases = [14, 12, 10, 4, 10].flatMap((tasks, passes) =>
      range(1, tasks).map(() => ({ passes, trials: 4 })),
    )
    const published = [0.42, 0.27333333, 0.22, 0.2]
    for (const [index, value] of published.entries()) {
      expect(meanPassHatK(cases, index + 1)).toBeCloseTo(value, 8)
    }
  })

  test('k of 1 is the rate, more passes than k-fold failure allows is 0', () => {
    expect(passHatK(8, 6, 1)).toBe(0.75)
    expect(passHatK(8, 6, 7)).toBe(0)
    expect(passHatK(10, 2, 4)).toBe(0)
    expect(passHatK(8, 8, 8)).toBe(1)
  })

  test('it does not overstate as (c/n)^k does', () => {
    expect(passHatK(4, 2, 2)).toBeCloseTo(1 / 6, 14)
  })
})

describe('both', () => {
  test('equal the share of all draws of k trials, counted one by one', () => {
    for (const trials of range(1, 9)) {
      for (const passes of range(0, trials)) {
        for (const k of range(1, trials)) {
          const passesDrawn = draws(trials, k).map((draw) => draw.filter((trial) => trial < passes).length)
          const share = (found: number[]) => found.length / passesDrawn.length
          expect(passHatK(trials, passes, k)).toBeCloseTo(share(passesDrawn.filter((n) => n === k)), 13)
          expect(passAtK(trials, passes, k)).toBeCloseTo(share(passesDrawn.filter((n) => n > 0)), 13)
        }
      }
    }
  })

  test('more tries help, more demands hurt, and failures mirror passes', () => {
    fc.assert(
      fc.property(drawn(), ([trials, passes, k]) => {
        expect(passAtK(trials, passes, k)).toBeCloseTo(1 - passHatK(trials, trials - passes, k), 12)
        expect(passHatK(trials, passes, k)).toBeLessThanOrEqual(passes / trials + 1e-12)
        expect(passAtK(trials, passes, k)).toBeGreaterThanOrEqual(passes / trials - 1e-12)
        if (k === trials) return
        expect(passHatK(trials, passes, k + 1)).toBeLessThanOrEqual(passHatK(trials, passes, k) + 1e-12)
        expect(passAtK(trials, passes, k + 1)).toBeGreaterThanOrEqual(passAtK(trials, passes, k) - 1e-12)
      }),
    )
  })

  test('large numbers of trials neither overflow nor lose digits', () => {
    expect(passHatK(1_000_000, 999_999, 10)).toBeCloseTo(1 - 1e-5, 14)
    expect(passAtK(100_000, 1, 50_000)).toBeCloseTo(0.5, 14)
    expect(passAtK(100_000, 50_000, 50_000)).toBe(1)
  })

  test('k beyond the trials of any case is an error, not NaN', () => {
    const cases = [
      { passes: 3, trials: 4 },
      { passes: 2, trials: 2 },
    ]
    const refusal = new RangeError('expected k of at most the 2 trials of the case, got 3')
    expect(() => meanPassHatK(cases, 3)).toThrow(refusal)
    expect(() => meanPassAtK(cases, 3)).toThrow(refusal)
    expect(meanPassHatK(cases, 2)).toBeCloseTo((0.5 + 1) / 2, 14)
    expect(meanPassAtK(cases, 2)).toBe(1)
  })

  test.each([
    [() => passAtK(5, 6, 1), 'expected passes from 0 to the 5 trials, got 6'],
    [() => passHatK(5, -1, 1), 'expected passes to be a whole number from 0 up, got -1'],
    [() => passHatK(0, 0, 1), 'expected trials to be a whole number from 1 up, got 0'],
    [() => passAtK(5, 1, 0), 'expected k to be a whole number from 1 up, got 0'],
    [() => passAtK(5, 1, 1.5), 'expected k to be a whole number from 1 up, got 1.5'],
    [() => meanPassAtK([], 1), 'expected at least one value, got none'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})

describe('trialsOfK', () => {
  test('it counts draws that share no trial', () => {
    const cases = range(1, 20).map(() => ({ passes: 5, trials: 8 }))
    expect([1, 2, 3, 4, 5, 8].map((k) => trialsOfK(cases, k))).toEqual([160, 80, 40, 40, 20, 20])
  })

  test('unequal cases count as the harmonic mean of their draws', () => {
    const cases = [
      { passes: 0, trials: 3 },
      { passes: 9, trials: 19 },
    ]
    expect(trialsOfK(cases, 1)).toBe(effectiveTrials(cases))
    expect(trialsOfK(cases, 3)).toBeCloseTo(2 ** 2 / (1 / 1 + 1 / 6), 12)
  })

  // Of 12 cases half pass 90 % of the time, half 60 %: pass^2 is .585.
  test('an interval at this n covers the true pass^k at least as often as it says', () => {
    const random = xoroshiro128plus(9)
    let covered = 0
    for (let run = 0; run < 1000; run++) {
      const cases = range(1, 12).map((index) => ({
        passes: range(1, 5).filter(() => uniformFloat64(random) < (index % 2 === 0 ? 0.9 : 0.6)).length,
        trials: 5,
      }))
      const n = trialsOfK(cases, 2)
      const { low, high } = clopperPearson(meanPassHatK(cases, 2) * n, n)
      if (low <= 0.585 && 0.585 <= high) covered++
    }
    expect(covered / 1000).toBeGreaterThan(0.95)
  })

  test.each([
    [() => trialsOfK([{ passes: 1, trials: 2 }], 3), 'expected k of at most the 2 trials of the case, got 3'],
    [() => trialsOfK([], 1), 'expected at least one case with trials, got 0 cases without any'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})

describe('pass^k of real runs', () => {
  const retail = dataFile('retail-qwen3max/trials.csv')
  test.skipIf(retail === null)(`114 retail tasks of qwen3-max, as published ${NEEDS_DATA}`, () => {
    const cases = table(retail ?? '', 'passed')
    expect(cases).toHaveLength(114)
    const published = [0.793859649122807, 0.6944444444444446, 0.6271929824561403, 0.5789473684210527]
    expect([1, 2, 3, 4].map((k) => meanPassHatK(cases, k))).toEqual(
      published.map((p) => expect.closeTo(p, 14)),
    )
    expect(meanRate(cases)).toBeCloseTo(0.793859649122807, 14)
  })

  const airline = dataFile('airline-gpt4o/trials.csv')
  test.skipIf(airline === null)(`50 airline tasks of gpt-4o, as published ${NEEDS_DATA}`, () => {
    const cases = table(airline ?? '', 'reward')
    expect(cases).toHaveLength(50)
    const published = [0.42, 41 / 150, 0.22, 0.2]
    expect([1, 2, 3, 4].map((k) => meanPassHatK(cases, k))).toEqual(
      published.map((p) => expect.closeTo(p, 14)),
    )
  })
})

function table(csv: string, column: string): Counts[] {
  return [...rowsBy(csv, 'task_id').values()].map((rows) => ({
    passes: rows.filter((row) => Number(row[column]) === 1).length,
    trials: rows.length,
  }))
}

/** Every way to draw k of the trials 0 … n − 1. */
function draws(trials: number, k: number): number[][] {
  if (k === 0) return [[]]
  return range(k - 1, trials - 1).flatMap((last) => draws(last, k - 1).map((draw) => [...draw, last]))
}

/** Trials, passes among them, and a k they allow. */
function drawn(): fc.Arbitrary<[number, number, number]> {
  return fc
    .integer({ min: 1, max: 2000 })
    .chain((trials) => fc.tuple(fc.constant(trials), fc.nat(trials), fc.integer({ min: 1, max: trials })))
}
