import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { poolForResampling, urnsOf } from '../../../src/gate/aa/index.ts'
import { shiftedRates } from '../../../src/gate/aa/shift.ts'
import { runOf } from './build.ts'

const URNS = urnsOf(poolForResampling([runOf('a', { a: 'PPPPF', b: 'PPPPP', c: 'PPFFF', d: 'EE' })]).cases)

const meanOf = (rates: readonly (number | null)[]): number => {
  const known = rates.flatMap((rate) => rate ?? [])
  return known.reduce((sum, rate) => sum + rate, 0) / known.length
}
const BEFORE = meanOf(shiftedRates(URNS, 0))

describe('a day on which the suite drifts', () => {
  it('moves the rate of the suite by as many points, and each case with it', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.6, max: 0.2, noNaN: true }), (points) => {
        const rates = shiftedRates(URNS, points)
        expect(meanOf(rates)).toBeCloseTo(BEFORE + points, 6)
        for (const rate of rates) if (rate !== null) expect(rate >= 0 && rate <= 1).toBe(true)
      }),
    )
  })

  it('goes no further than there is room', () => {
    expect(meanOf(shiftedRates(URNS, 3))).toBeCloseTo(1, 9)
    expect(meanOf(shiftedRates(URNS, -3))).toBeCloseTo(0, 9)
  })

  it('leaves cases without a rate, and suites that always pass, as they are', () => {
    expect(shiftedRates(URNS, 0.1)[3]).toBeNull()
    const always = urnsOf(poolForResampling([runOf('a', { a: 'PPP' })]).cases)
    expect(shiftedRates(always, -0.2)).toEqual([1])
  })
})
