import { type AssistantMessage, isJsonObject, type Json, type JsonObject } from '../../trajectory/index.ts'
import { errorBody, failureIn, messageIn } from '../messages.ts'
import { createAnthropicAssembler } from './anthropic-assembler.ts'
import { encodeEvent } from './events.ts'
import { missingField } from './mistakes.ts'
import { createCutter, pieceOf } from './pieces.ts'
import type { Chunk, Piece, Protocol } from './types.ts'

/** Anthropic's Messages: the shape that a trajectory has for all providers. */
export const anthropicMessages: Protocol = {
  name: 'messages',
  onRecord: (request) => request,
  messageIn,
  bodyOf: (message) => message,
  mistakeIn,
  errorBody,
  failureIn,
  createAssembler: createAnthropicAssembler,
  pieces: (body, chunks) => piecesOf(body as AssistantMessage, chunks),
  errorPiece: encodeEvent,
}

function mistakeIn(request: JsonObject): string | null {
  const missing = missingField(request, ['model', 'max_tokens', 'messages'])
  if (missing !== undefined) return `${missing}: Field required`
  const { messages } = request
  if (!Array.isArray(messages)) return 'messages: Input should be a valid array'
  return messages.length === 0 ? 'messages: at least one message is required' : null
}

/** Fields that a stream sends in pieces; all others come whole with the start of their block. */
const PIECEWISE: ReadonlyMap<
  Json | undefined,
  readonly { readonly field: string; readonly delta: string }[]
> = new Map([
  ['text', [{ field: 'text', delta: 'text_delta' }]],
  [
    'thinking',
    [
      { field: 'thinking', delta: 'thinking_delta' },
      { field: 'signature', delta: 'signature_delta' },
    ],
  ],
])

function piecesOf(body: AssistantMessage, chunks: readonly Chunk[]): Piece[] {
  const { content, stop_reason = null, stop_sequence = null, stop_details, usage = null, ...start } = body
  const message: JsonObject = {
    ...start,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: isJsonObject(usage) ? { ...usage, output_tokens: 0 } : usage,
  }
  return [
    pieceOf({ type: 'message_start', message }),
    ...content.flatMap((block, index) => blockPieces(index, block, chunks)),
    pieceOf({
      type: 'message_delta',
      delta: { stop_reason, stop_sequence, ...(stop_details === undefined ? {} : { stop_details }) },
      usage,
    }),
    pieceOf({ type: 'message_stop' }),
  ]
}

function blockPieces(index: number, block: JsonObject, chunks: readonly Chunk[]): Piece[] {
  const cut = createCutter(index, chunks)
  const deltas: Piece[] = []
  const add = (delta: JsonObject, atMs: number | null = null) =>
    deltas.push(pieceOf({ type: 'content_block_delta', index, delta }, atMs))
  let start = block
  for (const { field, delta } of PIECEWISE.get(block['type']) ?? []) {
    const value = block[field]
    if (typeof value !== 'string') continue
    start = { ...start, [field]: '' }
    for (const { text, atMs } of cut(value)) add({ type: delta, [field]: text }, atMs)
  }
  if (Array.isArray(block['citations'])) {
    start = { ...start, citations: [] }
    for (const citation of block['citations']) add({ type: 'citations_delta', citation })
  }
  if (isJsonObject(block['input'])) {
    start = { ...start, input: {} }
    for (const { text, atMs } of cut(JSON.stringify(block['input'])))
      add({ type: 'input_json_delta', partial_json: text }, atMs)
  }
  return [
    pieceOf({ type: 'content_block_start', index, content_block: start }),
    ...deltas,
    pieceOf({ type: 'content_block_stop', index }),
  ]
}
