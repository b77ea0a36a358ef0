import { isJsonObject, type Json, type JsonObject, type Steps, valueAt } from '../../trajectory/index.ts'
import { once } from '../once.ts'
import { compile, compileKeys, findAt, firstUnnamed } from './compile.ts'
import { type Difference, differ, type Matcher } from './difference.ts'

export type MatchResult = { readonly ok: true } | ({ readonly ok: false } & Difference)

/** `partial` frees the arguments that the pattern does not name; `exact` allows no others. */
export type ArgsMode = 'partial' | 'exact'

/** A pattern made ready for many values. It should have passed `checkPattern`; what did not never matches. */
export function compileMatcher(pattern: Json): (value: Json) => MatchResult {
  const matcher = matcherOf(pattern)
  return (value) => result(matcher.find(value))
}

/** Holds a value against a pattern; a miss names the first difference in the order of the pattern. */
export function matchValue(pattern: Json, value: Json): MatchResult {
  return result(matcherOf(pattern).find(value))
}

/** Holds the arguments of a call against those that are named. */
export function matchArgs(pattern: JsonObject, args: Json, mode: ArgsMode): MatchResult {
  return result(compareArgs(pattern, args, mode).first)
}

/** Holds what stands at a path of a value against a pattern; a path of its own may lead to nothing. */
export function matchesAt(root: Json, steps: Steps, pattern: Json): MatchResult {
  return result(matcherOf(pattern).find(valueAt(root, steps)))
}

/** How far arguments are from a pattern. */
export interface ArgsComparison {
  readonly first: Difference | null
  /** 0 for a match, else the share of arguments that differ, below 1. */
  readonly distance: number
}

const MATCH: ArgsComparison = { first: null, distance: 0 }

export function compareArgs(pattern: JsonObject, args: Json, mode: ArgsMode): ArgsComparison {
  const named = keysOf(pattern)
  if (!isJsonObject(args)) {
    return { first: differ('a mapping of arguments', args), distance: 1 - 1 / (named.length + 2) }
  }
  let first: Difference | null = null
  let differing = 0
  for (const [key, matcher] of named) {
    const difference = findAt(args, key, matcher)
    if (difference === null) continue
    first ??= difference
    differing++
  }
  if (mode === 'exact') {
    first ??= firstUnnamed(pattern, args)
    for (const key of Object.keys(args)) if (!Object.hasOwn(pattern, key)) differing++
  }
  return first === null ? MATCH : { first, distance: differing / (differing + named.length + 1) }
}

const keysOf = once((pattern: JsonObject) => compileKeys(pattern))

const compileOnce = once((pattern: JsonObject | readonly Json[]) => compile(pattern))

function matcherOf(pattern: Json): Matcher {
  return typeof pattern === 'object' && pattern !== null ? compileOnce(pattern) : compile(pattern)
}

function result(difference: Difference | null): MatchResult {
  return difference === null ? { ok: true } : { ok: false, ...difference }
}
