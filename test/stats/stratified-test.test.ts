import fc from 'fast-check'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, test } from 'vitest'
import { tCdf } from '../../src/stats/distributions.ts'
import { type Stratum, stratifiedTest } from '../../src/stats/index.ts'
import { probability, probabilityBetween, range } from './brute-force.ts'
import { dealt, mirrored, strata, stratum, turned } from './strata.ts'

/** Cured of treated rabbits at five levels of penicillin, at once and 1.5 hours later (Mantel 1963; R's data). */
const RABBITS = [
  stratum(0, 6, 0, 5),
  stratum(3, 6, 0, 6),
  stratum(6, 6, 2, 6),
  stratum(5, 6, 6, 6),
  stratum(2, 2, 5, 5),
]

describe('stratifiedTest', () => {
  test("R's mantelhaen.test(Rabbits, exact = TRUE), greater", () => {
    expect(stratifiedTest(RABBITS, 'above').p).toBeCloseTo(0.0199724518, 10)
  })

  test('discordant 121 and 59: half of the published two-sided p of McNemar', () => {
    const { p } = stratifiedTest(
      [...repeat(121, stratum(1, 1, 0, 1)), ...repeat(59, stratum(0, 1, 1, 1))],
      'above',
    )
    expect(p).toBeCloseTo(4.4344492637551645e-6 / 2, 17)
  })

  test('with one trial each it is the mid-p of McNemar, whatever the concordant cases', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(5), fc.nat(5), (lost, won, passed, failed) => {
        const { midP, p } = stratifiedTest(
          [
            ...repeat(lost, stratum(0, 1, 1, 1)),
            ...repeat(passed, stratum(1, 1, 1, 1)),
            ...repeat(won, stratum(1, 1, 0, 1)),
            ...repeat(failed, stratum(0, 1, 0, 1)),
          ],
          'below',
        )
        const tail = probabilityBetween(0, won, won + lost, 0.5)
        expect(p).toBeCloseTo(tail, 12)
        expect(midP).toBeCloseTo(tail - probability(won, won + lost, 0.5) / 2, 12)
      }),
    )
  })

  test('it is the share of all ways to deal the passes of every case, counted one by one', () => {
    fc.assert(
      fc.property(fc.array(strata(4), { maxLength: 4 }), (tables) => {
        const passes = tables.reduce((sum, { candidate }) => sum + candidate.passes, 0)
        const ways = totals(tables)
        const share = (counts: (total: number) => boolean) =>
          ways.filter(({ total }) => counts(total)).reduce((sum, each) => sum + each.share, 0)
        const exactly = share((total) => total === passes)
        const below = share((total) => total <= passes)
        expect(stratifiedTest(tables, 'below').p).toBeCloseTo(below, 12)
        expect(stratifiedTest(tables, 'below').midP).toBeCloseTo(below - exactly / 2, 12)
        const above = share((total) => total >= passes)
        expect(stratifiedTest(tables, 'above').p).toBeCloseTo(above, 12)
        expect(stratifiedTest(tables, 'above').midP).toBeCloseTo(above - exactly / 2, 12)
      }),
    )
  })

  test('the mid-p of both sides add up to 1, and p lies between mid-p and 1', () => {
    fc.assert(
      fc.property(fc.array(strata(20), { maxLength: 30 }), (tables) => {
        const below = stratifiedTest(tables, 'below')
        const above = stratifiedTest(tables, 'above')
        expect(below.midP + above.midP).toBeCloseTo(1, 11)
        for (const { midP, p } of [below, above]) expect(0 < midP && midP <= p && p <= 1).toBe(true)
      }),
    )
  })

  test('sides changed over, or failures for passes, turn below into above; order does not matter', () => {
    fc.assert(
      fc.property(fc.array(strata(20), { maxLength: 30 }), (tables) => {
        const { p } = stratifiedTest(tables, 'below')
        expect(stratifiedTest(tables.map(turned), 'above').p).toBeCloseTo(p, 11)
        expect(stratifiedTest(tables.map(mirrored), 'above').p).toBeCloseTo(p, 11)
        expect(stratifiedTest(tables.toReversed(), 'below').p).toBeCloseTo(p, 11)
      }),
    )
  })

  test('a pass that the candidate gives to the baseline makes below likelier, never less', () => {
    fc.assert(
      fc.property(fc.array(strata(12), { minLength: 1, maxLength: 12 }), (tables) => {
        const index = tables.findIndex(
          ({ candidate, baseline }) => candidate.passes > 0 && baseline.passes < baseline.trials,
        )
        const worse = tables.map(({ candidate, baseline }, at) =>
          at === index
            ? stratum(candidate.passes - 1, candidate.trials, baseline.passes + 1, baseline.trials)
            : { candidate, baseline },
        )
        const [before, after] = [stratifiedTest(tables, 'below'), stratifiedTest(worse, 'below')]
        expect(after.p).toBeLessThanOrEqual(before.p + 1e-12)
        expect(after.midP).toBeLessThanOrEqual(before.midP + 1e-12)
      }),
    )
  })

  test.each([
    ['no cases', []],
    ['all pass', repeat(50, stratum(3, 3, 3, 3))],
    ['all fail', repeat(50, stratum(0, 3, 0, 2))],
    ['trials of one side', [stratum(0, 0, 2, 3)]],
  ])('%s: nothing is said, p 1 and mid-p ½', (_name, tables) => {
    for (const side of ['below', 'above'] as const) {
      expect(stratifiedTest(tables, side)).toEqual({ midP: 0.5, p: 1 })
    }
  })

  test('cases that say nothing change nothing', () => {
    const silent = [...repeat(9, stratum(3, 3, 5, 5)), stratum(0, 4, 0, 1), stratum(1, 2, 0, 0)]
    expect(stratifiedTest([...silent, ...RABBITS], 'above')).toEqual(stratifiedTest(RABBITS, 'above'))
  })

  test('one case that breaks wholly is seen among 50 that always pass', () => {
    const tables = [...repeat(49, stratum(5, 5, 5, 5)), stratum(0, 5, 5, 5)]
    expect(stratifiedTest(tables, 'below').p).toBeCloseTo(1 / 252, 14)
  })

  test('thousands of cases keep the digits of the binomial distribution they have', () => {
    // 5,000 discordant cases of which 2,450 speak for the candidate: by whole numbers, Σ C(5000, k)/2⁵⁰⁰⁰.
    const tables = [...repeat(2450, stratum(1, 1, 0, 1)), ...repeat(2550, stratum(0, 1, 1, 1))]
    expect(stratifiedTest(tables, 'below').p).toBeCloseTo(0.08074261119868845, 12)
  })

  test('a p-value too small to be told is bounded from above, and is not 0', () => {
    const { midP, p } = stratifiedTest(repeat(10_000, stratum(0, 1, 1, 1)), 'below')
    expect(p).toBeGreaterThan(0)
    expect(p).toBeLessThan(1e-19)
    expect(midP).toBeLessThanOrEqual(p)
    expect(stratifiedTest(repeat(10_000, stratum(0, 1, 1, 1)), 'above').p).toBeCloseTo(1, 12)
  })

  test('10,000 cases of 1 to 20 trials', () => {
    const random = xoroshiro128plus(5)
    const share = () => uniformFloat64(random)
    const tables = range(1, 10_000).map(() => {
      const rate = share()
      const side = () => {
        const trials = 1 + Math.floor(share() * 20)
        return { passes: range(1, trials).filter(() => share() < rate).length, trials }
      }
      return { candidate: side(), baseline: side() }
    })
    const below = stratifiedTest(tables, 'below')
    const above = stratifiedTest(tables, 'above')
    expect(below.midP + above.midP).toBeCloseTo(1, 12)
    expect(below.p).toBeCloseTo(mantelHaenszel(tables), 3)
  })

  test.each([
    [() => stratifiedTest([stratum(4, 3, 0, 3)], 'below'), 'expected passes from 0 to the 3 trials, got 4'],
    [
      () => stratifiedTest([stratum(0.5, 3, 0, 3)], 'below'),
      'expected passes to be a whole number from 0 up, got 0.5',
    ],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})

/** Every way to deal the passes of every case, with the candidate's total and the share of such ways. */
function totals(tables: readonly Stratum[]): { total: number; share: number }[] {
  return tables.reduce(
    (ways, table) =>
      ways.flatMap(({ total, share }) =>
        [...dealt(table)].map(([count, each]) => ({ total: total + count, share: share * each })),
      ),
    [{ total: 0, share: 1 }],
  )
}

/** The large-sample form of the test, candidate below: normal, with its continuity correction. */
function mantelHaenszel(tables: readonly Stratum[]): number {
  let [excess, variance] = [0, 0]
  for (const { candidate, baseline } of tables) {
    const all = candidate.trials + baseline.trials
    const share = (candidate.passes + baseline.passes) / all
    excess += candidate.passes - candidate.trials * share
    variance += (candidate.trials * baseline.trials * share * (1 - share)) / (all - 1)
  }
  return tCdf((excess + 0.5) / Math.sqrt(variance), 1e9)
}

function repeat<T>(times: number, item: T): T[] {
  return Array.from({ length: times }, () => item)
}
