import { describe, expect, it } from 'vitest'
import { assumedRates, type Rates, ratesOfBaseline } from '../../../src/gate/plan/rates.ts'
import { planRegression, type RegressionOptions } from '../../../src/gate/plan/regression.ts'
import { derivedRandom } from '../../../src/model/random.ts'
import { fisherTest, suiteDifference, trialsForDrop } from '../../../src/stats/index.ts'
import { baselineOf, planned } from './build.ts'

const NONE = { factor: 1, points: 0, failsBy: 'any' } as const

const plan = (over: Partial<RegressionOptions>) =>
  planRegression({
    rates: assumedRates(0.9, 50),
    cases: 50,
    planned: 10,
    drop: 0.05,
    target: NONE,
    power: 0.8,
    level: 0.05,
    costUsd: null,
    ...over,
  })

const known = (trialsPerCase: number): Rates => ({
  ...assumedRates(0.9, 50),
  baseline: { trialsPerCase, trials: 50 * trialsPerCase, varying: 0 },
})

describe('a drop of the success rate', () => {
  it('takes the trials of the formula, at their cost', () => {
    // (1.645 + 0.842)² · (.09 + .1275) / (50 · .05²)
    expect(plan({ costUsd: 0.02 }).fresh).toEqual({ perCase: 11, trials: 550, costUsd: 11 })
    expect(plan({}).fresh?.costUsd).toBeNull()
  })

  it('takes fewer trials against a baseline that has more, and no number will do against a small one', () => {
    const large = plan({ rates: known(100) }).againstBaseline?.perCase ?? 0
    expect(large).toBeLessThan(11)
    expect(plan({ rates: known(2) }).againstBaseline).toBeNull()
    expect(plan({ rates: known(2) }).fresh?.perCase).toBe(11)
  })

  it('is no question where the rate leaves no room for it', () => {
    const none = plan({ rates: assumedRates(0.03, 50) })
    expect([none.fresh, none.againstBaseline]).toEqual([null, null])
  })

  it('is found by the planned trials from the size on that takes as many', () => {
    const { found } = plan({})
    const drop = found.fresh ?? 0
    const suite = assumedRates(0.9, 50).spread
    expect(trialsForDrop({ suite, baselineTrials: null, drop: drop * 1.0001 })).toBe(10)
    expect(trialsForDrop({ suite, baselineTrials: null, drop: drop * 0.99 })).toBe(11)
    expect(found.againstBaseline).toBeNull()
  })
})

describe('an assertion about the baseline turns red', () => {
  const found = (over: Partial<RegressionOptions>, trials = 100): number =>
    plan({ rates: known(trials), planned: trials, ...over }).found.againstBaseline ?? 0

  it('from a drop on that is beyond its bound by what the trials can tell', () => {
    const bare = found({ target: { ...NONE, failsBy: 'size' } })
    expect(found({ target: { ...NONE, points: -0.05, failsBy: 'size' } })).toBeCloseTo(bare + 0.05, 12)
  })

  it('not by a small drop that many trials prove to be within the margin', () => {
    const drop = found({ target: { ...NONE, points: -0.05 } })
    expect(drop).toBeGreaterThan(0.04)
    // Runs of 5,000 trials on both sides, judged by the rule of the gate.
    const random = derivedRandom(1, 'margin')
    const passes = (rate: number): number => {
      let count = 0
      for (let trial = 0; trial < 5000; trial++) if (random.next() < rate) count++
      return count
    }
    let red = 0
    for (let run = 0; run < 300; run++) {
      const baseline = { passes: passes(0.9), trials: 5000 }
      const candidate = { passes: passes(0.9 - drop), trials: 5000 }
      const worse = fisherTest({ candidate, baseline }, 'below').p <= 0.05
      if (worse && suiteDifference([candidate], [baseline], 0.9).low <= -0.05) red++
    }
    expect(red / 300).toBeGreaterThan(0.73)
    expect(red / 300).toBeLessThan(0.87)
  })

  it('by the smallest drop that can be told at all where the trials are few', () => {
    expect(found({ target: { ...NONE, points: -0.05 } }, 5)).toBe(found({}, 5))
  })

  it('by no drop where not even one to nothing would show', () => {
    const small = plan({ rates: assumedRates(0.05, 2), cases: 2, planned: 2, drop: 0.01 })
    expect(small.found.fresh).toBeNull()
  })
})

describe('the rates of a baseline', () => {
  it('are those of the cases that it has as they are today', () => {
    const cases = planned(3, 5)
    const changed = cases.map((each, index) =>
      index === 2 ? { ...each, case: { ...each.case, hash: 'other' } } : each,
    )
    const rates = ratesOfBaseline(baselineOf(['PPPPP', 'PPPPF', 'FFFFF']), changed)
    expect(rates).toMatchObject({
      spread: { cases: 2, rate: expect.closeTo(0.9, 12) },
      baseline: { trialsPerCase: 5, trials: 10, varying: 1 },
    })
  })

  it('are none of cases that it does not have', () => {
    const baseline = baselineOf(['PPPPP'])
    const others = planned(1, 5).map((each) => ({ ...each, case: { ...each.case, id: 'new' } }))
    expect(ratesOfBaseline(baseline, others)).toBe('other')
  })
})
