import { isJsonObject, type JsonObject, own, parseJson } from '../../trajectory/index.ts'
import { messageIn, usageOf } from '../messages.ts'
import { shown } from './shown.ts'
import { type Assembler, type Chunk, StreamError } from './types.ts'

interface Block {
  readonly fields: JsonObject
  readonly partialJson: string
  readonly closed: boolean
}

/**
 * Puts a message together from its stream events. Clients disagree about broken streams: raw iteration ends
 * silently when one is cut, and a helper turns cut tool arguments into `{}`. This one refuses both.
 */
export function createAnthropicAssembler(elapsedMs: () => number): Assembler {
  let message: JsonObject | null = null
  let ended = false
  let error: JsonObject | null = null
  const blocks: Block[] = []
  const chunks: Chunk[] = []

  function begun(): JsonObject {
    if (message === null) throw new StreamError('the stream does not begin with message_start')
    return message
  }

  function startBlock({ index, content_block: block }: JsonObject): void {
    begun()
    if (!isJsonObject(block)) throw new StreamError('content_block_start carries no block')
    if (index !== blocks.length)
      throw new StreamError(`expected block ${blocks.length} to start, found block ${shown(index)}`)
    blocks.push({ fields: block, partialJson: '', closed: false })
  }

  function changeBlock(event: JsonObject, change: (block: Block) => Block): void {
    const index = event['index']
    const block = typeof index === 'number' ? blocks[index] : undefined
    if (!block || block.closed)
      throw new StreamError(`a ${shown(event['type'])} names block ${shown(index)}, which is not open`)
    blocks[Number(index)] = change(block)
  }

  function takeDelta(event: JsonObject): void {
    const { delta } = event
    if (!isJsonObject(delta)) throw new StreamError('content_block_delta carries no delta')
    changeBlock(event, (block) => {
      const characters = charactersIn(delta, block)
      if (characters > 0) chunks.push([Number(event['index']), characters, elapsedMs()])
      return withDelta(block, delta)
    })
  }

  function push(event: JsonObject): void {
    switch (event['type']) {
      case 'message_start':
        if (message !== null) throw new StreamError('the stream begins a second message')
        if (!isJsonObject(event['message'])) throw new StreamError('message_start carries no message')
        message = event['message']
        return
      case 'content_block_start':
        startBlock(event)
        return
      case 'content_block_delta':
        takeDelta(event)
        return
      case 'content_block_stop':
        changeBlock(event, closed)
        return
      case 'message_delta':
        message = withMessageDelta(begun(), event)
        return
      case 'message_stop':
        begun()
        ended = true
        return
      case 'error':
        error = event
        return
      default:
        // `ping`, and events yet to be invented, carry nothing of the message.
        return
    }
  }

  function body(): JsonObject {
    if (!ended) throw new StreamError('the stream ended before message_stop: the reply is cut off')
    const open = blocks.findIndex(({ closed }) => !closed)
    if (open !== -1) throw new StreamError(`block ${open} never ended: the reply is cut off`)
    const whole = messageIn({ ...begun(), content: blocks.map(({ fields }) => fields) })
    if (whole === null) throw new StreamError('the stream does not make a message of the assistant')
    return whole
  }

  return {
    push,
    body,
    chunks,
    get ended() {
      return ended
    },
    get error() {
      return error
    },
    get usage() {
      return message && usageOf(message)
    },
  }
}

function withDelta(block: Block, delta: JsonObject): Block {
  let { fields, partialJson } = block
  for (const [key, value] of Object.entries(delta)) {
    if (key === 'type') continue
    const current = own(fields, key)
    if (key === 'partial_json' && typeof value === 'string') partialJson += value
    else if (key === 'citation') {
      const citations = own(fields, 'citations')
      fields = { ...fields, citations: [...(Array.isArray(citations) ? citations : []), value] }
    } else {
      const joined = typeof value === 'string' && typeof current === 'string' ? current + value : value
      fields = { ...fields, [key]: joined }
    }
  }
  return { ...block, fields, partialJson }
}

/** The characters that a delta adds to its block; what it sets whole is no text that came in pieces. */
function charactersIn(delta: JsonObject, { fields }: Block): number {
  let characters = 0
  for (const [key, value] of Object.entries(delta)) {
    if (key === 'type' || key === 'citation' || typeof value !== 'string') continue
    if (key === 'partial_json' || typeof own(fields, key) === 'string') characters += value.length
  }
  return characters
}

function closed(block: Block): Block {
  if (block.partialJson === '') return { ...block, closed: true }
  try {
    const input = parseJson(block.partialJson)
    return { ...block, fields: { ...block.fields, input }, closed: true }
  } catch {
    throw new StreamError(
      `the arguments of ${shown(block.fields['name'])} are not JSON: ${block.partialJson.slice(0, 200)}`,
    )
  }
}

/**
 * `message_delta` carries final fields of the message, and usage that replaces what was said at the start; a
 * count that it gives as null says nothing, as clients read it.
 */
function withMessageDelta(message: JsonObject, { type: _, delta, usage, ...fields }: JsonObject): JsonObject {
  const counts = isJsonObject(usage) ? { usage: { ...usageAt(message), ...knownIn(usage) } } : {}
  return { ...message, ...fields, ...(isJsonObject(delta) ? delta : {}), ...counts }
}

function usageAt(message: JsonObject): JsonObject {
  const usage = own(message, 'usage')
  return isJsonObject(usage) ? usage : {}
}

const knownIn = (usage: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(usage).filter(([, count]) => count !== null))
