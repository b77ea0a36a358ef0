import { messageOf } from '../errors.ts'
import { isJsonObject, type Json, own } from '../trajectory/index.ts'
import { nearbyFile } from './nearby.ts'
import { NO_SUCH_FILE, readSource } from './source.ts'

/** A file of the suite, found. */
interface Located {
  readonly path: string
  /** How messages call it. */
  readonly display: string
}

export type ReferenceReading =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly message: string; readonly hint: string | null }

/**
 * A reference trajectory in a file: a list of messages or of calls as JSON, or one transcript as `pawl import` takes
 * them, alone in its file.
 * @param written the file as the suite has it
 */
export function readReference({ path, display }: Located, written: string): ReferenceReading {
  const reading = readSource(path, display)
  if (!reading.ok) {
    const hint = reading.reason === NO_SUCH_FILE ? nearbyFile(path, written) : null
    return { ok: false, message: `cannot read the reference ${display}: ${reading.reason}`, hint }
  }
  try {
    const value = JSON.parse(reading.source.text) as Json
    const list = isJsonObject(value) ? own(value, 'messages') : value
    if (Array.isArray(list)) return { ok: true, value: list }
  } catch (error) {
    // A file of several transcripts is JSON line by line alone.
    const message = `the reference ${display} is no JSON: ${messageOf(error)}`
    return { ok: false, message, hint: 'a file of transcripts has one line where it is a reference' }
  }
  const message = `expected ${display} to be a list of messages or of calls, or one transcript { case, messages }`
  return { ok: false, message, hint: null }
}
