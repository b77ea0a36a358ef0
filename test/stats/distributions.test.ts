import { describe, expect, test } from 'vitest'
import {
  betaQuantileOf,
  binomialCdf,
  normalCdf,
  normalCritical,
  normalExceededBy,
  tCdf,
  tCritical,
} from '../../src/stats/distributions.ts'

// Values by SciPy 1.17: the packages must stay as accurate as they were when they were chosen.
describe('distributions', () => {
  test('beta quantiles of whole and real shapes', () => {
    expect(betaQuantileOf(0.05, 99, 2)).toBeCloseTo(0.9534401885464611, 12)
    expect(betaQuantileOf(0.025, 0.5, 3.5)).toBeCloseTo(0.00015063602543656843, 14)
    expect(betaQuantileOf(0.95, 949.9, 51.1)).toBeCloseTo(0.9598563722765938, 12)
  })

  test('critical values of two-sided intervals', () => {
    expect(normalCritical(0.95)).toBeCloseTo(1.959963984540054, 14)
    expect(normalCritical(0.99)).toBeCloseTo(2.5758293035489004, 14)
    expect(tCritical(0.95, 9)).toBeCloseTo(2.262157162798205, 12)
    expect(tCritical(0.95, 2.5)).toBeCloseTo(3.5746548420036817, 12)
    expect(normalCritical(1 - 2 ** -53)).toBeLessThan(10)
    expect(tCritical(1 - 2 ** -53, 1) / (2 ** 54 / Math.PI)).toBeCloseTo(1, 12)
    expect(tCritical(0.99, 17.776)).toBeCloseTo(2.8826598665420695, 12)
  })

  test('the normal distribution, far out and back', () => {
    expect(normalCdf(-1.959963984540054)).toBeCloseTo(0.025, 15)
    expect(normalCdf(-10) * 1e24).toBeCloseTo(7.619853024160495, 10)
    expect([normalCdf(Number.NEGATIVE_INFINITY), normalCdf(Number.POSITIVE_INFINITY)]).toEqual([0, 1])
    expect(normalExceededBy(0.05)).toBeCloseTo(1.6448536269514722, 14)
    expect(normalExceededBy(0.8)).toBeCloseTo(-0.8416212335729143, 14)
    expect(normalExceededBy(normalCdf(-6))).toBeCloseTo(6, 6)
    expect(() => normalExceededBy(0)).toThrow(RangeError)
    expect(() => normalCdf(Number.NaN)).toThrow(RangeError)
  })

  test('the binomial distribution, in its tails and at its ends', () => {
    expect(binomialCdf(99, 100, 0.95)).toBeCloseTo(0.994079470779666, 13)
    expect(binomialCdf(2, 50, 0.05)).toBeCloseTo(0.5405331227195154, 13)
    expect(binomialCdf(244_641, 493_403, 0.5) * 1e9).toBeCloseTo(2.240048583591869, 8)
    expect([binomialCdf(-1, 5, 0.5), binomialCdf(5, 5, 0.5)]).toEqual([0, 1])
    expect([binomialCdf(0, 5, 0), binomialCdf(4, 5, 1)]).toEqual([1, 0])
  })

  test("Student's distribution, in its tails and at real degrees of freedom", () => {
    expect(tCdf(-4.0621, 9)).toBeCloseTo(0.0014165039201950796, 15)
    expect(tCdf(1.5, 2.5)).toBeCloseTo(0.8760817734568519, 13)
    expect(tCdf(-12, 30) * 1e13).toBeCloseTo(2.790092707599, 11)
    expect(tCdf(-30, 200) * 1e76).toBeCloseTo(2.862080604414, 11)
    expect(tCdf(0, 5)).toBe(0.5)
  })

  test('what is not defined is refused, never NaN', () => {
    expect(() => betaQuantileOf(0.5, 0, 1)).toThrow(
      new RangeError('expected arguments for which the beta quantile of 0.5 with shapes 0 and 1 is defined'),
    )
    expect(() => binomialCdf(1, 2.5, 0.5)).toThrow(RangeError)
    expect(() => tCritical(0.95, 0)).toThrow(RangeError)
    expect(() => tCdf(1, -1)).toThrow(RangeError)
    expect(() => normalCritical(2)).toThrow(RangeError)
  })
})
