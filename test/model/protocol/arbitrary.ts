import fc from 'fast-check'
import type { Json, JsonObject } from '../../../src/trajectory/index.ts'
import { anyJson, anyObject, plain } from '../../trajectory/arbitrary.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 30 })
const someText = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 })

/** Where a text is cut on its way. */
export const anyCuts = fc.array(fc.nat({ max: 5000 }), { maxLength: 20 })

/** Arguments that come back as they were: what is an object, or no JSON at all. */
const anyInput: fc.Arbitrary<Json> = fc.oneof(anyObject, fc.constantFrom('{"id": 4', 'no json', '{id: 4}'))

export const anyToolUse = fc.record({
  type: fc.constant('tool_use'),
  id: fc.string({ minLength: 1 }),
  name: fc.string({ minLength: 1 }),
  input: anyInput,
})

export const anyTextBlock = fc.record({ type: fc.constant('text'), text: someText })

const tokens = fc.nat({ max: 100_000 })
const anyUsage = fc.record({
  input_tokens: tokens,
  cache_read_input_tokens: tokens,
  cache_creation_input_tokens: fc.constant(0),
  output_tokens: tokens,
})

/** A message that OpenAI's APIs can say as well as Anthropic's, with blocks of these kinds. */
export const anySaid = <T extends JsonObject>(blocks: fc.Arbitrary<readonly T[]>) =>
  fc
    .record({
      id: fc.string({ minLength: 1 }),
      model: fc.string({ minLength: 1 }),
      content: blocks,
      usage: anyUsage,
    })
    .chain((fields) => {
      const kinds = fields.content.map(({ type }) => type)
      const reasons = kinds.includes('tool_use') ? ['tool_use'] : ['end_turn']
      return fc.constantFrom(...reasons, 'max_tokens', 'refusal').map((stop_reason) => ({
        ...fields,
        type: 'message',
        role: 'assistant' as const,
        stop_reason,
        stop_sequence: null,
      }))
    })
    .map(plain)

const anyCall = fc.oneof(
  fc.record({
    id: fc.string({ minLength: 1 }),
    type: fc.constant('function'),
    function: fc.record({ name: fc.string({ minLength: 1 }), arguments: anyText }),
  }),
  fc.record({
    id: fc.string({ minLength: 1 }),
    type: fc.constant('custom'),
    custom: fc.record({ name: fc.string({ minLength: 1 }), input: anyText }),
  }),
)

const anyChatMessage = fc.record(
  {
    role: fc.constant('assistant'),
    content: fc.option(anyText),
    refusal: fc.option(anyText),
    reasoning_content: anyText,
    annotations: fc.array(anyObject, { maxLength: 2 }),
    tool_calls: fc.array(anyCall, { maxLength: 3 }),
  },
  { requiredKeys: ['role', 'content'] },
)

const anyChoice = fc.record(
  {
    message: anyChatMessage,
    finish_reason: fc.constantFrom('stop', 'length', 'tool_calls', 'content_filter'),
    logprobs: fc.option(fc.record({ content: fc.array(anyObject, { maxLength: 2 }) })),
  },
  { requiredKeys: ['message', 'finish_reason'] },
)

/** A body of Chat Completions, with fields that nobody knows yet. */
export const anyCompletion: fc.Arbitrary<JsonObject> = fc
  .record({
    id: fc.string(),
    object: fc.constant('chat.completion'),
    created: fc.nat(),
    model: fc.string(),
    service_tier: anyJson,
    choices: fc
      .array(anyChoice, { minLength: 1, maxLength: 3 })
      .map((choices) => choices.map((choice, index) => ({ index, ...choice }))),
    usage: fc.record({ prompt_tokens: tokens, completion_tokens: tokens, total_tokens: tokens }),
  })
  .map(plain)

const part = (type: string, field: string) => fc.record({ type: fc.constant(type), [field]: anyText })

const anyItem = fc.oneof(
  fc.record({
    type: fc.constant('message'),
    id: fc.string(),
    status: fc.constant('completed'),
    role: fc.constant('assistant'),
    content: fc.array(fc.oneof(part('output_text', 'text'), part('refusal', 'refusal')), { maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('function_call'),
    id: fc.string(),
    call_id: fc.string(),
    name: fc.string(),
    arguments: anyText,
    status: fc.constant('completed'),
  }),
  fc.record({
    type: fc.constant('custom_tool_call'),
    id: fc.string(),
    call_id: fc.string(),
    name: fc.string(),
    input: anyText,
  }),
  fc.record({
    type: fc.constant('reasoning'),
    id: fc.string(),
    summary: fc.array(part('summary_text', 'text'), { maxLength: 2 }),
    content: fc.array(part('reasoning_text', 'text'), { maxLength: 2 }),
  }),
  fc.record({ type: fc.constant('web_search_call'), id: fc.string(), action: anyJson }),
)

/** A body of Responses, with fields that nobody knows yet. */
export const anyResponse: fc.Arbitrary<JsonObject> = fc
  .record({
    id: fc.string(),
    object: fc.constant('response'),
    status: fc.constantFrom('completed', 'incomplete', 'failed'),
    error: fc.constant(null),
    model: fc.string(),
    output: fc.array(anyItem, { maxLength: 4 }),
    usage: fc.record({ input_tokens: tokens, output_tokens: tokens, total_tokens: tokens }),
    user: anyJson,
  })
  .map(plain)
