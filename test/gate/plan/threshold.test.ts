import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ShareTest } from '../../../src/gate/plan/share-test.ts'
import { alarmAt, plausibleRates, proofAt } from '../../../src/gate/plan/threshold.ts'

const test = (theta: number, trials = 100): ShareTest => ({
  theta,
  strict: false,
  trials,
  draws: trials,
  groupOf: 1,
  told: 'metric',
})

const options = { power: 0.8, levels: { pass: 0.05, fail: 0.05 } }

describe('proof of a share against .95', () => {
  it.each([
    [1, 'pass', 59],
    [0.99, 'pass', 124],
    [0.98, 'pass', 234],
    [0.9, 'fail', 169],
  ] as const)('takes at a true rate of %s, to %s, %s trials', (rate, verdict, trials) => {
    expect(proofAt(test(0.95), rate, options)).toEqual({ trueRate: rate, verdict, trials })
  })

  it('has no number where a million would not do', () => {
    expect(proofAt(test(0.95), 0.950001, options).trials).toBeNull()
  })
})

describe('plausible true rates', () => {
  it('are those that a person would ask about', () => {
    expect(plausibleRates(test(0.95))).toEqual([1, 0.99, 0.97, 0.95, 0.93, 0.9])
    expect(plausibleRates(test(1))).toEqual([1, 0.98, 0.95])
    expect(plausibleRates(test(0))).toEqual([1, 0.04, 0.02, 0])
    expect(plausibleRates(test(0.3))).toEqual([1, 0.54, 0.42, 0.3, 0.18, 0])
  })

  it('lie on both sides of the threshold, best first, and alarm the more the worse they are', () => {
    const share = fc.double({ min: 0.01, max: 0.999, noNaN: true })
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 500 }), (theta, trials) => {
        const rates = plausibleRates(test(theta))
        expect(rates).toContain(theta)
        expect(rates).toEqual(rates.toSorted((a, b) => b - a))
        for (const rate of rates) expect(rate >= 0 && rate <= 1).toBe(true)
        const red = rates.map((rate) => alarmAt(test(theta, trials), rate).red)
        for (const [index, alarm] of red.entries())
          expect(alarm).toBeGreaterThanOrEqual((red[index - 1] ?? 0) - 1e-12)
      }),
    )
  })
})
