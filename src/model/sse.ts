import { type AssistantMessage, isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'
import { messageIn } from './messages.ts'

/** A piece of a streamed reply: which block, how many characters, and when (ms after the request was sent). */
export type Chunk = readonly [block: number, characters: number, atMs: number]

/** Raised by a stream that ended early or does not fit together; the reply is not to be trusted. */
export class StreamError extends Error {
  override readonly name = 'StreamError'
}

export interface Assembler {
  /** Takes the next event of the stream. Throws StreamError when it cannot follow the ones before. */
  push(event: JsonObject): void
  /** The message, once `message_stop` has come. Throws StreamError when the stream ended before. */
  message(): AssistantMessage
  /** Where the text came in pieces, in order; `elapsedMs` of each push is asked of the clock given. */
  readonly chunks: readonly Chunk[]
}

interface OpenBlock {
  readonly fields: Record<string, Json>
  partialJson: string
  closed: boolean
}

/**
 * Puts a message together from its stream events. Clients disagree about broken streams: raw iteration ends
 * silently when one is cut, and a helper turns cut tool arguments into `{}`. This one refuses both.
 */
export function createAssembler(elapsedMs: () => number = () => 0): Assembler {
  let start: Record<string, Json> | null = null
  let stopped = false
  const blocks: OpenBlock[] = []
  const chunks: Chunk[] = []

  function openBlock(event: JsonObject): OpenBlock {
    const block = typeof event['index'] === 'number' ? blocks[event['index']] : undefined
    if (!block || block.closed)
      throw new StreamError(`a ${event['type']} names block ${event['index']}, which is not open`)
    return block
  }

  function begun(): Record<string, Json> {
    if (start === null) throw new StreamError('the stream does not begin with message_start')
    return start
  }

  function push(event: JsonObject): void {
    switch (event['type']) {
      case 'message_start':
        if (start !== null) throw new StreamError('the stream begins a second message')
        if (!isJsonObject(event['message'])) throw new StreamError('message_start carries no message')
        start = { ...event['message'] }
        return
      case 'content_block_start':
        begun()
        if (!isJsonObject(event['content_block']))
          throw new StreamError('content_block_start carries no block')
        if (event['index'] !== blocks.length)
          throw new StreamError(`expected block ${blocks.length} to start, found block ${event['index']}`)
        blocks.push({ fields: { ...event['content_block'] }, partialJson: '', closed: false })
        return
      case 'content_block_delta': {
        if (!isJsonObject(event['delta'])) throw new StreamError('content_block_delta carries no delta')
        const characters = applyDelta(openBlock(event), event['delta'])
        if (characters > 0) chunks.push([Number(event['index']), characters, elapsedMs()])
        return
      }
      case 'content_block_stop':
        closeBlock(openBlock(event))
        return
      case 'message_delta':
        applyMessageDelta(begun(), event)
        return
      case 'message_stop':
        begun()
        stopped = true
        return
      default:
        // `ping`, and events yet to be invented, carry nothing of the message.
        return
    }
  }

  return {
    push,
    chunks,
    message() {
      if (!stopped) throw new StreamError('the stream ended before message_stop: the reply is cut off')
      const open = blocks.findIndex(({ closed }) => !closed)
      if (open !== -1) throw new StreamError(`block ${open} never ended: the reply is cut off`)
      const message = messageIn({ ...begun(), content: blocks.map(({ fields }) => fields) })
      if (message === null) throw new StreamError('the stream does not make a message of the assistant')
      return message
    },
  }
}

/** Adds a delta to its block; gives the number of characters that came. */
function applyDelta(block: OpenBlock, delta: JsonObject): number {
  let characters = 0
  for (const [key, value] of Object.entries(delta)) {
    if (key === 'type') continue
    const current = own(block.fields, key)
    if (key === 'partial_json' && typeof value === 'string') {
      block.partialJson += value
      characters += value.length
    } else if (key === 'citation') {
      const citations = own(block.fields, 'citations')
      block.fields['citations'] = [...(Array.isArray(citations) ? citations : []), value]
    } else if (typeof value === 'string' && typeof current === 'string') {
      block.fields[key] = current + value
      characters += value.length
    } else {
      block.fields[key] = value
    }
  }
  return characters
}

function closeBlock(block: OpenBlock): void {
  block.closed = true
  if (block.partialJson === '') return
  try {
    block.fields['input'] = JSON.parse(block.partialJson) as Json
  } catch {
    throw new StreamError(
      `the arguments of ${String(block.fields['name'])} are not JSON: ${block.partialJson.slice(0, 200)}`,
    )
  }
}

/**
 * `message_delta` carries final fields of the message, and usage that replaces what was said at the start; a
 * count that it gives as null says nothing, as clients read it.
 */
function applyMessageDelta(message: Record<string, Json>, event: JsonObject): void {
  for (const [key, value] of Object.entries(event)) {
    if (key === 'type') continue
    if (key === 'delta' && isJsonObject(value)) Object.assign(message, value)
    else if (key === 'usage' && isJsonObject(value))
      message['usage'] = { ...asObject(message['usage']), ...knownIn(value) }
    else message[key] = value
  }
}

const knownIn = (usage: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(usage).filter(([, count]) => count !== null))

const asObject = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})

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

/**
 * The stream events of a message. With the chunks of a recorded stream the text is cut where it was cut then.
 * Reading them back with an assembler gives the same message.
 */
export function streamEvents(message: AssistantMessage, chunks: readonly Chunk[] = []): JsonObject[] {
  const { content, ...rest } = message
  const { stop_reason = null, stop_sequence = null, usage = null, ...start } = rest
  const delta: Record<string, Json> = { stop_reason, stop_sequence }
  const events: JsonObject[] = [
    {
      type: 'message_start',
      message: { ...start, content: [], stop_reason: null, stop_sequence: null, usage: startUsage(usage) },
    },
  ]
  for (const [index, block] of content.entries()) {
    const sizes = chunks.filter(([of]) => of === index).map(([, characters]) => characters)
    events.push(...blockEvents(index, block, sizes))
  }
  events.push({ type: 'message_delta', delta, usage }, { type: 'message_stop' })
  return events
}

const startUsage = (usage: Json): Json => (isJsonObject(usage) ? { ...usage, output_tokens: 0 } : usage)

function blockEvents(index: number, block: JsonObject, sizes: readonly number[]): JsonObject[] {
  const start: Record<string, Json> = { ...block }
  const deltas: JsonObject[] = []
  const remaining = [...sizes]
  for (const { field, delta } of PIECEWISE.get(block['type']) ?? []) {
    const value = block[field]
    if (typeof value !== 'string') continue
    start[field] = ''
    for (const piece of cut(value, remaining)) deltas.push({ type: delta, [field]: piece })
  }
  if (Array.isArray(block['citations'])) {
    start['citations'] = []
    for (const citation of block['citations']) deltas.push({ type: 'citations_delta', citation })
  }
  if (isJsonObject(block['input'])) {
    start['input'] = {}
    for (const piece of cut(JSON.stringify(block['input']), remaining)) {
      deltas.push({ type: 'input_json_delta', partial_json: piece })
    }
  }
  return [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]
}

/** Cuts text into pieces of the sizes given, taking them off the list; what is left over is the last piece. */
function cut(text: string, sizes: number[]): string[] {
  const pieces: string[] = []
  let rest = text
  while (rest !== '') {
    const size = Math.max(1, sizes.shift() ?? rest.length)
    pieces.push(rest.slice(0, size))
    rest = rest.slice(size)
  }
  return pieces
}

export function encodeEvent(event: JsonObject): string {
  return `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`
}

/** Splits the text of a stream into the data of its events, as the pieces arrive. */
export function createEventReader(onEvent: (event: JsonObject) => void): (text: string) => void {
  let pending = ''
  return (text) => {
    pending = (pending + text).replaceAll('\r\n', '\n')
    let end = pending.indexOf('\n\n')
    while (end !== -1) {
      const event = parseEvent(pending.slice(0, end))
      if (event) onEvent(event)
      pending = pending.slice(end + 2)
      end = pending.indexOf('\n\n')
    }
  }
}

function parseEvent(lines: string): JsonObject | null {
  const data = lines
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trimStart())
    .join('\n')
  if (data === '') return null
  try {
    const event = JSON.parse(data) as Json
    return isJsonObject(event) ? event : null
  } catch {
    throw new StreamError(`an event of the stream is not JSON: ${data.slice(0, 200)}`)
  }
}
