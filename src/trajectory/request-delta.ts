import { isJsonObject, type Json, type JsonObject, own } from './json.ts'

export interface RequestDelta extends JsonObject {
  readonly same: readonly string[]
  readonly changed: JsonObject
  readonly keep: number
  readonly messages: readonly Json[] | null
}

/**
 * What a request adds to the one before, since each repeats the history so far: `same` names the fields that are
 * equal, `keep` counts the messages that recur at the start, `messages` are those that follow; `null` where the
 * request has no list of them.
 */
export function requestDelta(previous: JsonObject, request: JsonObject): RequestDelta {
  const messages = own(request, 'messages')
  const same: string[] = []
  const others: [string, Json][] = []
  for (const [key, value] of Object.entries(request)) {
    if (key === 'messages' && Array.isArray(messages)) continue
    if (sameJson(own(previous, key), value)) same.push(key)
    else others.push([key, value])
  }
  // Assigning would lose a key named __proto__.
  const changed = Object.fromEntries(others)
  if (!Array.isArray(messages)) return { same, changed, keep: 0, messages: null }
  const before = listOf(own(previous, 'messages'))
  let keep = 0
  while (keep < messages.length && keep < before.length && sameJson(messages[keep], before[keep])) keep++
  return { same, changed, keep, messages: messages.slice(keep) }
}

/** The request that `requestDelta` took apart. Throws TypeError with the place of what does not fit. */
export function wholeRequest(previous: JsonObject, delta: JsonObject, where: string): JsonObject {
  const { same, changed, keep, messages } = delta
  if (!Array.isArray(same) || !isJsonObject(changed) || typeof keep !== 'number') {
    throw new TypeError(`expected ${where} to be { same, changed, keep, messages }`)
  }
  const shared = same.map((key): [string, Json] => {
    const value = own(previous, String(key))
    if (value === undefined) throw new TypeError(`${where}: no request before it has the field ${key}`)
    return [String(key), value]
  })
  const whole = Object.fromEntries([...shared, ...Object.entries(changed)])
  if (!Array.isArray(messages)) return whole
  const before = listOf(own(previous, 'messages'))
  if (keep > before.length) {
    throw new TypeError(`${where} keeps ${keep} messages of a request that has ${before.length}`)
  }
  return { ...whole, messages: [...before.slice(0, keep), ...messages] }
}

const sameJson = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b))

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])
