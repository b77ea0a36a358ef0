import { type JsonObject, own } from '../../trajectory/index.ts'
import { whole } from './difference.ts'
import type { Operator } from './operator.ts'

/** Relative: what a decimal loses on its way through floats, and no more. */
const DEFAULT_TOLERANCE = 1e-9

export const approx: Operator = {
  companions: ['$within'],
  problem: (operation) => {
    if (!Number.isFinite(operation['$approx'])) return { key: '$approx', message: '$approx takes a number' }
    const within = own(operation, '$within')
    if (within === undefined || (Number.isFinite(within) && Number(within) >= 0)) return null
    return { key: '$within', message: '$within takes a number that is not negative' }
  },
  compile: (operation) => {
    const target = Number(operation['$approx'])
    const within = own(operation, '$within')
    const tolerance = typeof within === 'number' ? within : Math.abs(target) * DEFAULT_TOLERANCE
    const expected = `about ${target}${typeof within === 'number' ? ` (±${within})` : ''}`
    return whole(expected, (value) => {
      if (typeof value !== 'number') return false
      // 1.1 is within .1 of 1, though 1.1 - 1 is a rounding error above .1.
      const rounding = 4 * Number.EPSILON * Math.max(Math.abs(value), Math.abs(target))
      return Math.abs(value - target) <= tolerance + rounding
    })
  },
}

interface Comparison {
  readonly says: string
  readonly holds: (value: number, bound: number) => boolean
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  $gt: { says: 'above', holds: (value, bound) => value > bound },
  $gte: { says: 'at least', holds: (value, bound) => value >= bound },
  $lt: { says: 'below', holds: (value, bound) => value < bound },
  $lte: { says: 'at most', holds: (value, bound) => value <= bound },
}

export const COMPARISON_KEYS = Object.keys(COMPARISONS)

interface Bound extends Comparison {
  readonly key: string
  readonly bound: number
}

const boundsOf = (operation: JsonObject): readonly Bound[] =>
  Object.entries(operation).flatMap(([key, bound]) => {
    const comparison = Object.hasOwn(COMPARISONS, key) ? COMPARISONS[key] : undefined
    return comparison === undefined ? [] : [{ ...comparison, key, bound: Number(bound) }]
  })

/** `$gt`, `$gte`, `$lt` and `$lte`, alone or a lower and an upper bound together. */
export const comparison: Operator = {
  companions: COMPARISON_KEYS,
  problem: (operation) => {
    const odd = COMPARISON_KEYS.find(
      (key) => Object.hasOwn(operation, key) && !Number.isFinite(operation[key]),
    )
    if (odd !== undefined) return { key: odd, message: `${odd} takes a number` }
    const message = boundsProblem([operation])
    const key = boundsOf(operation).at(-1)?.key
    return message === null || key === undefined ? null : { key, message }
  },
  compile: (operation) => {
    const bounds = boundsOf(operation)
    return whole(
      sayBounds(bounds),
      (value) => typeof value === 'number' && bounds.every(({ holds, bound }) => holds(value, bound)),
    )
  },
}

/** Why no number is within all bounds of these operations; `null` where one is. */
export function boundsProblem(operations: readonly JsonObject[]): string | null {
  const bounds = operations.flatMap(boundsOf)
  return isPossible(bounds) ? null : `no number is ${sayBounds(bounds)}`
}

const sayBounds = (bounds: readonly Bound[]): string =>
  bounds.map(({ says, bound }) => `${says} ${bound}`).join(' and ')

/** Between two bounds there is a number, or one of them is it. */
function isPossible(bounds: readonly Bound[]): boolean {
  const isLower = ({ key }: Bound): boolean => key.startsWith('$g')
  const low = Math.max(...bounds.filter(isLower).map(({ bound }) => bound))
  const high = Math.min(...bounds.filter((each) => !isLower(each)).map(({ bound }) => bound))
  return (
    low < high || (low === high && bounds.every(({ holds, bound }) => bound !== low || holds(low, bound)))
  )
}
