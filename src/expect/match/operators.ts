import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { compileRegex } from '../regex.ts'
import { quote } from '../show.ts'
import { type Matcher, whole } from './difference.ts'

/** A mistake in an operation; `key` is that of the operation at which it stands. */
export interface OperationProblem {
  readonly key: string
  readonly message: string
}

/** One `$` operation: a mapping with the operation's key and perhaps a companion's. */
export interface Operator {
  readonly companion?: string
  /** What is wrong with its own values; patterns inside are checked by the caller. */
  problem(operation: JsonObject): OperationProblem | null
  /** The patterns inside, each with its path in the operation. */
  inner?(operation: JsonObject): readonly (readonly [path: readonly (string | number)[], pattern: Json])[]
  compile(operation: JsonObject, nested: (pattern: Json) => Matcher): Matcher
}

/** Relative: what a decimal loses on its way through floats, and no more. */
const DEFAULT_TOLERANCE = 1e-9

const approx: Operator = {
  companion: '$within',
  problem: (operation) => {
    if (typeof operation['$approx'] !== 'number') return { key: '$approx', message: '$approx takes a number' }
    const within = own(operation, '$within')
    if (within === undefined || (typeof within === 'number' && within >= 0)) return null
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

const oneOf: Operator = {
  problem: ({ $one_of: list }) => {
    if (!Array.isArray(list)) return { key: '$one_of', message: '$one_of takes a list' }
    return list.length === 0 ? { key: '$one_of', message: '$one_of has nothing to choose from' } : null
  },
  inner: ({ $one_of: list }) =>
    Array.isArray(list) ? list.map((pattern: Json, index) => [['$one_of', index], pattern]) : [],
  compile: ({ $one_of: list }, nested) => {
    const matchers = (Array.isArray(list) ? list : []).map(nested)
    const expected = `one of ${matchers.map((matcher) => matcher.expected).join(', ')}`
    return whole(expected, (value) => matchers.some((matcher) => matcher.find(value) === null))
  },
}

const matches: Operator = {
  problem: ({ $matches: source }) => {
    if (typeof source !== 'string' || source === '') {
      return { key: '$matches', message: '$matches takes a regular expression as text' }
    }
    const regex = compileRegex(source)
    return regex.ok ? null : { key: '$matches', message: regex.message }
  },
  compile: ({ $matches: source }) => {
    const regex = compileRegex(String(source))
    const expected = `text that matches ${quote(String(source))}`
    return whole(expected, (value) => typeof value === 'string' && regex.ok && regex.test(value))
  },
}

const any: Operator = {
  problem: ({ $any: flag }) => (flag === true ? null : { key: '$any', message: '$any takes true' }),
  compile: () => whole('any value', () => true),
}

const optional: Operator = {
  problem: () => null,
  inner: ({ $optional: pattern = null }) => [[['$optional'], pattern]],
  compile: ({ $optional: pattern = null }, nested) => {
    const matcher = nested(pattern)
    const expected = `${matcher.expected}, or nothing`
    return { expected, find: (value) => (value === undefined ? null : matcher.find(value)) }
  },
}

const contains: Operator = {
  problem: ({ $contains: pattern }) =>
    pattern === '' ? { key: '$contains', message: '$contains takes text that is not empty' } : null,
  inner: ({ $contains: pattern = null }) => [[['$contains'], pattern]],
  compile: ({ $contains: pattern = null }, nested) => {
    const matcher = nested(pattern)
    return whole(`something that contains ${matcher.expected}`, (value) => {
      if (typeof value === 'string') return typeof pattern === 'string' && value.includes(pattern)
      return Array.isArray(value) && value.some((item: Json) => matcher.find(item) === null)
    })
  },
}

/** The operations by key. */
export const operators: ReadonlyMap<string, Operator> = new Map([
  ['$approx', approx],
  ['$one_of', oneOf],
  ['$matches', matches],
  ['$any', any],
  ['$optional', optional],
  ['$contains', contains],
])

/** True for a mapping that has a key beginning with `$`, whatever else is wrong with it. */
export function isOperation(pattern: Json): pattern is JsonObject {
  return isJsonObject(pattern) && Object.keys(pattern).some((key) => key.startsWith('$'))
}

/** The operator of an operation; one that never matches where `checkPattern` would have complained. */
export function operatorOf(operation: JsonObject): Operator {
  const key = Object.keys(operation).find((each) => operators.has(each))
  return operators.get(key ?? '') ?? malformed
}

const malformed: Operator = {
  problem: () => null,
  compile: () => whole('a pattern that is understood', () => false),
}
