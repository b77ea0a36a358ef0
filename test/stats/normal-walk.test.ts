import { expect, test } from 'vitest'
import { boundExceededBy, continued, exceeding, START } from '../../src/stats/normal-walk.ts'

const FIFTHS = [0.2, 0.4, 0.6, 0.8, 1]

/** The probability that |z| exceeds its bound at any of five looks. */
function everExceeded(boundAt: (time: number) => number): number {
  let walk = START
  let sum = 0
  for (const time of FIFTHS) {
    const bound = boundAt(time) * Math.sqrt(time)
    sum += 2 * exceeding(walk, time, bound)
    walk = continued(walk, time, -bound, bound)
  }
  return sum
}

test.each([
  ["Pocock's constant 2.413 at five looks", () => 2.413, 0.05],
  ["O'Brien and Fleming's 2.040·√(5/k)", (time: number) => 2.04 / Math.sqrt(time), 0.05],
  ['1.96 at each of five looks (Armitage, McPherson & Rowe 1969)', () => 1.959964, 0.142],
])('%s is exceeded by chance with probability %f', (_name, boundAt, probability) => {
  expect(everExceeded(boundAt)).toBeCloseTo(probability, 3)
})

test('what goes on and what has ended are all there is', () => {
  let walk = START
  let ended = 0
  for (const time of FIFTHS) {
    ended += exceeding(walk, time, 0.5)
    walk = continued(walk, time, Number.NEGATIVE_INFINITY, 0.5)
    const going = walk.masses.reduce((sum, mass) => sum + mass, 0)
    expect(Math.abs(going + ended - 1)).toBeLessThan(1e-6)
  }
  // The reflection principle: over all times it would be 2·P(Z > .5) = .617; five looks miss some of it.
  expect(ended > 0.4 && ended < 0.617).toBe(true)
})

test('a bound is exceeded with just its probability, and none with probability 0', () => {
  const walk = continued(START, 0.3, Number.NEGATIVE_INFINITY, 1)
  for (const probability of [0.4, 0.05, 1e-6]) {
    const bound = boundExceededBy(walk, 0.7, probability)
    expect(exceeding(walk, 0.7, bound) / probability).toBeCloseTo(1, 9)
  }
  expect(boundExceededBy(walk, 0.7, 0)).toBe(Number.POSITIVE_INFINITY)
  expect(boundExceededBy(START, 0.7, 0)).toBe(Number.POSITIVE_INFINITY)
})
