import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { align } from '../../../src/expect/calls/alignment.ts'
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

describe('align', () => {
  const costsOf = (left: string, right: string) => ({
    pair: (row: number, column: number) => (left[row] === right[column] ? 0 : 3),
    skipRow: 1,
    skipColumn: () => 1,
  })

  test('keeps the order of both and pairs as much as there is in common', () => {
    expect(align(3, 4, costsOf('abc', 'xabc'))).toEqual([1, 2, 3])
    expect(align(3, 2, costsOf('abc', 'ac'))).toEqual([0, null, 1])
    expect(align(2, 0, costsOf('ab', ''))).toEqual([null, null])
    expect(align(0, 2, costsOf('', 'ab'))).toEqual([])
  })

  test('pairs as many as the longest common subsequence has', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })
    const longest = (left: string, right: string): number => {
      if (left === '' || right === '') return 0
      if (left[0] === right[0]) return 1 + longest(left.slice(1), right.slice(1))
      return Math.max(longest(left.slice(1), right), longest(left, right.slice(1)))
    }
    fc.assert(
      fc.property(word, word, (left, right) => {
        const aligned = align(left.length, right.length, costsOf(left, right))
        const paired = aligned.filter((column) => column !== null)
        expect(paired).toEqual([...paired].sort((a, b) => a - b))
        expect(paired).toHaveLength(longest(left, right))
      }),
      { numRuns: 300 },
    )
  })
})
