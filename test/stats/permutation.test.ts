import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, test } from 'vitest'
import { mean, permutationTest, type Stratum, stratifiedTest } from '../../src/stats/index.ts'
import { range } from './brute-force.ts'
import { stratum } from './strata.ts'

type Strata = readonly { readonly candidate: readonly number[]; readonly baseline: readonly number[] }[]

describe('permutationTest', () => {
  test.each([
    ['one case', [stratum(1, 5, 4, 5)]],
    ['three cases', [stratum(1, 4, 3, 4), stratum(3, 3, 3, 3), stratum(2, 6, 3, 4)]],
    ['unequal sides', [stratum(2, 8, 2, 2), stratum(0, 1, 4, 6)]],
    ['candidate ahead', [stratum(4, 4, 2, 4), stratum(2, 3, 1, 3)]],
  ])('on passes and failures it comes close to the exact test: %s', (_name, tables) => {
    const exact = stratifiedTest(tables, 'below').p
    const drawn = permutationTest({
      strata: tables.map(samples),
      statistic: (strata) => -total(strata),
      random: createRandom(1),
      most: 20_000,
      enough: 20_000,
    })
    expect(Math.abs(drawn - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 20_000) + 1e-4)
  })

  test('measured values: every deal of 2 and 2 counted by hand', () => {
    // 6 ways to deal 1, 2, 3, 10 to two sides; only {3, 10} has a mean as large as the candidate's.
    const p = permutationTest({
      strata: [{ candidate: [3, 10], baseline: [1, 2] }],
      statistic: ahead,
      random: createRandom(2),
      most: 6000,
      enough: 6000,
    })
    expect(p).toBeGreaterThan(1 / 6 - 0.02)
    expect(p).toBeLessThan(1 / 6 + 0.02)
  })

  test('values stay in their case, and each is dealt once', () => {
    permutationTest({
      strata: [
        { candidate: [1, 2, 3], baseline: [4] },
        { candidate: [], baseline: [5, 6] },
      ],
      statistic: (strata) => {
        expect(strata.map(({ candidate, baseline }) => [candidate.length, baseline.length])).toEqual([
          [3, 1],
          [0, 2],
        ])
        expect(
          strata.map(({ candidate, baseline }) => [...candidate, ...baseline].toSorted((a, b) => a - b)),
        ).toEqual([
          [1, 2, 3, 4],
          [5, 6],
        ])
        return 0
      },
      random: createRandom(3),
    })
  })

  test('it gives up after enough extreme draws, and draws no more than the most', () => {
    const counted = (statistic: (calls: number) => number) => {
      let calls = 0
      const p = permutationTest({
        strata: [{ candidate: [1], baseline: [2] }],
        statistic: () => statistic(calls++),
        random: createRandom(4),
        most: 100,
        enough: 10,
      })
      return { p, calls }
    }
    expect(counted(() => 0)).toEqual({ p: 1, calls: 11 })
    expect(counted((calls) => (calls % 2 === 0 ? 1 : 0))).toEqual({ p: 0.5, calls: 21 })
    expect(counted((calls) => (calls === 0 ? 1 : 0))).toEqual({ p: 1 / 101, calls: 101 })
    expect(counted((calls) => (calls < 10 ? 1 : 0))).toEqual({ p: 10 / 101, calls: 101 })
  })

  test('the same values added up in another order are as extreme', () => {
    const p = permutationTest({
      strata: [{ candidate: [0.1, 0.2, 0.3, 0.4, 0.7], baseline: [] }],
      statistic: (strata) => total(strata),
      random: createRandom(5),
    })
    expect(p).toBe(1)
  })

  test('the same seed gives the same p, and nothing to compare gives 1', () => {
    const p = (seed: number) =>
      permutationTest({
        strata: [{ candidate: [3, 10, 4, 8], baseline: [1, 2, 7, 3] }],
        statistic: ahead,
        random: createRandom(seed),
      })
    expect(p(6)).toBe(p(6))
    const nothing = { strata: [], statistic: (strata: Strata) => total(strata), random: createRandom(6) }
    expect(permutationTest(nothing)).toBe(1)
  })

  test('equal sides give a p of at most .1 a tenth of the time, no more', () => {
    const random = createRandom(7)
    let small = 0
    for (let run = 0; run < 1000; run++) {
      const values = () => range(1, 6).map(() => random.index(1000))
      const p = permutationTest({
        strata: [{ candidate: values(), baseline: values() }],
        statistic: ahead,
        random,
        most: 99,
        enough: 20,
      })
      if (p <= 0.1) small++
    }
    expect(small / 1000).toBeLessThan(0.13)
    expect(small / 1000).toBeGreaterThan(0.07)
  })

  test.each([
    [{ statistic: () => Number.NaN }, 'expected a statistic that is a number, got NaN'],
    [{ most: 0 }, 'expected the most draws to be a whole number from 1 up, got 0'],
    [{ enough: 0.5 }, 'expected enough draws to be a whole number from 1 up, got 0.5'],
  ])('impossible input is refused: %j', (options, message) => {
    const strata = [{ candidate: [1], baseline: [2] }]
    expect(() =>
      permutationTest({ strata, statistic: () => 0, random: createRandom(8), ...options }),
    ).toThrow(new RangeError(message))
  })
})

function createRandom(seed: number): { index(below: number): number } {
  const generator = xoroshiro128plus(seed)
  return { index: (below) => uniformInt(generator, 0, below - 1) }
}

/** The trials of a case, a pass as 1. */
function samples({ candidate, baseline }: Stratum): Strata[number] {
  const each = ({ passes, trials }: Stratum['candidate']) =>
    range(1, trials).map((trial) => (trial <= passes ? 1 : 0))
  return { candidate: each(candidate), baseline: each(baseline) }
}

function total(strata: Strata): number {
  return strata.flatMap(({ candidate }) => candidate).reduce((sum, value) => sum + value, 0)
}

function ahead(strata: Strata): number {
  return mean(strata.map(({ candidate, baseline }) => mean(candidate) - mean(baseline)))
}
