import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { createEventReader, encodeEvent } from './events.ts'
import { type Cut, createCutter, pieceOf } from './pieces.ts'
import type { Chunk, Piece } from './types.ts'

interface Timed {
  readonly event: JsonObject
  readonly atMs: number | null
}

type Cutter = (text: string) => readonly Cut[]

const untimed = (event: JsonObject): Timed => ({ event, atMs: null })

/** The typed events of a response, numbered in the order in which they go out. */
export function responsesPieces(body: JsonObject, chunks: readonly Chunk[]): readonly Piece[] {
  const items = Array.isArray(body['output']) ? body['output'].filter(isJsonObject) : []
  const begun = {
    ...body,
    status: 'in_progress',
    output: [],
    error: null,
    incomplete_details: null,
    usage: null,
  }
  const events: readonly Timed[] = [
    untimed({ type: 'response.created', response: begun }),
    untimed({ type: 'response.in_progress', response: begun }),
    ...items.flatMap((item, index) => itemEvents(item, index, createCutter(index, chunks))),
    untimed({ type: `response.${lastWord(body['status'])}`, response: body }),
  ]
  return events.map(({ event: { type = null, ...rest }, atMs }, sequence_number) =>
    pieceOf({ type, sequence_number, ...rest }, atMs),
  )
}

const lastWord = (status: Json | undefined): string =>
  status === 'incomplete' || status === 'failed' ? status : 'completed'

/** An error in the midst of a stream is an event with the fields of the error, not a body that holds it. */
export function responsesErrorPiece(error: JsonObject, sent: string): string {
  const held = own(error, 'error')
  const { type, code, message = '', param = null } = isJsonObject(held) ? held : error
  return encodeEvent({
    type: 'error',
    code: code ?? type ?? null,
    message,
    param,
    sequence_number: eventsIn(sent),
  })
}

function eventsIn(sent: string): number {
  let events = 0
  createEventReader(() => {
    events++
  })(sent)
  return events
}

function itemEvents(item: JsonObject, index: number, cut: Cutter): Timed[] {
  const place = { item_id: own(item, 'id') ?? null, output_index: index }
  const added = { type: 'response.output_item.added', output_index: index, item: emptied(item) }
  const done = { type: 'response.output_item.done', output_index: index, item }
  return [untimed(added), ...innerEvents(item, place, cut), untimed(done)]
}

/** A text that comes in pieces, and the name of their events. */
interface Streamed {
  readonly field: string
  readonly event: string
  /** Fields of its item that its last event repeats. */
  readonly repeated?: readonly string[]
  /** True where each event has a list of them, which is empty unless they were asked for. */
  readonly logprobs?: true
}

/** Where an item of a type has text that comes in pieces: in parts of a list, or in a field. */
const LISTS: ReadonlyMap<Json | undefined, readonly string[]> = new Map([
  ['message', ['content']],
  ['reasoning', ['summary', 'content']],
])
const FIELDS: ReadonlyMap<Json | undefined, Streamed> = new Map([
  ['function_call', { field: 'arguments', event: 'response.function_call_arguments', repeated: ['name'] }],
  ['custom_tool_call', { field: 'input', event: 'response.custom_tool_call_input' }],
])

function emptied(item: JsonObject): JsonObject {
  const status = Object.hasOwn(item, 'status') ? { status: 'in_progress' } : {}
  const lists = (LISTS.get(item['type']) ?? []).filter((list) => Array.isArray(own(item, list)))
  const field = FIELDS.get(item['type'])?.field
  return {
    ...item,
    ...status,
    ...Object.fromEntries(lists.map((list) => [list, []])),
    ...(field === undefined ? {} : { [field]: '' }),
  }
}

function innerEvents(item: JsonObject, place: JsonObject, cut: Cutter): Timed[] {
  const streamed = FIELDS.get(item['type'])
  const text = streamed && own(item, streamed.field)
  if (streamed && typeof text === 'string') return textEvents(streamed, item, text, place, cut)
  return (LISTS.get(item['type']) ?? []).flatMap((list) => {
    const parts = own(item, list)
    return (Array.isArray(parts) ? parts : [])
      .filter(isJsonObject)
      .flatMap((part, at) =>
        partEvents(part, list, { ...place, [indexNames[list] ?? 'content_index']: at }, cut),
      )
  })
}

const indexNames: Readonly<Record<string, string>> = { content: 'content_index', summary: 'summary_index' }

/** How the text of a part is streamed: `output_text` as `response.output_text.delta`. */
const PARTS: ReadonlyMap<Json | undefined, Streamed> = new Map<Json | undefined, Streamed>([
  ['output_text', { field: 'text', event: 'response.output_text', logprobs: true }],
  ['refusal', { field: 'refusal', event: 'response.refusal' }],
  ['reasoning_text', { field: 'text', event: 'response.reasoning_text' }],
  ['summary_text', { field: 'text', event: 'response.reasoning_summary_text' }],
])

function partEvents(part: JsonObject, list: string, place: JsonObject, cut: Cutter): Timed[] {
  const kind = list === 'summary' ? 'response.reasoning_summary_part' : 'response.content_part'
  const streamed = PARTS.get(part['type'])
  const text = streamed && own(part, streamed.field)
  const texts = streamed && typeof text === 'string' ? textEvents(streamed, part, text, place, cut) : []
  const begun: JsonObject = streamed && typeof text === 'string' ? { ...part, [streamed.field]: '' } : part
  return [
    untimed({ type: `${kind}.added`, ...place, part: begun }),
    ...texts,
    untimed({ type: `${kind}.done`, ...place, part }),
  ]
}

function textEvents(
  streamed: Streamed,
  of: JsonObject,
  text: string,
  place: JsonObject,
  cut: Cutter,
): Timed[] {
  const { field, event, repeated = [], logprobs = false } = streamed
  const probabilities = logprobs ? { logprobs: [] } : {}
  const deltas = cut(text).map((piece) => ({
    event: { type: `${event}.delta`, ...place, delta: piece.text, ...probabilities },
    atMs: piece.atMs,
  }))
  const again = Object.fromEntries(repeated.map((name) => [name, own(of, name) ?? null]))
  return [...deltas, untimed({ type: `${event}.done`, ...place, ...again, [field]: text, ...probabilities })]
}
