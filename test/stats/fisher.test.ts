import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fisherTest, stratifiedTest } from '../../src/stats/index.ts'
import { dealt, mirrored, strata, stratum, turned } from './strata.ts'

describe('fisherTest', () => {
  test('the lady tasting tea: 3 of 4 cups right (Fisher 1935; R: fisher.test greater, .2428571)', () => {
    expect(fisherTest(stratum(3, 4, 1, 4), 'above')).toEqual({
      p: expect.closeTo(17 / 70, 14),
      smallest: expect.closeTo(1 / 70, 14),
    })
  })

  test('3 against 3 trials reach .05 at best, 5 against 5 reach .004', () => {
    expect(fisherTest(stratum(0, 3, 3, 3), 'below').p).toBeCloseTo(0.05, 14)
    expect(fisherTest(stratum(1, 3, 3, 3), 'below').smallest).toBeCloseTo(0.2, 14)
    expect(fisherTest(stratum(0, 5, 5, 5), 'below').p).toBeCloseTo(1 / 252, 14)
  })

  test('a case that always passed could not have shown anything', () => {
    expect(fisherTest(stratum(5, 5, 4, 4), 'below')).toEqual({ p: 1, smallest: 1 })
    expect(fisherTest(stratum(0, 0, 3, 4), 'below')).toEqual({ p: 1, smallest: 1 })
    expect(fisherTest(stratum(0, 0, 0, 0), 'above')).toEqual({ p: 1, smallest: 1 })
  })

  test('it is the share of all ways to deal the passes, counted one by one', () => {
    fc.assert(
      fc.property(strata(8), (table) => {
        const ways = [...dealt(table)]
        const share = (counts: (count: number) => boolean) =>
          ways.filter(([count]) => counts(count)).reduce((sum, [, each]) => sum + each, 0)
        const { passes } = table.candidate
        const below = fisherTest(table, 'below')
        const above = fisherTest(table, 'above')
        expect(below.p).toBeCloseTo(
          share((count) => count <= passes),
          12,
        )
        expect(above.p).toBeCloseTo(
          share((count) => count >= passes),
          12,
        )
        expect(below.smallest).toBeCloseTo(ways[0]?.[1] ?? Number.NaN, 12)
        expect(above.smallest).toBeCloseTo(ways.at(-1)?.[1] ?? Number.NaN, 12)
      }),
    )
  })

  test('it is the stratified test of one case', () => {
    fc.assert(
      fc.property(strata(300), fc.constantFrom('below' as const, 'above' as const), (table, side) => {
        expect(fisherTest(table, side).p).toBe(stratifiedTest([table], side).p)
      }),
    )
  })

  test('sides changed over, or failures for passes, turn below into above', () => {
    fc.assert(
      fc.property(strata(200), (table) => {
        const { p, smallest } = fisherTest(table, 'below')
        for (const other of [turned(table), mirrored(table)]) {
          expect(fisherTest(other, 'above').p).toBeCloseTo(p, 12)
          expect(fisherTest(other, 'above').smallest).toBeCloseTo(smallest, 12)
        }
      }),
    )
  })

  test('p is from smallest to 1, and a pass less never makes it larger', () => {
    fc.assert(
      fc.property(strata(60), (table) => {
        const { p, smallest } = fisherTest(table, 'below')
        expect(0 < smallest && smallest <= p && p <= 1).toBe(true)
        const { candidate, baseline } = table
        if (candidate.passes === 0) return
        const worse = { candidate: { ...candidate, passes: candidate.passes - 1 }, baseline }
        expect(fisherTest(worse, 'below').p).toBeLessThanOrEqual(p + 1e-12)
      }),
    )
  })

  test('a tiny p-value is not lost', () => {
    // 1 / C(200, 100), by its logarithm.
    expect(Math.log10(fisherTest(stratum(0, 100, 100, 100), 'below').p)).toBeCloseTo(-58.956881330608674, 10)
  })

  test.each([
    [() => fisherTest(stratum(4, 3, 0, 3), 'below'), 'expected passes from 0 to the 3 trials, got 4'],
    [
      () => fisherTest(stratum(0, 3, -1, 3), 'below'),
      'expected passes to be a whole number from 0 up, got -1',
    ],
    [
      () => fisherTest(stratum(0, 3, 0, 1e7), 'above'),
      'expected at most 1000000 trials of a case, got 10000000',
    ],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})
