import { isJsonObject, type Json, type JsonObject, own } from './json.ts'

export interface RequestDelta extends JsonObject {
  readonly same: readonly string[]
  readonly changed: JsonObject
  readonly keep: number
  readonly messages: readonly Json[] | null
}

/**
 * How many requests back the one is that this goes on from: 1 for the one before, more where conversations take turns,
 * as a main agent's and its sub-agents' do. The one that shares the longest history; 1 where there is none.
 */
export function stepsBack(earlier: readonly JsonObject[], request: JsonObject): number {
  const messages = listOf(own(request, 'messages'))
  let best = 1
  let kept = keptOf(earlier.at(-1), messages)
  // Mostly it goes on from all of the one before: nothing could share more.
  if (kept > 0 && kept === listOf(earlier.at(-1)?.['messages']).length) return best
  for (let back = 2; back <= earlier.length && kept < messages.length; back++) {
    const shared = keptOf(earlier.at(-back), messages)
    if (shared > kept) [best, kept] = [back, shared]
  }
  return best
}

/** How many of the messages recur at the start. */
function keptOf(previous: JsonObject | undefined, messages: readonly Json[]): number {
  const before = listOf(previous && own(previous, 'messages'))
  let keep = 0
  while (keep < messages.length && keep < before.length && sameJson(messages[keep], before[keep])) keep++
  return keep
}

/**
 * What a request adds to one before, since each repeats the history so far: `same` names the fields that are
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
  const keep = keptOf(previous, messages)
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
