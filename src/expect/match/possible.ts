import { isJsonObject, type Json } from '../../trajectory/index.ts'
import { showValue } from '../show.ts'
import { compile } from './compile.ts'
import { boundsProblem } from './numbers.ts'

type Kind = 'string' | 'number' | 'boolean' | 'array' | 'object' | 'null'

const KINDS: readonly Kind[] = ['string', 'number', 'boolean', 'array', 'object', 'null']

/** The kinds of values that an operation can match; those that are not here can match any. */
const KINDS_OF: ReadonlyMap<string, readonly Kind[]> = new Map([
  ['$approx', ['number']],
  ['$gt', ['number']],
  ['$gte', ['number']],
  ['$lt', ['number']],
  ['$lte', ['number']],
  ['$matches', ['string']],
  ['$starts_with', ['string']],
  ['$ends_with', ['string']],
  ['$ignore_case', ['string']],
  ['$contains', ['string', 'array']],
  ['$length', ['string', 'array']],
])

/** Why no value matches all of these patterns, as far as their kinds and values tell; `null` where one may. */
export function clashOf(patterns: readonly Json[]): string | null {
  const kinds = patterns.reduce<readonly Kind[]>(
    (left, pattern) => left.filter((kind) => kindsOf(pattern).includes(kind)),
    KINDS,
  )
  if (kinds.length === 0) return 'no value is of all these kinds'
  for (const value of patterns.filter(isValue)) {
    const other = patterns.map((pattern) => compile(pattern)).find((matcher) => matcher.find(value) !== null)
    if (other !== undefined) return `${showValue(value)} is not ${other.expected}`
  }
  return boundsProblem(patterns.filter(isJsonObject))
}

/** A pattern that is equal to itself alone. */
const isValue = (pattern: Json): boolean => typeof pattern !== 'object' || pattern === null

function kindsOf(pattern: Json): readonly Kind[] {
  if (!isJsonObject(pattern)) return [kindOf(pattern)]
  const key = Object.keys(pattern).find((each) => each.startsWith('$'))
  if (key === undefined) return ['object']
  if (key !== '$type') return KINDS_OF.get(key) ?? KINDS
  const { $type: name } = pattern
  return name === 'integer' ? ['number'] : KINDS.filter((kind) => kind === name)
}

function kindOf(value: Json): Kind {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const kind = typeof value
  return KINDS.find((each) => each === kind) ?? 'object'
}
