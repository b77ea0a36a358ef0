import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Estimated, moverDifference } from '../../src/stats/index.ts'

describe('moverDifference', () => {
  test('symmetric intervals give the normal interval of a difference: reaches add in squares', () => {
    const difference = moverDifference({ value: 10, low: 7, high: 13 }, { value: 4, low: 0, high: 8 })
    expect(difference).toEqual({ value: 6, low: 1, high: 11 })
  })

  test('each bound takes the side of an interval that lies in its way', () => {
    const difference = moverDifference({ value: 10, low: 7, high: 10 }, { value: 4, low: 4, high: 8 })
    expect(difference).toEqual({ value: 6, low: 1, high: 6 })
  })

  test('a factor scales the second', () => {
    const difference = moverDifference({ value: 10, low: 7, high: 13 }, { value: 4, low: 2, high: 6 }, 2)
    expect(difference).toEqual({ value: 2, low: -3, high: 7 })
  })

  test('it contains its value, turns over with its sides, and a known number only shifts', () => {
    fc.assert(
      fc.property(estimates(), estimates(), fc.double({ min: 0.1, max: 10, noNaN: true }), (a, b, factor) => {
        const { value, low, high } = moverDifference(a, b, factor)
        expect(low <= value && value <= high).toBe(true)
        const turned = moverDifference(b, a)
        const straight = moverDifference(a, b)
        expect(turned.low).toBeCloseTo(-straight.high, 9)
        expect(turned.high).toBeCloseTo(-straight.low, 9)
        const known = moverDifference(a, { value: 3, low: 3, high: 3 }, factor)
        expect(known.low).toBeCloseTo(a.low - 3 * factor, 9)
        expect(known.high).toBeCloseTo(a.high - 3 * factor, 9)
      }),
    )
  })

  test('the interval of a mean at its own bound, but for rounding, reaches no further there', () => {
    const rounded = { value: 1, low: 1 + 2 ** -52, high: 2 }
    expect(moverDifference(rounded, { value: 0, low: 0, high: 0 }).low).toBe(1)
  })

  test.each([
    [() => moverDifference(of(1, 0, 2), of(1, 0, 2), 0), 'expected a factor above 0, got 0'],
    [() => moverDifference(of(1, 2, 0), of(1, 0, 2)), 'expected a lower bound of at most 0, got 2'],
    [
      () => moverDifference(of(1, 0, 2), of(Number.NaN, 0, 2)),
      'expected numbers of at most ±1e+150, got NaN',
    ],
    [
      () => moverDifference(of(1, 0, 2), of(1, 0, 2), Number.POSITIVE_INFINITY),
      'expected numbers of at most ±1e+150, got Infinity',
    ],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})

function of(value: number, low: number, high: number): Estimated {
  return { value, low, high }
}

function estimates(): fc.Arbitrary<Estimated> {
  const reach = fc.double({ min: 0, max: 50, noNaN: true })
  return fc
    .tuple(fc.double({ min: -100, max: 100, noNaN: true }), reach, reach)
    .map(([value, below, above]) => of(value, value - below, value + above))
}
