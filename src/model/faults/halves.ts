import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { createEventReader } from '../protocol/events.ts'
import type { Chunk, Piece } from '../protocol/types.ts'
import type { Answer } from '../responder.ts'
import { protocolIn } from './answer.ts'
import type { FaultContext } from './types.ts'

/** The first half of a text, at least one character of it, and no half of a pair that makes one character. */
export function firstHalf(text: string): string {
  const half = text.slice(0, Math.max(1, Math.floor(text.length / 2)))
  return half.isWellFormed() ? half : text.slice(0, half.length + 1)
}

/** The first half of an object's fields: what is whole in arguments that were cut. */
export function firstFields(object: JsonObject): JsonObject {
  const entries = Object.entries(object)
  return Object.fromEntries(entries.slice(0, Math.floor(entries.length / 2)))
}

/** A stream up to the middle of what the model says, at least its first piece; a whole reply up to its middle. */
export function firstPieces(pieces: readonly Piece[], streamed: boolean): readonly Piece[] {
  if (!streamed) return pieces.slice(0, 1).map(({ text, atMs }) => ({ text: firstHalf(text), atMs }))
  const deltas = pieces.flatMap((piece, index) => (isDelta(dataOf(piece)) ? [index] : []))
  const last = deltas[Math.ceil(deltas.length / 2) - 1] ?? Math.floor((pieces.length - 1) / 2)
  return pieces.slice(0, last + 1)
}

/** The data of the event that a piece holds; `null` where it is no JSON object. */
export function dataOf({ text }: Piece): JsonObject | null {
  const line = text.split('\n').find((each) => each.startsWith('data:'))
  if (line === undefined) return null
  try {
    const data = JSON.parse(line.slice('data:'.length)) as Json
    return isJsonObject(data) ? data : null
  } catch {
    return null
  }
}

/** True for an event with a part of the model's text or arguments, in each of the three protocols. */
function isDelta(event: JsonObject | null): boolean {
  if (event === null) return false
  const type = own(event, 'type')
  if (typeof type === 'string') return type === 'content_block_delta' || type.endsWith('.delta')
  const choices = own(event, 'choices')
  const choice = Array.isArray(choices) ? choices[0] : null
  const delta = isJsonObject(choice) ? own(choice, 'delta') : null
  return isJsonObject(delta) && speaks(delta)
}

const SPOKEN = ['content', 'refusal', 'reasoning_content', 'reasoning']

function speaks(delta: JsonObject): boolean {
  const calls = own(delta, 'tool_calls')
  if (Array.isArray(calls) && calls.some((call) => argumentsIn(call) !== '')) return true
  return SPOKEN.some((key) => typeof delta[key] === 'string' && delta[key] !== '')
}

function argumentsIn(call: Json): Json {
  const asked = isJsonObject(call) ? own(call, 'function') : null
  return isJsonObject(asked) ? (own(asked, 'arguments') ?? '') : ''
}

const PIECES_PER_BLOCK = 4

/** Cuts a reply that came whole, so that a stream of it can break within a block and not only after one. */
export function inPieces({ request }: FaultContext, answer: Answer): Answer {
  const { body } = answer
  if (!request.stream || answer.chunks.length > 0 || !isJsonObject(body)) return answer
  const protocol = protocolIn(request)
  const assembler = protocol.createAssembler(() => answer.ttftMs ?? answer.latencyMs ?? 0)
  const read = createEventReader(assembler.push)
  for (const { text } of protocol.pieces(body, [], request.body)) read(text)
  const chunks = assembler.chunks.flatMap(([block, characters, atMs]): Chunk[] => {
    const size = Math.ceil(characters / PIECES_PER_BLOCK)
    return Array.from({ length: PIECES_PER_BLOCK }, () => [block, size, atMs])
  })
  return { ...answer, chunks }
}
