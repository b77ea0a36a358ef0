import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { CHAT_USAGE, toldUsage } from './openai.ts'
import { type Assembler, type Chunk, StreamError } from './types.ts'

/** Fields of a message that a stream sends in pieces, in the order in which they are said. */
export const STREAMED_TEXTS = ['reasoning_content', 'reasoning', 'content', 'refusal']

/** The text of a choice is block 0 of its chunks, its calls are the blocks that follow. */
export const TEXT_BLOCK = 0
export const callBlock = (index: number): number => index + 1

interface Choice {
  fields: JsonObject
  message: JsonObject
  calls: Map<number, JsonObject> | null
}

/** Told where text came, and how much of it. */
type Came = (block: number, characters: number) => void

/** Puts a completion together from its chunks. It has ended with `[DONE]`, which reads as an event of type `done`. */
export function createChatAssembler(elapsedMs: () => number): Assembler {
  let fields: JsonObject | null = null
  let ended = false
  let error: JsonObject | null = null
  const choices = new Map<number, Choice>()
  const chunks: Chunk[] = []

  function takeChoice(part: Json): void {
    const index = isJsonObject(part) ? own(part, 'index') : undefined
    if (!isJsonObject(part) || typeof index !== 'number')
      throw new StreamError('a choice of a chunk has no index')
    const choice = choices.get(index) ?? { fields: {}, message: {}, calls: null }
    choices.set(index, choice)
    // Only the first choice is ever read, so only its pieces are worth a record.
    extend(choice, part, (block, characters) => {
      if (index === 0 && characters > 0) chunks.push([block, characters, elapsedMs()])
    })
  }

  function push(event: JsonObject): void {
    if (ended || error) return
    if (event['type'] === 'done') ended = true
    else if (isJsonObject(event['error'])) error = event
    else if (Array.isArray(event['choices'])) {
      fields = withFields(fields ?? {}, event)
      for (const choice of event['choices']) takeChoice(choice)
    }
  }

  function body(): JsonObject {
    if (!ended) throw new StreamError('the stream ended before [DONE]: the reply is cut off')
    const inOrder = [...choices].sort(([a], [b]) => a - b).map(([, choice]) => choice)
    if (fields === null || inOrder.length === 0)
      throw new StreamError('the stream does not make a completion')
    const open = inOrder.find((choice) => (own(choice.fields, 'finish_reason') ?? null) === null)
    if (open) throw new StreamError('a choice has no finish_reason: the reply is cut off')
    return { ...fields, object: 'chat.completion', choices: inOrder.map(wholeChoice) }
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
      return fields && toldUsage(fields, CHAT_USAGE)
    },
  }
}

/** What a chunk says of the whole completion; the usage is null in all but one. */
function withFields(
  before: JsonObject,
  { choices: _, usage, obfuscation: __, ...event }: JsonObject,
): JsonObject {
  return { ...before, ...event, ...(isJsonObject(usage) ? { usage } : {}) }
}

function extend(choice: Choice, { delta, ...part }: JsonObject, came: Came): void {
  choice.fields = {
    ...choice.fields,
    ...part,
    finish_reason: part['finish_reason'] ?? own(choice.fields, 'finish_reason') ?? null,
    ...(part['logprobs'] === undefined
      ? {}
      : { logprobs: joinLists(choice.fields['logprobs'], part['logprobs']) }),
  }
  if (!isJsonObject(delta)) return
  const { tool_calls: calls, ...said } = delta
  for (const [key, value] of Object.entries(said)) {
    const streamed = STREAMED_TEXTS.includes(key)
    choice.message = { ...choice.message, [key]: streamed ? joined(own(choice.message, key), value) : value }
    if (streamed && typeof value === 'string') came(TEXT_BLOCK, value.length)
  }
  if (!Array.isArray(calls)) return
  choice.calls ??= new Map()
  for (const call of calls) if (isJsonObject(call)) extendCall(choice.calls, call, came)
}

/** A null says nothing once there is text. */
function joined(before: Json | undefined, value: Json): Json {
  if (typeof before !== 'string') return value
  return typeof value === 'string' ? before + value : before
}

/** Lists of log probabilities, field by field. */
function joinLists(before: Json | undefined, more: Json): Json {
  if (!isJsonObject(before) || !isJsonObject(more)) return isJsonObject(more) ? more : (before ?? more)
  const lists = Object.entries(more).map(([key, value]) => {
    const already = own(before, key)
    if (!Array.isArray(value)) return [key, already ?? value]
    return [key, Array.isArray(already) ? [...already, ...value] : value]
  })
  return { ...before, ...Object.fromEntries(lists) }
}

function extendCall(calls: Map<number, JsonObject>, delta: JsonObject, came: Came): void {
  const index = indexOf(calls, delta)
  let call = calls.get(index) ?? {}
  for (const [key, value] of Object.entries(delta)) {
    if (key === 'index' || value === null) continue
    const before = own(call, key)
    if ((key === 'function' || key === 'custom') && isJsonObject(value)) {
      call = { ...call, [key]: withArguments(isJsonObject(before) ? before : {}, value) }
      for (const name of ['arguments', 'input']) {
        const text = own(value, name)
        if (typeof text === 'string') came(callBlock(index), text.length)
      }
    } else call = { ...call, [key]: value }
  }
  calls.set(index, call)
}

/** Some servers leave the index out: then an id begins a call, and what has none goes on with the last. */
function indexOf(calls: ReadonlyMap<number, JsonObject>, delta: JsonObject): number {
  const index = own(delta, 'index')
  if (typeof index === 'number') return index
  return isText(own(delta, 'id')) ? calls.size : Math.max(0, calls.size - 1)
}

const isText = (value: Json | undefined): boolean => typeof value === 'string' && value !== ''

function withArguments(before: JsonObject, delta: JsonObject): JsonObject {
  let made = before
  for (const [key, value] of Object.entries(delta)) {
    if (key === 'arguments' || key === 'input') made = { ...made, [key]: joined(own(made, key), value) }
    else if (value !== null && (value !== '' || !Object.hasOwn(made, key))) made = { ...made, [key]: value }
  }
  return made
}

function wholeChoice({ fields, message, calls }: Choice): JsonObject {
  if (calls === null) return { ...fields, message }
  const inOrder = [...calls].sort(([a], [b]) => a - b).map(([, call]) => call)
  return { ...fields, message: { ...message, tool_calls: inOrder } }
}
