import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nominalLevels, regressionLooks } from '../../src/stats/index.ts'

describe('regressionLooks', () => {
  test('a baseline run along with the candidate: information grows with the rounds', () => {
    expect(regressionLooks({ baselineTrials: null, rounds: 10 })).toEqual([
      { round: 2, fraction: 0.2 },
      { round: 4, fraction: 0.4 },
      { round: 6, fraction: 0.6 },
      { round: 8, fraction: 0.8 },
      { round: 10, fraction: 1 },
    ])
  })

  test('against a fixed baseline of as many trials the first rounds tell the most', () => {
    const looks = regressionLooks({ baselineTrials: 10, rounds: 10 })
    expect(looks.map(({ round }) => round)).toEqual([2, 3, 5, 7, 10])
    // (1/10 + 1/10) / (1/10 + 1/2)
    expect(looks[0]?.fraction).toBeCloseTo(1 / 3, 12)
  })

  test('few rounds are looked at one by one', () => {
    expect(regressionLooks({ baselineTrials: null, rounds: 3 }).map(({ round }) => round)).toEqual([1, 2, 3])
    expect(regressionLooks({ baselineTrials: 5, rounds: 1 })).toEqual([{ round: 1, fraction: 1 }])
  })

  test('looks ascend to the last round, are at most as many as wanted, and always have levels', () => {
    const trials = fc.integer({ min: 1, max: 2000 })
    fc.assert(
      fc.property(
        fc.option(trials),
        trials,
        fc.integer({ min: 1, max: 8 }),
        (baselineTrials, rounds, most) => {
          const looks = regressionLooks({ baselineTrials, rounds, most })
          const numbers = looks.map(({ round }) => round)
          expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
          expect(looks.at(-1)).toEqual({ round: rounds, fraction: 1 })
          expect(looks.length).toBeLessThanOrEqual(most)
          const levels = nominalLevels({ alpha: 0.05, fractions: looks.map(({ fraction }) => fraction) })
          expect(levels).toHaveLength(looks.length)
        },
      ),
      { numRuns: 60 },
    )
  })

  test.each([
    [{ baselineTrials: 0, rounds: 5 }, 'trials of the baseline to be a whole number from 1 up, got 0'],
    [{ baselineTrials: null, rounds: 2.5 }, 'rounds to be a whole number from 1 up, got 2.5'],
    [{ baselineTrials: null, rounds: 2, most: 0 }, 'the most looks to be a whole number from 1 up, got 0'],
  ])('impossible input is refused: %j', (options, message) => {
    expect(() => regressionLooks(options)).toThrow(new RangeError(`expected ${message}`))
  })
})
