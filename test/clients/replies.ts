import type { Json, JsonObject } from '../../src/trajectory/index.ts'

/** What the model says: words, tool calls, or both. */
export interface Reply {
  readonly text?: string
  readonly calls?: readonly { readonly name: string; readonly input: JsonObject }[]
}

export interface Told {
  readonly id: string
  readonly whole: JsonObject
  /** The same as a stream, piece by piece. */
  readonly events: readonly string[]
  /** What it adds to the conversation. */
  readonly said: readonly Json[]
}

/** A reply in the words of one protocol. The number is the request's, from 1: ids and tokens follow from it. */
export type WireReply = (reply: Reply, about: { readonly number: number; readonly model: Json }) => Told

/** Small and uneven, so that names and paths are cut in two. */
const pieces = (text: string): string[] => text.match(/.{1,7}/gs) ?? []

const sse = (data: JsonObject): string => `data: ${JSON.stringify(data)}\n\n`
const named = (data: JsonObject): string => `event: ${data['type']}\n${sse(data)}`

export const messagesReply: WireReply = ({ text, calls = [] }, { number, model }) => {
  const id = `msg_${number}`
  const content: JsonObject[] = [
    ...(text === undefined ? [] : [{ type: 'text', text }]),
    ...calls.map(({ name, input }, index) => ({
      type: 'tool_use',
      id: `toolu_${number}_${index}`,
      name,
      input,
    })),
  ]
  const usage = {
    input_tokens: 100 + number,
    output_tokens: 20 + number,
    cache_creation_input_tokens: 7,
    cache_read_input_tokens: 50,
  }
  const stop_reason = calls.length > 0 ? 'tool_use' : 'end_turn'
  const head = { id, type: 'message', role: 'assistant', model }
  const events = [
    {
      type: 'message_start',
      message: {
        ...head,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...usage, output_tokens: 1 },
      },
    },
    { type: 'ping' },
    ...content.flatMap((block, index) => blockEvents(block, index)),
    {
      type: 'message_delta',
      delta: { stop_reason, stop_sequence: null },
      usage: { output_tokens: usage.output_tokens },
    },
    { type: 'message_stop' },
  ]
  const whole = { ...head, content, stop_reason, stop_sequence: null, usage }
  return { id, whole, events: events.map(named), said: [{ role: 'assistant', content }] }
}

function blockEvents(block: JsonObject, index: number): JsonObject[] {
  const isText = block['type'] === 'text'
  const deltas = isText
    ? pieces(String(block['text'])).map((text) => ({ type: 'text_delta', text }))
    : pieces(JSON.stringify(block['input'])).map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }))
  return [
    {
      type: 'content_block_start',
      index,
      content_block: isText ? { type: 'text', text: '' } : { ...block, input: {} },
    },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]
}

export const chatReply: WireReply = ({ text, calls = [] }, { number, model }) => {
  const id = `chatcmpl-${number}`
  const tool_calls = calls.map(({ name, input }, index) => ({
    id: `call_${number}_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }))
  const message = {
    role: 'assistant',
    content: text ?? null,
    refusal: null,
    ...(calls.length > 0 ? { tool_calls } : {}),
  }
  const finish_reason = calls.length > 0 ? 'tool_calls' : 'stop'
  const usage = {
    prompt_tokens: 150 + number,
    completion_tokens: 20 + number,
    total_tokens: 170 + 2 * number,
    prompt_tokens_details: { cached_tokens: 50 },
    completion_tokens_details: { reasoning_tokens: 3 },
  }
  const head = { id, created: 1_790_000_000 + number, model }
  const chunk = (delta: JsonObject, finish: string | null = null): JsonObject => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  const events = [
    chunk({ role: 'assistant', content: '' }),
    ...pieces(text ?? '').map((content) => chunk({ content })),
    ...tool_calls.flatMap(({ function: called, ...call }, index) => [
      chunk({ tool_calls: [{ index, ...call, function: { name: called.name, arguments: '' } }] }),
      ...pieces(called.arguments).map((part) =>
        chunk({ tool_calls: [{ index, function: { arguments: part } }] }),
      ),
    ]),
    chunk({}, finish_reason),
    { ...head, object: 'chat.completion.chunk', choices: [], usage },
  ]
  return {
    id,
    whole: { ...head, object: 'chat.completion', choices: [{ index: 0, message, finish_reason }], usage },
    events: [...events.map(sse), 'data: [DONE]\n\n'],
    said: [message],
  }
}

export const responsesReply: WireReply = ({ text, calls = [] }, { number, model }) => {
  const id = `resp_${number}`
  const output: JsonObject[] = [
    ...(text === undefined ? [] : [messageItem(`msg_${number}`, text)]),
    ...calls.map(({ name, input }, index) => ({
      type: 'function_call',
      id: `fc_${number}_${index}`,
      call_id: `call_${number}_${index}`,
      name,
      arguments: JSON.stringify(input),
      status: 'completed',
    })),
  ]
  const usage = {
    input_tokens: 150 + number,
    input_tokens_details: { cached_tokens: 50 },
    output_tokens: 20 + number,
    output_tokens_details: { reasoning_tokens: 3 },
    total_tokens: 170 + 2 * number,
  }
  const head = { id, object: 'response', created_at: 1_790_000_000 + number, model, error: null }
  const whole = { ...head, status: 'completed', output, usage }
  const begun = { ...head, status: 'in_progress', output: [], usage: null }
  const events = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...output.flatMap((item, index) => itemEvents(item, index)),
    { type: 'response.completed', response: whole },
  ]
  return {
    id,
    whole,
    events: events.map((event, sequence_number) => named({ ...event, sequence_number })),
    said: output,
  }
}

const textPart = (text: string): JsonObject => ({ type: 'output_text', text, annotations: [] })

const messageItem = (id: string, text: string): JsonObject => ({
  type: 'message',
  id,
  role: 'assistant',
  status: 'completed',
  content: [textPart(text)],
})

function itemEvents(item: JsonObject, output_index: number): JsonObject[] {
  const at = { item_id: item['id'] ?? '', output_index }
  if (item['type'] === 'function_call') {
    const whole = String(item['arguments'])
    return [
      {
        type: 'response.output_item.added',
        output_index,
        item: { ...item, arguments: '', status: 'in_progress' },
      },
      ...pieces(whole).map((delta) => ({ type: 'response.function_call_arguments.delta', ...at, delta })),
      { type: 'response.function_call_arguments.done', ...at, name: item['name'] ?? '', arguments: whole },
      { type: 'response.output_item.done', output_index, item },
    ]
  }
  const part = (item['content'] as readonly JsonObject[])[0] ?? {}
  const text = String(part['text'])
  const place = { ...at, content_index: 0 }
  return [
    {
      type: 'response.output_item.added',
      output_index,
      item: { ...item, content: [], status: 'in_progress' },
    },
    { type: 'response.content_part.added', ...place, part: textPart('') },
    ...pieces(text).map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
    { type: 'response.output_text.done', ...place, text },
    { type: 'response.content_part.done', ...place, part },
    { type: 'response.output_item.done', output_index, item },
  ]
}
