import { isJsonObject, type Json } from '../../trajectory/index.ts'
import { characters } from '../characters.ts'
import { whole } from './difference.ts'
import { numericProblem } from './numeric.ts'
import type { Operator } from './operator.ts'

const TYPES: Readonly<Record<string, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: isJsonObject,
  null: (value) => value === null,
}

export const type: Operator = {
  problem: ({ $type: name }) =>
    typeof name === 'string' && Object.hasOwn(TYPES, name)
      ? null
      : { key: '$type', message: `$type takes one of ${Object.keys(TYPES).join(', ')}` },
  compile: ({ $type: name }) =>
    whole(`a value of type ${String(name)}`, TYPES[String(name)] ?? (() => false)),
}

/** The characters of a text, the items of a list. */
export const length: Operator = {
  problem: ({ $length: pattern = null }) => {
    const problem = numericProblem(pattern) ?? lengthProblem(pattern)
    return problem === null ? null : { key: '$length', message: `$length takes a number; ${problem}` }
  },
  inner: ({ $length: pattern = null }) => [[['$length'], pattern]],
  compile: ({ $length: pattern = null }, nested) => {
    const matcher = nested(pattern)
    const expected = `something of length ${matcher.expected}`
    const shape = whole(expected, () => false)
    return {
      expected,
      find: (value) => {
        const size = sizeOf(value)
        if (size === null) return shape.find(value)
        return matcher.find(size) === null ? null : { path: '', expected, found: `length ${size}` }
      },
    }
  },
}

const lengthProblem = (pattern: Json): string | null =>
  typeof pattern !== 'number' || (Number.isInteger(pattern) && pattern >= 0)
    ? null
    : `nothing has the length ${pattern}`

function sizeOf(value: Json | undefined): number | null {
  if (typeof value === 'string') return characters(value)
  return Array.isArray(value) ? value.length : null
}
