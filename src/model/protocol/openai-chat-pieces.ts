import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { callBlock, STREAMED_TEXTS, TEXT_BLOCK } from './openai-chat-assembler.ts'
import { type Cut, createCutter, pieceOf } from './pieces.ts'
import type { Chunk, Piece } from './types.ts'

/** What a chunk adds to a message. */
interface Delta {
  readonly delta: JsonObject
  readonly atMs: number | null
}

/** The chunks of a completion. Its usage is sent only to a client that asks for it. */
export function chatPieces(
  body: JsonObject,
  chunks: readonly Chunk[],
  request: JsonObject,
): readonly Piece[] {
  const { choices, usage, object: _, ...fields } = body
  const options = own(request, 'stream_options')
  const told = isJsonObject(options) && own(options, 'include_usage') === true
  const chunk = (parts: readonly Json[], used: Json, atMs: number | null = null): Piece => {
    const event = { ...fields, object: 'chat.completion.chunk', choices: parts }
    return pieceOf(told ? { ...event, usage: used } : event, atMs)
  }
  const pieces = (Array.isArray(choices) ? choices : []).filter(isJsonObject).flatMap((choice, at) => {
    const { message, finish_reason: reason = null, index = at, ...rest } = choice
    const deltas = isJsonObject(message) ? deltasOf(message, index === 0 ? chunks : []) : []
    return [
      ...deltas.map(({ delta, atMs }) => chunk([{ index, delta, finish_reason: null }], null, atMs)),
      chunk([{ index, delta: {}, finish_reason: reason, ...rest }], null),
    ]
  })
  const usages = told && usage !== undefined ? [chunk([], usage)] : []
  return [...pieces, ...usages, pieceOf({ type: 'done' })]
}

function deltasOf({ tool_calls: calls, ...message }: JsonObject, chunks: readonly Chunk[]): Delta[] {
  const cut = createCutter(TEXT_BLOCK, chunks)
  const texts = STREAMED_TEXTS.flatMap((field) => {
    const text = own(message, field)
    return typeof text === 'string' ? deltas(cut(text), (piece) => ({ [field]: piece })) : []
  })
  const begun = Object.entries(message).map(([field, value]) => [
    field,
    STREAMED_TEXTS.includes(field) && typeof value === 'string' ? '' : value,
  ])
  const first: JsonObject = {
    ...Object.fromEntries(begun),
    ...(Array.isArray(calls) && calls.length === 0 ? { tool_calls: calls } : {}),
  }
  const made = (Array.isArray(calls) ? calls : [])
    .filter(isJsonObject)
    .flatMap((call, index) => callDeltas(call, index, chunks))
  return [{ delta: first, atMs: null }, ...texts, ...made]
}

const deltas = (cuts: readonly Cut[], delta: (text: string) => JsonObject): Delta[] =>
  cuts.map(({ text, atMs }) => ({ delta: delta(text), atMs }))

const STREAMED_ARGUMENTS = [
  { kind: 'function', field: 'arguments' },
  { kind: 'custom', field: 'input' },
]

function callDeltas(call: JsonObject, index: number, chunks: readonly Chunk[]): Delta[] {
  const cut = createCutter(callBlock(index), chunks)
  let begun: JsonObject = { index, ...call }
  const pieces: Delta[] = []
  for (const { kind, field } of STREAMED_ARGUMENTS) {
    const made = own(call, kind)
    const text = isJsonObject(made) ? own(made, field) : undefined
    if (!isJsonObject(made) || typeof text !== 'string') continue
    begun = { ...begun, [kind]: { ...made, [field]: '' } }
    const delta = (piece: string): JsonObject => ({ tool_calls: [{ index, [kind]: { [field]: piece } }] })
    pieces.push(...deltas(cut(text), delta))
  }
  return [{ delta: { tool_calls: [begun] }, atMs: null }, ...pieces]
}
