import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assign } from '../../../src/expect/calls/assignment.ts'

function totalOf(costs: readonly (readonly number[])[], columns: readonly (number | null)[]): number {
  return columns.reduce<number>(
    (sum, column, row) => sum + (column === null ? 0 : (costs[row]?.[column] ?? Number.NaN)),
    0,
  )
}

/** The least cost over every way to give as many rows as possible a column of their own. */
function bruteForce(costs: readonly (readonly number[])[], columns: number, row = 0, used = 0n): number {
  if (row === costs.length) return 0
  const spare = costs.length - columns
  const skipped = row - [...used.toString(2)].filter((bit) => bit === '1').length
  let best = skipped < spare ? bruteForce(costs, columns, row + 1, used) : Number.POSITIVE_INFINITY
  for (let column = 0; column < columns; column++) {
    const bit = 1n << BigInt(column)
    if ((used & bit) !== 0n) continue
    const rest = bruteForce(costs, columns, row + 1, used | bit)
    best = Math.min(best, (costs[row]?.[column] ?? Number.NaN) + rest)
  }
  return best
}

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  )

describe('assign', () => {
  test('solves a textbook case', () => {
    const costs = [
      [90, 76, 75, 70],
      [35, 85, 55, 65],
      [125, 95, 90, 105],
      [45, 110, 95, 115],
    ]
    expect(totalOf(costs, assign(costs))).toBe(275 - 10)
  })

  test('costs as little as the best of all assignments', () => {
    fc.assert(
      fc.property(matrix, (costs) => {
        const columns = costs[0]?.length ?? 0
        const assigned = assign(costs)
        const taken = assigned.filter((column) => column !== null)
        expect(new Set(taken).size).toBe(taken.length)
        expect(taken).toHaveLength(Math.min(costs.length, columns))
        expect(totalOf(costs, assigned)).toBe(bruteForce(costs, columns))
      }),
      { numRuns: 500 },
    )
  })

  test('of nothing is nothing', () => {
    expect(assign([])).toEqual([])
    expect(assign([[], []])).toEqual([null, null])
  })
})
