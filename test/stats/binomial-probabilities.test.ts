import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binomialProbabilities } from '../../src/stats/binomial-probabilities.ts'
import { binomialCdf } from '../../src/stats/distributions.ts'
import { probability, range } from './brute-force.ts'

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)

describe('binomialProbabilities', () => {
  test('each count has the probability of its formula', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (trials, rate) => {
          const { from, probabilities } = binomialProbabilities(trials, rate)
          for (const count of range(0, trials)) {
            expect(probabilities[count - from] ?? 0).toBeCloseTo(probability(count, trials, rate), 13)
          }
        },
      ),
    )
  })

  test('sure and impossible outcomes', () => {
    expect(binomialProbabilities(7, 0)).toEqual({ from: 0, probabilities: Float64Array.of(1) })
    expect(binomialProbabilities(7, 1)).toEqual({ from: 7, probabilities: Float64Array.of(1) })
    expect(binomialProbabilities(0, 0.3)).toEqual({ from: 0, probabilities: Float64Array.of(1) })
  })

  test.each([
    [1_000_000, 0.5],
    [1_000_000, 0.05],
    [100_000, 1e-9],
    [100_000, 1 - 1e-9],
  ])('of %i trials at %f the few counts that matter are kept, and add up', (trials, rate) => {
    const { from, probabilities } = binomialProbabilities(trials, rate)
    expect(probabilities.length).toBeLessThan(15_000)
    expect(sum(probabilities)).toBeCloseTo(1, 12)
    const middle = Math.floor(probabilities.length / 2)
    const upTo = sum(probabilities.subarray(0, middle + 1))
    expect(Math.abs(upTo - binomialCdf(from + middle, trials, rate))).toBeLessThan(1e-9)
  })

  test.each([
    [() => binomialProbabilities(-1, 0.5), 'expected trials to be a whole number from 0 up, got -1'],
    [() => binomialProbabilities(1e7, 0.5), 'expected at most 1000000 trials, got 10000000'],
    [() => binomialProbabilities(5, Number.NaN), 'expected a rate from 0 to 1, got NaN'],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})
