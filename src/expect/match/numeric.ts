import { isJsonObject, type Json } from '../../trajectory/index.ts'
import { nameValue } from '../field.ts'
import { COMPARISON_KEYS } from './numbers.ts'

/** The operations on numbers, and those that hold patterns of numbers. */
const OF_NUMBERS = ['$approx', ...COMPARISON_KEYS]
const OF_PATTERNS = ['$one_of', '$all_of', '$not']

/** Why no number can match a pattern; `null` where one can. */
export function numericProblem(pattern: Json): string | null {
  if (typeof pattern === 'number') return null
  const key = isJsonObject(pattern) ? Object.keys(pattern).find((each) => each.startsWith('$')) : undefined
  if (!isJsonObject(pattern) || key === undefined) return `no number is ${nameValue(pattern)}`
  if (OF_NUMBERS.includes(key)) return null
  if (!OF_PATTERNS.includes(key)) {
    return `of the matchers it takes ${[...OF_NUMBERS, ...OF_PATTERNS].join(', ')}, found ${key}`
  }
  return (
    partsOf(pattern[key] ?? null)
      .map(numericProblem)
      .find((problem) => problem !== null) ?? null
  )
}

/** The numbers that a pattern names, in its order. */
export function numbersIn(pattern: Json): readonly number[] {
  if (typeof pattern === 'number') return [pattern]
  if (typeof pattern !== 'object' || pattern === null) return []
  return Object.entries(pattern).flatMap(([key, inner]) => (key === '$within' ? [] : numbersIn(inner)))
}

const partsOf = (inner: Json): readonly Json[] => (Array.isArray(inner) ? inner : [inner])
