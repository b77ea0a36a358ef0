import { isJsonObject, type Json, type JsonObject } from '../trajectory/index.ts'

/** The world of a trial: mappings are merged key by key, anything else of the later one stands for all of it. */
export function mergeStates(...states: readonly (JsonObject | null)[]): JsonObject | null {
  const given = states.filter((state) => state !== null)
  return given.length === 0 ? null : given.reduce((base, over) => merged(base, over))
}

function merged(base: JsonObject, over: JsonObject): JsonObject {
  const both = Object.entries(over).map(([key, value]): [string, Json] => {
    const before = Object.hasOwn(base, key) ? base[key] : undefined
    return [key, isJsonObject(before) && isJsonObject(value) ? merged(before, value) : value]
  })
  return { ...base, ...Object.fromEntries(both) }
}
