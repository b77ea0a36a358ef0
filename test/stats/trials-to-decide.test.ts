import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clopperPearsonLower, clopperPearsonUpper, trialsToDecide } from '../../src/stats/index.ts'
import { range } from './brute-force.ts'

describe('trialsToDecide', () => {
  test.each([
    [10, 10, 0.95, 49, 'without a failure 59 in all prove 95 %'],
    [10, 10, 0.99, 289, 'without a failure 299 in all prove 99 %'],
    [0, 1, 0.5, 4, 'without a pass 5 in all refute 50 %'],
    [59, 59, 0.95, 0, 'decided already'],
    [99, 100, 0.95, 0, 'decided already'],
    [40, 50, 0.95, 0, 'refuted already'],
    [4, 5, 1, 0, 'one failure refutes 100 %'],
    [0, 5, 0, 0, 'any rate is at least 0 %'],
  ])('%i of %i against %f at .05 needs %i: %s', (passes, trials, theta, further) => {
    expect(trialsToDecide(passes, trials, theta, 0.05)).toBe(further)
  })

  test.each([
    [19, 20, 0.95, 'the rate is the threshold'],
    [5, 5, 1, 'no number of passes proves 100 %'],
    [9501, 10_000, 0.95, 'a hundredth of a point away is out of reach'],
  ])('%i of %i against %f: never, as %s', (passes, trials, theta) => {
    expect(trialsToDecide(passes, trials, theta, 0.05)).toBeNull()
  })

  test('it is the first number at which the real-valued test decides, and stays decided', () => {
    const rate = fc.integer({ min: 1, max: 25 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)))
    const theta = fc.constantFrom(0.3, 0.5, 0.8, 0.9, 0.95)
    fc.assert(
      fc.property(rate, theta, fc.constantFrom(0.01, 0.05, 0.2), ([passes, trials], threshold, alpha) => {
        const answer = trialsToDecide(passes, trials, threshold, alpha)
        fc.pre(answer !== null && answer < 400)
        const decides = (further: number) => {
          const count = passes + (passes / trials) * further
          const n = trials + further
          return (
            clopperPearsonLower(count, n, alpha) >= threshold ||
            clopperPearsonUpper(count, n, alpha) < threshold
          )
        }
        const firsts = range(0, 2 * (answer ?? 0) + 50).map(decides)
        expect(firsts.indexOf(true)).toBe(answer)
        expect(firsts.lastIndexOf(false)).toBe((answer ?? 0) - 1)
      }),
    )
  })

  test('a stricter level never needs less', () => {
    for (const passes of range(0, 30)) {
      const [lenient, strict] = [0.1, 0.01].map((alpha) => trialsToDecide(passes, 30, 0.87, alpha))
      expect(strict).toBeGreaterThanOrEqual(lenient ?? Number.NaN)
    }
  })

  test('whole passes decide near the answer', () => {
    const further = trialsToDecide(97, 100, 0.95, 0.05) ?? Number.NaN
    expect(clopperPearsonLower(Math.floor(0.97 * (100 + further)), 100 + further, 0.05)).toBeCloseTo(0.95, 2)
    expect(clopperPearsonLower(Math.ceil(0.97 * (100 + further)), 100 + further, 0.05)).toBeGreaterThan(0.95)
  })

  test('it is found at once, however far', () => {
    const start = performance.now()
    expect(trialsToDecide(949, 1000, 0.95, 0.05)).toBeGreaterThan(100_000)
    expect(performance.now() - start).toBeLessThan(500)
  })

  test.each([
    [() => trialsToDecide(0, 0, 0.95, 0.05), 'expected a positive number of trials, got 0'],
    [() => trialsToDecide(1, 2, 1.2, 0.05), 'expected theta from 0 to 1, got 1.2'],
    [() => trialsToDecide(1, 2, 0.9, 0.5), 'expected an alpha strictly between 0 and 0.5, got 0.5'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})
