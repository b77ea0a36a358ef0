import { isJsonObject, type JsonObject } from '../../trajectory/index.ts'
import { isOperation, operators } from './operators.ts'
import { clashOf } from './possible.ts'

/** A mistake in a pattern of arguments, at a path inside it. */
export interface PatternIssue {
  readonly code: 'unknown-key' | 'invalid-value'
  readonly message: string
  readonly path: readonly (string | number)[]
  readonly candidates: readonly string[]
}

type Path = PatternIssue['path']

/** As deep as a pattern may be; see `compile`. */
const MAX_DEPTH = 100

/** Every mistake in a pattern for a value. */
export function checkPattern(pattern: unknown): readonly PatternIssue[] {
  return checkValue(pattern, [], false)
}

/** Every mistake in a pattern for the arguments of a call: a mapping of names to patterns. */
export function checkArgsPattern(pattern: unknown): readonly PatternIssue[] {
  if (!isJsonObject(pattern)) return [invalid([], 'expected a mapping of arguments')]
  const operation = Object.keys(pattern).find((key) => key.startsWith('$'))
  if (operation === undefined) return checkKeys(pattern, [])
  return [invalid([operation], `${operation} stands for the value of an argument, not for all arguments`)]
}

/** @param keyed whether the value stands at a key, and so may be absent */
function checkValue(pattern: unknown, path: Path, keyed: boolean): readonly PatternIssue[] {
  if (path.length > MAX_DEPTH) return [invalid([], `the pattern is more than ${MAX_DEPTH} levels deep`)]
  if (Array.isArray(pattern))
    return pattern.flatMap((item, index) => checkValue(item, [...path, index], false))
  if (isJsonObject(pattern)) {
    return isOperation(pattern) ? checkOperation(pattern, path, keyed) : checkKeys(pattern, path)
  }
  if (pattern === null || typeof pattern === 'string' || typeof pattern === 'boolean') return []
  if (typeof pattern === 'number' && Number.isFinite(pattern)) return []
  return [invalid(path, `${String(pattern)} is not a JSON value: no argument can be equal to it`)]
}

function checkKeys(pattern: JsonObject, path: Path): readonly PatternIssue[] {
  return Object.entries(pattern).flatMap(([key, inner]) => checkValue(inner, [...path, key], true))
}

function checkOperation(operation: JsonObject, path: Path, keyed: boolean): readonly PatternIssue[] {
  const keys = Object.keys(operation)
  const name = keys.find((key) => operators.has(key))
  const operator = operators.get(name ?? '')
  if (name === undefined || operator === undefined) return keys.flatMap((key) => checkUnknown(key, path))
  const odd = keys.filter((key) => key !== name && !operator.companions?.includes(key))
  if (odd.length > 0) {
    return odd.map((key) => invalid([...path, key], `${name} stands alone, found ${key} beside it`))
  }
  if (name === '$optional' && !keyed) {
    return [invalid([...path, name], '$optional stands at an argument or a key, which may then be absent')]
  }
  const problem = operator.problem(operation)
  if (problem !== null) return [invalid([...path, problem.key], problem.message)]
  const inner = operator.inner?.(operation) ?? []
  const issues = inner.flatMap(([steps, pattern]) => checkValue(pattern, [...path, ...steps], false))
  if (issues.length > 0 || name !== '$all_of') return issues
  // What nothing matches makes `never_calls` and `$not` hold whatever happens.
  const clash = clashOf(inner.map(([, pattern]) => pattern))
  return clash === null ? [] : [invalid([...path, name], `nothing matches all of these: ${clash}`)]
}

function checkUnknown(key: string, path: Path): readonly PatternIssue[] {
  if (!key.startsWith('$')) return []
  if (key === '$within') return [invalid([...path, key], '$within belongs to $approx')]
  const candidates = [...operators.keys()]
  const message = `there is no matcher ${key}; there are ${candidates.join(', ')}`
  return [{ code: 'unknown-key', message, path: [...path, key], candidates }]
}

function invalid(path: Path, message: string): PatternIssue {
  return { code: 'invalid-value', message, path, candidates: [] }
}
