import { describe, expect, test } from 'vitest'
import { mcnemar } from '../../src/stats/index.ts'
import { probabilityBetween, range } from './brute-force.ts'

describe('mcnemar', () => {
  test.each([
    [121, 59, 4.4344492637551645e-6, 18],
    [70, 59, 0.3786876626931185, 12],
    [80, 59, 0.089452, 6],
    [16, 0, 3.0518e-5, 9],
    [9, 0, 0.0039063, 7],
    [6, 14, 0.115318, 6],
  ])('%i against %i has the published p-value %f', (first, second, p, digits) => {
    expect(mcnemar(first, second)).toBeCloseTo(p, digits)
    expect(mcnemar(second, first)).toBe(mcnemar(first, second))
  })

  test('it is twice the smaller tail of fair coins, at most 1', () => {
    for (const first of range(0, 12)) {
      for (const second of range(0, 12)) {
        const tail = probabilityBetween(0, Math.min(first, second), first + second, 0.5)
        expect(mcnemar(first, second)).toBeCloseTo(Math.min(1, 2 * tail), 13)
      }
    }
  })

  test('equal counts, and none, are no difference at all', () => {
    expect([mcnemar(0, 0), mcnemar(1, 1), mcnemar(500, 500)]).toEqual([1, 1, 1])
  })

  test.each([
    [
      () => mcnemar(-1, 2),
      'expected cases that only the first passed to be a whole number from 0 up, got -1',
    ],
    [
      () => mcnemar(1, 0.5),
      'expected cases that only the second passed to be a whole number from 0 up, got 0.5',
    ],
  ])('impossible input is refused: %s', (call, message) => {
    expect(call).toThrow(new RangeError(message))
  })
})
