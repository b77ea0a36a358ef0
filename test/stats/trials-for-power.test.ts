import { describe, expect, test } from 'vitest'
import { clopperPearsonLower, clopperPearsonUpper, trialsForPower } from '../../src/stats/index.ts'
import { probability, range } from './brute-force.ts'

describe('trialsForPower', () => {
  test.each([
    [1, 'pass', 59],
    [0.99, 'pass', 124],
    [0.98, 'pass', 234],
    [0.9, 'fail', 169],
  ] as const)('a true rate of %f against .95 needs for a %s in 80 of 100: %i', (rate, verdict, trials) => {
    expect(trialsForPower(rate, 0.95, { verdict })).toBe(trials)
  })

  test('where power is a saw it answers with the first tooth: 601 and 855', () => {
    expect(trialsForPower(0.97, 0.95, { verdict: 'pass' })).toBe(601)
    expect(trialsForPower(0.93, 0.95, { verdict: 'fail' })).toBe(855)
  })

  test('the numbers 660 and 900, found in steps of 20, have the power too', () => {
    const reaches = (rate: number, trials: number, verdict: 'pass' | 'fail') =>
      powerOf(rate, 0.95, trials, verdict, 0.05) >= 0.8
    expect(range(31, 33).map((step) => reaches(0.97, 20 * step, 'pass'))).toEqual([false, false, true])
    expect(range(43, 45).map((step) => reaches(0.93, 20 * step, 'fail'))).toEqual([false, false, true])
  })

  test('no smaller number of trials has the power, counted verdict by verdict', () => {
    const questions = [
      [0.9, 0.5, 'pass', 0.05, 0.8],
      [0.95, 0.8, 'pass', 0.1, 0.9],
      [0.7, 0.6, 'pass', 0.05, 0.5],
      [0.3, 0.5, 'fail', 0.05, 0.8],
      [0.8, 0.9, 'fail', 0.01, 0.9],
      [0, 0.4, 'fail', 0.05, 0.8],
      [0.6, 0.95, 'fail', 0.2, 0.95],
    ] as const
    for (const [rate, theta, verdict, alpha, power] of questions) {
      const reached = range(1, 200).map((n) => powerOf(rate, theta, n, verdict, alpha) >= power)
      expect(trialsForPower(rate, theta, { verdict, alpha, power })).toBe(reached.indexOf(true) + 1)
    }
  })

  test('a case that must always pass: 16 trials show 90 % up in 80 of 100', () => {
    // One failure refutes 100 %: 1 − .9^n ≥ .8.
    expect(trialsForPower(0.9, 1, { verdict: 'fail' })).toBe(16)
  })

  test('a farther truth, a laxer level or less power never needs more', () => {
    const rates = [0.96, 0.965, 0.97, 0.98, 0.99, 1]
    const needed = rates.map((rate) => trialsForPower(rate, 0.95, { verdict: 'pass' }))
    expect(needed).toEqual(needed.toSorted((a, b) => b - a))
    const at = (alpha: number, power: number) => trialsForPower(0.98, 0.95, { verdict: 'pass', alpha, power })
    expect(at(0.1, 0.8)).toBeLessThan(at(0.05, 0.8))
    expect(at(0.05, 0.7)).toBeLessThan(at(0.05, 0.8))
  })

  test('rates a tenth of a point apart take hundreds of thousands of trials, and no time', () => {
    const start = performance.now()
    const trials = trialsForPower(0.951, 0.95, { verdict: 'pass' })
    // (z.95·√(θ(1−θ)) + z.80·√(ρ(1−ρ)))²/δ² for rates θ and ρ, the normal approximation.
    const approximate = ((1.6449 * Math.sqrt(0.0475) + 0.8416 * Math.sqrt(0.951 * 0.049)) / 0.001) ** 2
    expect(Math.abs(trials / approximate - 1)).toBeLessThan(0.01)
    expect(performance.now() - start).toBeLessThan(1000)
  })

  test.each([
    [() => trialsForPower(0.9, 0.95, { verdict: 'pass' }), 'expected a true rate above theta 0.95, got 0.9'],
    [
      () => trialsForPower(0.95, 0.95, { verdict: 'fail' }),
      'expected a true rate below theta 0.95, got 0.95',
    ],
    [() => trialsForPower(1, 1, { verdict: 'pass' }), 'expected a true rate above theta 1, got 1'],
    [() => trialsForPower(0.5, 0, { verdict: 'pass' }), 'expected theta above 0, got 0'],
    [() => trialsForPower(1.5, 0.9, { verdict: 'pass' }), 'expected a true rate from 0 to 1, got 1.5'],
    [
      () => trialsForPower(1, 0.9, { verdict: 'pass', power: 1 }),
      'expected a power strictly between 0 and 1, got 1',
    ],
    [
      () => trialsForPower(0.9501, 0.95, { verdict: 'pass' }),
      'expected rates that 1000000 trials can tell apart, got 0.9501 and 0.95',
    ],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})

/** The probability of the passes that give the verdict. */
function powerOf(
  rate: number,
  theta: number,
  trials: number,
  verdict: 'pass' | 'fail',
  alpha: number,
): number {
  const proves = (passes: number) =>
    verdict === 'pass'
      ? clopperPearsonLower(passes, trials, alpha) >= theta
      : clopperPearsonUpper(passes, trials, alpha) < theta
  return range(0, trials)
    .filter(proves)
    .reduce((sum, passes) => sum + probability(passes, trials, rate), 0)
}
