import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { pathStep, showValue } from '../show.ts'
import { ABSENT, type Difference, differ, type Matcher, under, whole } from './difference.ts'
import { isOperation, operatorOf } from './operators.ts'

/** Deeper than any tool's arguments; it bounds the recursion over patterns, and so over values. */
const MAX_DEPTH = 100

/**
 * Makes a pattern into a matcher: a mapping with a `$` key is an operation, anything else is equal to itself
 * at all depths (numbers by value, keys in any order).
 */
export function compile(pattern: Json, depth = 0): Matcher {
  if (depth > MAX_DEPTH) return whole(`a value of at most ${MAX_DEPTH} levels`, () => false)
  const nested = (inner: Json): Matcher => compile(inner, depth + 1)
  if (isOperation(pattern)) return operatorOf(pattern).compile(pattern, nested)
  if (isJsonObject(pattern)) return compileObject(pattern, nested)
  if (Array.isArray(pattern)) return compileList(pattern, nested)
  return whole(showValue(pattern), (value) => value === pattern)
}

function compileObject(pattern: JsonObject, nested: (inner: Json) => Matcher): Matcher {
  const expected = showValue(pattern)
  const named = compileKeys(pattern, nested)
  return {
    expected,
    find: (value) => {
      if (!isJsonObject(value)) return differ(expected, value)
      return firstUnder(named, value) ?? firstUnnamed(pattern, value)
    },
  }
}

/** The matcher of each key. */
export type KeyMatchers = readonly (readonly [key: string, matcher: Matcher])[]

export function compileKeys(pattern: JsonObject, nested: (inner: Json) => Matcher = compile): KeyMatchers {
  return Object.entries(pattern).map(([key, inner]) => [key, nested(inner)])
}

/** The difference at one key of an object. */
export function findAt(object: JsonObject, key: string, matcher: Matcher): Difference | null {
  const inner = matcher.find(own(object, key))
  return inner === null ? null : under(pathStep(key), inner)
}

function firstUnder(named: KeyMatchers, value: JsonObject): Difference | null {
  for (const [key, matcher] of named) {
    const difference = findAt(value, key, matcher)
    if (difference !== null) return difference
  }
  return null
}

/** The first key of the value that the pattern does not name. */
export function firstUnnamed(pattern: JsonObject, value: JsonObject): Difference | null {
  const key = Object.keys(value).find((each) => !Object.hasOwn(pattern, each))
  return key === undefined ? null : differ(ABSENT, own(value, key), pathStep(key))
}

function compileList(pattern: readonly Json[], nested: (inner: Json) => Matcher): Matcher {
  const expected = showValue(pattern)
  const matchers = pattern.map(nested)
  return {
    expected,
    find: (value) => {
      if (!Array.isArray(value)) return differ(expected, value)
      const list: readonly Json[] = value
      for (const [index, matcher] of matchers.entries()) {
        const inner = matcher.find(list[index])
        if (inner !== null) return under(pathStep(index), inner)
      }
      return list.length > matchers.length
        ? differ(ABSENT, list[matchers.length], pathStep(matchers.length))
        : null
    },
  }
}
