import {
  deeperThan,
  isJsonObject,
  type Json,
  own,
  parseSteps,
  type Steps,
  valueAt,
} from '../trajectory/index.ts'

/** `{{argument}}` of the call that is answered, `{{items[0].sku}}` inside of one; `\{{argument}}` is that text. */
const REFERENCE = /\\?\{\{([^{}]*)\}\}/g
const WHOLE = /^\{\{([^{}]*)\}\}$/

/** A reference as it is written, and where it leads in the arguments; `null` where it is no path. */
export interface Reference {
  readonly written: string
  readonly steps: Steps | null
}

export const referencesIn = (text: string): Reference[] =>
  [...text.matchAll(REFERENCE)].flatMap(([written, path = '']) =>
    written.startsWith('\\') ? [] : [{ written, steps: parseSteps(path.trim()) }],
  )

/** True for a text that is one reference and nothing else. */
export const isReference = (text: string): boolean => WHOLE.test(text)

/** Deeper values of a call's arguments are not taken into the world. */
const MAX_DEPTH = 100

/** What an argument is. Throws Error where the call has no such argument. */
function argumentAt(path: string, input: Json): Json {
  const value = valueAt(input, parseSteps(path.trim()) ?? [])
  if (value === undefined) throw new Error(`the argument ${JSON.stringify(path.trim())} is missing`)
  if (deeperThan(value, MAX_DEPTH)) throw new Error(`the argument ${JSON.stringify(path.trim())} is too deep`)
  return value
}

/** A text with its references filled in; one that is a reference and nothing else becomes the argument as it is. */
export function fillText(text: string, input: Json): Json {
  const only = WHOLE.exec(text)?.[1]
  if (only !== undefined) return argumentAt(only, input)
  return text.replace(REFERENCE, (written, path: string) => {
    if (written.startsWith('\\')) return written.slice(1)
    const value = argumentAt(path, input)
    return typeof value === 'string' ? value : JSON.stringify(value)
  })
}

/** A value with the references in its texts filled in, and with what it reads of the world. Throws Error. */
export function fillValue(value: Json, input: Json, world: Json): Json {
  if (typeof value === 'string') return fillText(value, input)
  if (Array.isArray(value)) return value.map((item: Json) => fillValue(item, input, world))
  if (!isJsonObject(value)) return value
  const path = readOf(value)
  if (path !== null) return readWorld(path, input, world)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillValue(item, input, world)]))
}

/**
 * A pattern with its references filled in. They stand for text, numbers and the like alone: an argument with a `$` key
 * would be a matcher that the model wrote. Throws Error.
 */
export function fillPattern(pattern: Json, input: Json): Json {
  if (typeof pattern === 'string') return isReference(pattern) ? scalarOf(fillText(pattern, input)) : pattern
  if (Array.isArray(pattern)) return pattern.map((item: Json) => fillPattern(item, input))
  if (!isJsonObject(pattern)) return pattern
  return Object.fromEntries(Object.entries(pattern).map(([key, item]) => [key, fillPattern(item, input)]))
}

function scalarOf(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  throw new Error('a condition compares text, numbers, true and false alone')
}

/** The path of `{ $read: path }`; `null` for any other value. */
export function readOf(value: Json): string | null {
  const path = isJsonObject(value) ? own(value, '$read') : undefined
  return typeof path === 'string' ? path : null
}

function readWorld(path: string, input: Json, world: Json): Json {
  const steps = fillPath(path, input)
  const value = valueAt(world, steps)
  if (value === undefined) throw new Error(`there is nothing at ${steps.join('.')}`)
  return value
}

/** No suite writes these; they keep a reference in one piece while the path around it is read. */
const OPEN = '\uE000'
const CLOSE = '\uE001'
const KEPT = /\uE000(\d+)\uE001/g

/** A path into the world with references in it. */
interface WorldPath {
  readonly steps: Steps
  readonly references: readonly string[]
}

/** A path such as `orders.{{order_id}}.status`; `null` for what is no path. */
export function parseWorldPath(path: string): WorldPath | null {
  const references: string[] = []
  const kept = path.replace(REFERENCE, (_, inner: string) => `${OPEN}${references.push(inner) - 1}${CLOSE}`)
  const steps = parseSteps(kept)
  return steps === null ? null : { steps, references }
}

/** The first step of a path, where no call decides it. */
export function rootOf(path: string): string | null {
  const [first] = parseWorldPath(path)?.steps ?? []
  return first === undefined || first.includes(OPEN) ? null : first
}

/** Where a path leads for a call. An argument is one step, whatever is in it. Throws Error. */
export function fillPath(path: string, input: Json): Steps {
  const parsed = parseWorldPath(path)
  if (parsed === null) throw new Error(`${JSON.stringify(path)} is no path`)
  return parsed.steps.map((step) =>
    step.replace(KEPT, (_, index: string) => stepOf(parsed.references[Number(index)] ?? '', input)),
  )
}

function stepOf(reference: string, input: Json): string {
  const value = argumentAt(reference, input)
  if (typeof value !== 'object') return String(value)
  throw new Error(`the argument ${JSON.stringify(reference.trim())} names nothing: expected text or a number`)
}
