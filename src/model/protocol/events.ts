import { isJsonObject, type JsonObject, parseJson } from '../../trajectory/index.ts'
import { StreamError } from './types.ts'

export interface EventReader {
  /** Takes the next piece of the stream's text, cut anywhere. */
  (text: string): void
  /** Takes an event that the end of the stream left without its blank line; what is not whole is dropped. */
  readonly end: () => void
}

/** The data that ends OpenAI's streams; it is no JSON, and reads as the event `{ type: 'done' }`. */
const DONE = '[DONE]'

/**
 * Splits the text of a stream into the data of its events, as the pieces arrive. Data that is no object is passed
 * over; data that is no JSON throws StreamError.
 */
export function createEventReader(onEvent: (event: JsonObject) => void): EventReader {
  let line = ''
  let data: string[] = []

  function takeLine(raw: string): void {
    const whole = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (whole.startsWith('data:')) data.push(whole.slice('data:'.length).trimStart())
    if (whole === '') dispatch()
  }

  function dispatch(): void {
    const text = data.join('\n')
    data = []
    const event = eventIn(text)
    if (event) onEvent(event)
  }

  function read(text: string): void {
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const whole = line + text.slice(start, end)
      line = ''
      start = end + 1
      takeLine(whole)
    }
    line += text.slice(start)
  }

  function end(): void {
    takeLine(line)
    line = ''
    if (isWhole(data.join('\n'))) dispatch()
    data = []
  }

  return Object.assign(read, { end })
}

function eventIn(data: string): JsonObject | null {
  if (data === '') return null
  if (data === DONE) return { type: 'done' }
  try {
    const event = parseJson(data)
    return isJsonObject(event) ? event : null
  } catch {
    throw new StreamError(`an event of the stream is not JSON: ${data.slice(0, 200)}`)
  }
}

function isWhole(data: string): boolean {
  try {
    return eventIn(data) !== null
  } catch {
    return false
  }
}

/** The text of an event as its provider writes it: with its name where the data has a type, as chunks have none. */
export function encodeEvent(event: JsonObject): string {
  if (event['type'] === 'done') return `data: ${DONE}\n\n`
  const name = typeof event['type'] === 'string' ? `event: ${event['type']}\n` : ''
  return `${name}data: ${JSON.stringify(event)}\n\n`
}
