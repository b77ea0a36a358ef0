import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { encodeEvent } from '../protocol/events.ts'
import type { Piece } from '../protocol/types.ts'
import type { Answer, Delivery, ModelRequest } from '../responder.ts'
import { protocolIn } from './answer.ts'
import { dataOf } from './halves.ts'

/**
 * Changes the text of a reply's last tool arguments on its way. OpenAI's bodies hold that text; Anthropic's
 * hold what it means, so there the text is changed where it goes over the wire.
 */
export function rewriteArguments(
  request: ModelRequest,
  { body, chunks }: Answer,
  edit: (text: string) => string,
): (delivery: Delivery) => Delivery {
  const protocol = protocolIn(request)
  return (delivery) => {
    if (protocol.name === 'messages') {
      const pieces = request.stream ? editStream(delivery.pieces, edit) : editWhole(delivery.pieces, edit)
      return { ...delivery, pieces }
    }
    const edited = editLastArguments(body, edit)
    if (!isJsonObject(edited)) return delivery
    const atMs = delivery.pieces.at(-1)?.atMs ?? null
    const whole = [{ text: JSON.stringify(edited), atMs }]
    return { ...delivery, pieces: request.stream ? protocol.pieces(edited, chunks, request.body) : whole }
  }
}

/** The value with the last text under `arguments` changed; `null` where there is none. */
function editLastArguments(value: Json, edit: (text: string) => string): Json {
  if (typeof value !== 'object' || value === null) return null
  const entries: readonly (readonly [string, Json])[] = Object.entries(value)
  const text = isJsonObject(value) ? own(value, 'arguments') : undefined
  if (isJsonObject(value) && typeof text === 'string') return { ...value, arguments: edit(text) }
  for (const [key, each] of entries.toReversed()) {
    const edited = editLastArguments(each, edit)
    if (edited === null) continue
    return isJsonObject(value) ? { ...value, [key]: edited } : value.with(Number(key), edited)
  }
  return null
}

/** The events of the last tool call, with other text cut where the old one was. */
function editStream(pieces: readonly Piece[], edit: (text: string) => string): readonly Piece[] {
  const events = pieces.map((piece) => ({ piece, data: dataOf(piece) }))
  const start = events.findLastIndex(({ data }) => startsToolCall(data))
  const block = events[start]?.data?.['index'] ?? null
  const textOf = (data: JsonObject | null) => (data?.['index'] === block ? partialJson(data) : null)
  const old = events.flatMap(({ piece, data }) => {
    const text = textOf(data)
    return text === null ? [] : [{ text, atMs: piece.atMs }]
  })
  const edited = edit(old.map(({ text }) => text).join('') || '{}')
  const cuts = cutAlike(edited, old).map(({ text, atMs }) => ({ text: argumentsEvent(block, text), atMs }))
  const others = events.slice(start + 1).filter(({ data }) => textOf(data) === null)
  return [...pieces.slice(0, start + 1), ...cuts, ...others.map(({ piece }) => piece)]
}

function startsToolCall(event: JsonObject | null): boolean {
  const block = event?.['type'] === 'content_block_start' ? event['content_block'] : null
  return isJsonObject(block) && block['type'] === 'tool_use'
}

function partialJson(event: JsonObject | null): string | null {
  const delta = event?.['delta']
  const text = isJsonObject(delta) ? own(delta, 'partial_json') : undefined
  return typeof text === 'string' ? text : null
}

function cutAlike(text: string, old: readonly Piece[]): readonly Piece[] {
  const cuts: Piece[] = []
  let from = 0
  for (const [index, piece] of old.entries()) {
    const to = index === old.length - 1 ? text.length : from + piece.text.length
    if (from < text.length) cuts.push({ text: text.slice(from, to), atMs: piece.atMs })
    from = to
  }
  return cuts.length > 0 ? cuts : [{ text, atMs: null }]
}

const argumentsEvent = (index: Json, partial: string): string =>
  encodeEvent({
    type: 'content_block_delta',
    index,
    delta: { type: 'input_json_delta', partial_json: partial },
  })

/** The JSON of a whole message, with the input of its last tool call changed in the text. */
function editWhole(pieces: readonly Piece[], edit: (text: string) => string): readonly Piece[] {
  return pieces.map(({ text, atMs }) => {
    const body = JSON.parse(text) as Json
    const content = isJsonObject(body) ? own(body, 'content') : undefined
    const calls = (Array.isArray(content) ? content : []).filter(
      (block: Json) => isJsonObject(block) && block['type'] === 'tool_use',
    )
    const input = JSON.stringify(calls.at(-1)?.input ?? {})
    const at = text.lastIndexOf(`"input":${input}`) + '"input":'.length
    return { text: text.slice(0, at) + edit(input) + text.slice(at + input.length), atMs }
  })
}
