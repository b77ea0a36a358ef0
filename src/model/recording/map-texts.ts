import { isJsonObject, type Json, type JsonObject } from '../../trajectory/index.ts'

type Change = (text: string) => Json
type Instead = (holder: object, key: string, value: Json) => Json | undefined

/**
 * The value with every text in it changed, keys too; the same object where none changes.
 *
 * @param instead what a place holds rather than its own value; `undefined`: look into it
 */
export function mapTexts(json: Json, change: Change, instead?: Instead): Json {
  if (typeof json === 'string') return change(json)
  if (Array.isArray(json)) return mapItems(json, change, instead)
  return isJsonObject(json) ? mapFields(json, change, instead) : json
}

function mapItems(items: readonly Json[], change: Change, instead: Instead | undefined): readonly Json[] {
  const mapped = items.map(
    (item, index) => instead?.(items, String(index), item) ?? mapTexts(item, change, instead),
  )
  return mapped.some((item, index) => item !== items[index]) ? mapped : items
}

function mapFields(object: JsonObject, change: Change, instead: Instead | undefined): JsonObject {
  let changed = false
  const fields: [string, Json][] = []
  for (const key of Object.keys(object)) {
    const value = object[key] ?? null
    const [newKey, newValue] = [
      change(key),
      instead?.(object, key, value) ?? mapTexts(value, change, instead),
    ]
    changed ||= newKey !== key || newValue !== value
    fields.push([typeof newKey === 'string' ? newKey : key, newValue])
  }
  // Assigning would lose a key named __proto__.
  return changed ? Object.fromEntries(fields) : object
}
