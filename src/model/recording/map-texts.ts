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
  let mapped: Json[] | null = null
  for (const [index, item] of items.entries()) {
    const value = instead?.(items, String(index), item) ?? mapTexts(item, change, instead)
    if (value !== item) mapped ??= items.slice(0, index)
    mapped?.push(value)
  }
  return mapped ?? items
}

function mapFields(object: JsonObject, change: Change, instead: Instead | undefined): JsonObject {
  let mapped: [string, Json][] | null = null
  for (const [index, key] of Object.keys(object).entries()) {
    const value = object[key] ?? null
    const [newKey, newValue] = [
      change(key),
      instead?.(object, key, value) ?? mapTexts(value, change, instead),
    ]
    if (newKey !== key || newValue !== value) mapped ??= Object.entries(object).slice(0, index)
    mapped?.push([typeof newKey === 'string' ? newKey : key, newValue])
  }
  // Assigning would lose a key named __proto__.
  return mapped ? Object.fromEntries(mapped) : object
}
