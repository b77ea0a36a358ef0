/** A JSON value. Everything that crosses a process, a file or the wire is one of these. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value of 16 digits or more: no other number is changed by being read. */
const LONG_NUMBER = /[:[,]\s*-?[1-9]\d{15}/

/**
 * Reads JSON without changing a number: an integer that JavaScript cannot hold (an id of a database, say) becomes an
 * object that is written as its digits again, and equals only itself (ECMAScript, JSON.rawJSON). Throws SyntaxError.
 */
export function parseJson(text: string): Json {
  return LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)
}

function keepDigits(
  this: unknown,
  _: string,
  value: unknown,
  { source = '' }: { readonly source?: string } = {},
) {
  const isLong = typeof value === 'number' && /^-?\d+$/.test(source) && String(value) !== source
  return isLong ? (JSON as typeof JSON & RawJson).rawJSON(source) : value
}

/** Of every Node that pawl runs on, and not yet of the library that the compiler knows. */
interface RawJson {
  rawJSON(text: string): JsonObject
}

/** The value at `key`, looked up as data: never a prototype's member. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** Whether a value has more than `max` levels. Without recursion, for it guards those that recurse. */
export function deeperThan(value: unknown, max: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > max) return true
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
  }
  return false
}

/** A place where two JSON values differ; `undefined` where one of them has nothing. */
export interface Difference {
  /** As in `.system[1].text`. */
  readonly path: string
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/**
 * The first place where two values differ, walking objects by the keys of `before` and then those that only
 * `after` has; `null` when they are equal. The order of keys does not matter, that of array items does.
 */
export function firstDifference(
  before: Json | undefined,
  after: Json | undefined,
  path = '',
): Difference | null {
  if (before === after) return null
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      const found = firstDifference(before[index], after[index], `${path}[${index}]`)
      if (found) return found
    }
    return null
  }
  if (isJsonObject(before) && isJsonObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const found = firstDifference(own(before, key), own(after, key), `${path}${pathStep(key)}`)
      if (found) return found
    }
    return null
  }
  return { path: path === '' ? '.' : path, before, after }
}

/** What a key adds to a path: `.name`, or `["any text"]`. */
export const pathStep = (key: string): string =>
  /^[A-Za-z_$][\w$-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
