import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BinomialLook, binomialBoundaries, binomialTest } from '../../src/stats/index.ts'
import { probability, range } from './brute-force.ts'

const HUNDREDS = range(1, 5).map((look) => 100 * look)
const ROUNDS = range(1, 10).map((look) => 50 * look)

describe('binomialBoundaries', () => {
  test('the published design: .95 at .05, five looks up to 500 trials', () => {
    const looks = binomialBoundaries({ theta: 0.95, alpha: 0.05, looks: HUNDREDS })
    expect(looks.map(({ trials }) => trials)).toEqual(HUNDREDS)
    expect(looks.map(({ failAt }) => failAt)).toEqual([13, 19, 25, 30, 35])
    expect(looks.map(({ passAt }) => passAt)).toEqual([null, 2, 7, 11, 16])
  })

  test.each([
    [0.85, 102],
    [0.9, 202],
    [0.93, 416],
    [0.97, 405],
    [0.99, 192],
  ])('50 cases at most ten times: at a true rate of %f a run takes %i trials on average', (rate, trials) => {
    const looks = binomialBoundaries({ theta: 0.95, alpha: 0.05, looks: ROUNDS })
    // The published figures were simulated with cases that differ, which are steadier than the binomial.
    expect(Math.abs(outcomeOf(looks, rate).meanTrials / trials - 1)).toBeLessThan(0.03)
  })

  test('looking each round at the level of a single look gives three times the false verdicts', () => {
    const naive = ROUNDS.map((trials) => {
      const [look] = binomialBoundaries({ theta: 0.95, alpha: 0.05, looks: [trials] })
      return { trials, failAt: look?.failAt ?? null, passAt: look?.passAt ?? null }
    })
    expect(outcomeOf(naive, 0.95).fail).toBeGreaterThan(0.14)
    const looks = binomialBoundaries({ theta: 0.95, alpha: 0.05, looks: ROUNDS })
    expect(outcomeOf(looks, 0.95).fail).toBeLessThan(0.05)
  })

  const designs = fc.record({
    theta: fc.double({ min: 0.3, max: 0.99, noNaN: true }),
    alpha: fc.constantFrom(0.01, 0.05, 0.2),
    passAlpha: fc.constantFrom(0.02, 0.1),
    rounds: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }),
  })

  test('up to each look no more than alpha·t² is spent, and one count more would be too much', () => {
    fc.assert(
      fc.property(designs, ({ theta, alpha, passAlpha, rounds }) => {
        const looks = rounds.map((_, index) => rounds.slice(0, index + 1).reduce((a, b) => a + b, 0))
        const found = binomialBoundaries({ theta, alpha, passAlpha, looks })
        for (const [index, look] of found.entries()) {
          const share = (look.trials / (looks.at(-1) ?? 0)) ** 2
          const upTo = found.slice(0, index + 1)
          const spent = outcomeOf(upTo, theta)
          expect(spent.fail).toBeLessThanOrEqual(alpha * share + 1e-12)
          expect(spent.pass).toBeLessThanOrEqual(passAlpha * share + 1e-12)
          const bolder = { ...look, failAt: (look.failAt ?? look.trials + 1) - 1 }
          const greedy = { ...look, passAt: (look.passAt ?? -1) + 1 }
          const before = upTo.slice(0, -1)
          expect(outcomeOf([...before, bolder], theta).fail).toBeGreaterThan(alpha * share - 1e-12)
          expect(outcomeOf([...before, greedy], theta).pass).toBeGreaterThan(passAlpha * share - 1e-12)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('a single look is the exact test', () => {
    for (const trials of [1, 7, 59, 100, 313]) {
      const [look] = binomialBoundaries({ theta: 0.95, alpha: 0.05, looks: [trials] })
      const fails = range(0, trials).find((f) => binomialTest(trials - f, trials, 0.95, 'below') <= 0.05)
      const passes = range(0, trials).filter((f) => binomialTest(trials - f, trials, 0.95, 'above') <= 0.05)
      expect(look).toEqual({ trials, failAt: fails ?? null, passAt: passes.at(-1) ?? null })
    }
  })

  test('the other verdict having an alpha of its own moves its boundaries alone', () => {
    const both = binomialBoundaries({ theta: 0.9, alpha: 0.05, looks: HUNDREDS })
    const strict = binomialBoundaries({ theta: 0.9, alpha: 0.05, failAlpha: 0.005, looks: HUNDREDS })
    expect(strict.map(({ passAt }) => passAt)).toEqual(both.map(({ passAt }) => passAt))
    for (const [index, { failAt }] of strict.entries()) {
      expect(failAt).toBeGreaterThan(both[index]?.failAt ?? Number.NaN)
    }
  })

  test('looks to come do not change those that were', () => {
    const planned = binomialBoundaries({ theta: 0.95, alpha: 0.05, looks: [50, 100, 150, 200, 500] })
    const replanned = binomialBoundaries({ theta: 0.95, alpha: 0.05, looks: [50, 100, 320, 500] })
    expect(replanned.slice(0, 2)).toEqual(planned.slice(0, 2))
  })

  test('what must always pass is refuted by one failure, and never proven', () => {
    expect(binomialBoundaries({ theta: 1, alpha: 0.05, looks: [10, 20] })).toEqual([
      { trials: 10, failAt: 1, passAt: null },
      { trials: 20, failAt: 1, passAt: null },
    ])
  })

  test.each([
    [{ theta: 0, alpha: 0.05, looks: [10] }, 'expected theta above 0 and up to 1, got 0'],
    [{ theta: 0.9, alpha: 0.5, looks: [10] }, 'expected an alpha strictly between 0 and 0.5, got 0.5'],
    [
      { theta: 0.9, alpha: 0.05, passAlpha: Number.NaN, looks: [10] },
      'expected an alpha strictly between 0 and 0.5, got NaN',
    ],
    [{ theta: 0.9, alpha: 0.05, looks: [] }, 'expected at least one look, got none'],
    [{ theta: 0.9, alpha: 0.05, looks: [10, 10] }, 'expected looks to be a whole number from 11 up, got 10'],
    [{ theta: 0.9, alpha: 0.05, looks: [2e6] }, 'expected at most 1000000 trials, got 2000000'],
  ])('impossible input is refused: %j', (design, message) => {
    expect(() => binomialBoundaries(design)).toThrow(new RangeError(message))
  })
})

/** What comes of a run at a true rate, count by count. */
function outcomeOf(
  looks: readonly BinomialLook[],
  rate: number,
): { pass: number; fail: number; meanTrials: number } {
  let going = new Map([[0, 1]])
  let before = 0
  const outcome = { pass: 0, fail: 0, meanTrials: 0 }
  for (const { trials, failAt, passAt } of looks) {
    const next = new Map<number, number>()
    for (const [failures, mass] of going) {
      outcome.meanTrials += mass * (trials - before)
      for (const more of range(0, trials - before)) {
        const reached = failures + more
        const share = mass * probability(more, trials - before, 1 - rate)
        if (failAt !== null && reached >= failAt) outcome.fail += share
        else if (passAt !== null && reached <= passAt) outcome.pass += share
        else next.set(reached, (next.get(reached) ?? 0) + share)
      }
    }
    going = next
    before = trials
  }
  return outcome
}
