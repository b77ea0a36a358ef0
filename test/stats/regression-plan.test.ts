import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detectableDrop, suiteSpread, trialsForDrop } from '../../src/stats/index.ts'
import { range } from './brute-force.ts'

const EQUAL = { cases: 50, rate: 0.9, variance: 0.09 }
const VARIED = { cases: 50, rate: 0.9, variance: 0.0603 }

describe('trialsForDrop', () => {
  test('50 cases that pass 90 %: five points less take 11 trials each, 8 where cases differ', () => {
    // (1.6449 + .8416)²·2s²·infl/(Kδ²) with infl = (.09 + .85·.15)/.18 is 10.76 and 7.21.
    expect(trialsForDrop({ suite: EQUAL, drop: 0.05, baselineTrials: null })).toBe(11)
    expect(trialsForDrop({ suite: VARIED, drop: 0.05, baselineTrials: null })).toBe(8)
  })

  test('a larger baseline leaves fewer trials to the candidate, and one too small cannot be made up for', () => {
    const against = (baselineTrials: number) => trialsForDrop({ suite: EQUAL, drop: 0.05, baselineTrials })
    expect(against(11)).toBe(11)
    // 1.6449·√(.0946·(1/20 + 1/8)) + .8416·√(.09/20 + .1275/8) = .339, the first below .05·√50 = .354 (7: .3555).
    expect(against(20)).toBe(8)
    expect([against(40), against(1000)]).toEqual([6, 6])
    expect([against(7), against(6)]).toEqual([27, 89])
    expect(against(4)).toBeNull()
  })

  test('a suite that always passes has a plan: enough trials to see some failures', () => {
    const suite = suiteSpread(range(1, 50).map(() => ({ passes: 5, trials: 5 })))
    expect(trialsForDrop({ suite, drop: 0.05, baselineTrials: null })).toBe(3)
  })

  const plans = fc.record({
    suite: fc.record({
      cases: fc.integer({ min: 1, max: 300 }),
      rate: fc.double({ min: 0.3, max: 0.99, noNaN: true }),
      share: fc.double({ min: 0.1, max: 1, noNaN: true }),
    }),
    drop: fc.double({ min: 0.01, max: 0.29, noNaN: true }),
    baselineTrials: fc.option(fc.integer({ min: 1, max: 1000 })),
    alpha: fc.constantFrom(0.01, 0.05, 0.2),
    power: fc.constantFrom(0.5, 0.8, 0.95),
  })

  test('with as many trials on both sides it is the published formula, within a few percent', () => {
    fc.assert(
      fc.property(plans, ({ suite: { cases, rate, share }, drop }) => {
        const [failing, z] = [1 - rate, 1.6448536 + 0.8416212]
        const variance = share * rate * failing
        const growth = (rate * failing + (rate - drop) * (failing + drop)) / (2 * rate * failing)
        const published = (z ** 2 * 2 * variance * growth) / (cases * drop ** 2)
        const trials = trialsForDrop({ suite: { cases, rate, variance }, drop, baselineTrials: null })
        expect(Math.abs((trials ?? 0) - published)).toBeLessThan(1 + 0.1 * published)
      }),
    )
  })

  test('it is the first number of trials whose detectable drop is no larger', () => {
    fc.assert(
      fc.property(plans, ({ suite: { cases, rate, share }, drop, ...others }) => {
        const plan = { suite: { cases, rate, variance: share * rate * (1 - rate) }, ...others }
        const trials = trialsForDrop({ ...plan, drop })
        const detectable = (n: number) => detectableDrop({ ...plan, trials: n }) ?? 1
        if (trials === null) {
          expect(detectable(1_000_000)).toBeGreaterThan(drop)
          return
        }
        expect(detectable(trials)).toBeLessThanOrEqual(drop + 1e-9)
        if (trials > 1) expect(detectable(trials - 1)).toBeGreaterThan(drop - 1e-9)
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    [{ drop: 0 }, 'a drop above 0, up to the rate of 0.9, got 0'],
    [{ drop: 0.95 }, 'a drop above 0, up to the rate of 0.9, got 0.95'],
    [{ alpha: 0.5 }, 'an alpha strictly between 0 and 0.5, got 0.5'],
    [{ power: 0.2 }, 'a power from 0.5, below 1, got 0.2'],
    [{ baselineTrials: 0 }, 'trials of the baseline to be a whole number from 1 up, got 0'],
    [{ suite: { cases: 50, rate: 1, variance: 0 } }, 'a rate strictly between 0 and 1, got 1'],
    [{ suite: { cases: 0, rate: 0.9, variance: 0.09 } }, 'cases to be a whole number from 1 up, got 0'],
    [{ suite: { cases: 9, rate: 0.5, variance: 0 } }, 'a variance above 0, up to 0.25000000025, got 0'],
  ])('impossible input is refused: %j', (changed, message) => {
    const plan = { suite: EQUAL, drop: 0.05, baselineTrials: null, ...changed }
    expect(() => trialsForDrop(plan)).toThrow(new RangeError(`expected ${message}`))
  })
})

describe('detectableDrop', () => {
  test('50 cases ten times: five points; three times: ten; a coin thrown once: nothing', () => {
    const drop = (cases: number, trials: number) =>
      detectableDrop({ suite: { ...EQUAL, cases }, trials, baselineTrials: null })
    expect(drop(50, 10)).toBeCloseTo(0.0521, 3)
    expect(drop(50, 3)).toBeCloseTo(0.1, 2)
    const coin = { cases: 1, rate: 0.5, variance: 0.25 }
    expect(detectableDrop({ suite: coin, trials: 1, baselineTrials: null })).toBeNull()
  })

  test('a baseline of endless trials still leaves the noise of the candidate', () => {
    const plan = { suite: EQUAL, trials: 10 }
    const endless = detectableDrop({ ...plan, baselineTrials: 1_000_000 }) ?? Number.NaN
    expect(endless).toBeLessThan(detectableDrop({ ...plan, baselineTrials: 10 }) ?? Number.NaN)
    expect(endless).toBeGreaterThan(0.03)
  })

  test('trials that are none are refused', () => {
    expect(() => detectableDrop({ suite: EQUAL, trials: 0, baselineTrials: null })).toThrow(
      new RangeError('expected trials to be a whole number from 1 up, got 0'),
    )
  })
})
