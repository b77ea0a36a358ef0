import fc from 'fast-check'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, test } from 'vitest'
import { type Counts, moverDifference, newcombe, suiteDifference, wilson } from '../../src/stats/index.ts'
import { range } from './brute-force.ts'

describe('newcombe', () => {
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339, 4],
    [9, 10, 3, 10, 0.1705, 0.809, 4],
    [7, 34, 1, 34, 0.019, 0.34, 2],
  ])('%i/%i − %i/%i has the published interval %f–%f', (a, m, b, n, low, high, digits) => {
    const interval = newcombe(a, m, b, n)
    expect(interval.low).toBeCloseTo(low, digits)
    expect(interval.high).toBeCloseTo(high, digits)
  })

  test('it is MOVER of two Wilson intervals at factor 1', () => {
    fc.assert(
      fc.property(counts(), counts(), (a, b) => {
        const { low, high } = moverDifference(
          { value: a.passes / a.trials, ...wilson(a.passes, a.trials, 0.9) },
          { value: b.passes / b.trials, ...wilson(b.passes, b.trials, 0.9) },
          1,
        )
        expect(newcombe(a.passes, a.trials, b.passes, b.trials, 0.9)).toEqual({ low, high })
      }),
    )
  })

  test('it contains the difference, within −1..1, and mirrors with its sides', () => {
    fc.assert(
      fc.property(counts(), counts(), (a, b) => {
        const { low, high } = newcombe(a.passes, a.trials, b.passes, b.trials)
        const difference = a.passes / a.trials - b.passes / b.trials
        expect(-1 - 1e-12 <= low && low <= difference).toBe(true)
        expect(difference <= high && high <= 1 + 1e-12).toBe(true)
        const turned = newcombe(b.passes, b.trials, a.passes, a.trials)
        expect(turned.low).toBeCloseTo(-high, 12)
        expect(turned.high).toBeCloseTo(-low, 12)
      }),
    )
  })

  test.each([
    [() => newcombe(0, 0, 1, 2), 'expected a positive number of trials, got 0'],
    [() => newcombe(1, 2, 3, 2), 'expected passes from 0 to the 2 trials, got 3'],
    [() => newcombe(1, 2, 1, 2, 1), 'expected a confidence strictly between 0 and 1, got 1'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})

describe('suiteDifference', () => {
  test('of suites whose cases are all alike it is the interval of their pooled trials', () => {
    const a = range(1, 20).map(() => ({ passes: 4, trials: 5 }))
    const b = range(1, 20).map(() => ({ passes: 2, trials: 4 }))
    const { value, low, high } = suiteDifference(a, b)
    expect(value).toBeCloseTo(0.3, 14)
    expect({ low, high }).toEqual(newcombe(80, 100, 40, 80))
  })

  test('a case counts the same however often it was tried on either side', () => {
    const a = [
      { passes: 9, trials: 9 },
      { passes: 0, trials: 2 },
    ]
    const b = [
      { passes: 1, trials: 2 },
      { passes: 15, trials: 30 },
    ]
    expect(suiteDifference(a, b).value).toBe(0)
  })

  test('it covers the true difference of suites as often as it says', () => {
    const random = xoroshiro128plus(11)
    const rates = range(0, 29).map((index) => 0.6 + (index % 9) / 20)
    const run = (fall: number) =>
      rates.map((rate) => ({
        passes: range(1, 4).filter(() => uniformFloat64(random) < rate - fall).length,
        trials: 4,
      }))
    let covered = 0
    for (let index = 0; index < 2000; index++) {
      const { low, high } = suiteDifference(run(0.1), run(0))
      if (low <= -0.1 && -0.1 <= high) covered++
    }
    expect(covered / 2000).toBeGreaterThan(0.94)
    expect(covered / 2000).toBeLessThan(0.99)
  })

  test('a suite without trials is refused', () => {
    expect(() => suiteDifference([{ passes: 1, trials: 2 }], [{ passes: 0, trials: 0 }])).toThrow(
      new RangeError('expected at least one case with trials, got 1 cases without any'),
    )
  })
})

function counts(): fc.Arbitrary<Counts> {
  return fc
    .integer({ min: 1, max: 500 })
    .chain((trials) => fc.nat(trials).map((passes) => ({ passes, trials })))
}
