import type { Json } from '../trajectory/index.ts'

const MAX_DEPTH = 6

/** Text in quotes, escaped, cut to about `max` characters: fit for one line whatever it holds. */
export function quote(text: string, max = 120): string {
  return JSON.stringify(shorten(text, max))
}

/** `"a", "b"` */
export function quoteList(texts: readonly string[]): string {
  return texts.map((text) => quote(text)).join(', ')
}

/** The first few of what there is to say, and how many there are besides. */
export function sayFew(sayings: readonly string[], most = 3): string {
  const more = sayings.length - most
  return `${sayings.slice(0, most).join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}

/** The beginning of a text, never half of a surrogate pair. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(max - 1)) ? max - 1 : max
  return `${text.slice(0, end)}…`
}

/**
 * A JSON value on one line of about `max` characters. It stops when the line is full and descends a few levels
 * only: values come from the model, and may be megabytes large or thousands of levels deep.
 */
export function showValue(value: Json, max = 120): string {
  return shorten(print(value, max, 0), max)
}

function print(value: Json, room: number, depth: number): string {
  if (typeof value === 'string') return quote(value, Math.max(room, 1))
  if (typeof value !== 'object' || value === null) return String(value)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  const entries: readonly (readonly [string, Json])[] = Object.entries(value)
  if (entries.length === 0) return `${open}${close}`
  if (depth === MAX_DEPTH) return `${open}…${close}`
  let inside = ''
  for (const [key, item] of entries) {
    if (inside !== '') inside += ', '
    if (inside.length > room) return `${open}${inside}…${close}`
    const name = open === '[' ? '' : `${showKey(key)}: `
    inside += `${name}${print(item, room - inside.length, depth + 1)}`
  }
  return `${open}${inside}${close}`
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

function showKey(key: string): string {
  return IDENTIFIER.test(key) ? shorten(key, 60) : quote(key, 60)
}

/** A key as a step of a path: `.amount`, `["two words"]`. */
export function pathStep(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`
  return IDENTIFIER.test(key) ? `.${shorten(key, 60)}` : `[${quote(key, 60)}]`
}
