import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usageOf } from '../../../src/model/messages.ts'
import { openaiChat } from '../../../src/model/protocol/openai-chat.ts'
import { StreamError } from '../../../src/model/protocol/types.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../src/trajectory/index.ts'
import { anyChunks } from '../arbitrary.ts'
import { anyCompletion, anyCuts } from './arbitrary.ts'
import { assembler, eventsIn, eventsRead, streamed } from './build.ts'

const WITH_USAGE = { stream: true, stream_options: { include_usage: true } }

const chunk = (delta: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: 'chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG',
  object: 'chat.completion.chunk',
  created: 1741570283,
  model: 'gpt-5-2025-08-07',
  service_tier: 'default',
  system_fingerprint: 'fp_50cad350e4',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
  usage: null,
  obfuscation: 'x9Fk',
  ...more,
})
const last = (reason: string): JsonObject =>
  chunk({}, { choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: reason }] })
const part = (index: number, fields: JsonObject): JsonObject => chunk({ tool_calls: [{ index, ...fields }] })
const DONE: JsonObject = { type: 'done' }

/** A stream with two calls at once, as the provider sends it. */
const CALLS: readonly JsonObject[] = [
  chunk({ role: 'assistant', content: null, refusal: null }),
  part(0, { id: 'call_1', type: 'function', function: { name: 'find', arguments: '' } }),
  part(0, { function: { arguments: '{"id"' } }),
  part(0, { function: { arguments: ':7}' } }),
  part(1, { id: 'call_2', type: 'function', function: { name: 'list', arguments: '' } }),
  part(1, { function: { arguments: '{}' } }),
  last('tool_calls'),
  chunk(
    {},
    {
      choices: [],
      usage: {
        prompt_tokens: 100,
        completion_tokens: 30,
        total_tokens: 130,
        prompt_tokens_details: { cached_tokens: 64 },
        completion_tokens_details: { reasoning_tokens: 12 },
      },
    },
  ),
  DONE,
]

describe('a stream of a completion', () => {
  it('makes the body of the call without a stream', () => {
    const made = assembler(openaiChat, CALLS)
    expect(made.ended).toBe(true)
    expect(made.body()).toEqual({
      id: 'chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG',
      object: 'chat.completion',
      created: 1741570283,
      model: 'gpt-5-2025-08-07',
      service_tier: 'default',
      system_fingerprint: 'fp_50cad350e4',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: null,
            refusal: null,
            tool_calls: [
              { id: 'call_1', type: 'function', function: { name: 'find', arguments: '{"id":7}' } },
              { id: 'call_2', type: 'function', function: { name: 'list', arguments: '{}' } },
            ],
          },
          logprobs: null,
          finish_reason: 'tool_calls',
        },
      ],
      usage: expect.objectContaining({ total_tokens: 130 }),
    })
    expect(made.chunks).toEqual([
      [1, 5, 3],
      [1, 3, 4],
      [2, 2, 6],
    ])
  })

  it('reads as a message in the shape of all providers', () => {
    const message = openaiChat.messageIn(assembler(openaiChat, CALLS).body())
    expect(message).toEqual({
      id: 'chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG',
      type: 'message',
      role: 'assistant',
      model: 'gpt-5-2025-08-07',
      content: [
        { type: 'tool_use', id: 'call_1', name: 'find', input: { id: 7 } },
        { type: 'tool_use', id: 'call_2', name: 'list', input: {} },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: {
        input_tokens: 36,
        cache_read_input_tokens: 64,
        cache_creation_input_tokens: 0,
        output_tokens: 30,
      },
    })
    expect(message && usageOf(message)).toMatchObject({
      inputTokens: 36,
      cacheReadTokens: 64,
      outputTokens: 30,
    })
  })

  it('may be sent by servers that leave out indexes, repeat the role, or send a name again', () => {
    const call = (fields: JsonObject): JsonObject => chunk({ role: 'assistant', tool_calls: [fields] })
    const made = assembler(openaiChat, [
      chunk({ role: 'assistant', content: '' }),
      call({ id: 'a', type: 'function', function: { name: 'find', arguments: '{' } }),
      call({ id: null, function: { name: '', arguments: '}' } }),
      call({ id: 'b', type: 'function', function: { name: 'list', arguments: '' } }),
      last('stop'),
      DONE,
    ])
    expect(openaiChat.messageIn(made.body())).toMatchObject({
      content: [
        { id: 'a', name: 'find', input: {} },
        { id: 'b', name: 'list', input: {} },
      ],
      stop_reason: 'tool_use',
    })
  })

  it('may bring what the model thinks, as other providers send it', () => {
    const made = assembler(openaiChat, [
      chunk({ role: 'assistant', content: null, reasoning_content: 'hm' }),
      chunk({ reasoning_content: 'm' }),
      chunk({ content: 'yes' }),
      last('stop'),
      DONE,
    ])
    expect(openaiChat.messageIn(made.body())?.content).toEqual([
      { type: 'thinking', thinking: 'hmm', signature: '' },
      { type: 'text', text: 'yes' },
    ])
  })
})

describe('a completion cut into chunks', () => {
  it('is put together again as it was, wherever it was cut and however the bytes arrive', () => {
    fc.assert(
      fc.property(anyCompletion, anyChunks, anyCuts, (body, chunks, cuts) => {
        expect(streamed(openaiChat, body, { chunks, cuts, request: WITH_USAGE })).toEqual(body)
      }),
      { numRuns: 300 },
    )
  })

  it('has its usage only for a client that asks for it', () => {
    fc.assert(
      fc.property(anyCompletion, (body) => {
        const { usage: _, ...rest } = body
        expect(streamed(openaiChat, body, { request: { stream: true } })).toEqual(rest)
      }),
    )
  })

  it('is cut where it was cut when it was recorded, and says so again', () => {
    const { chunks, body } = assembler(openaiChat, CALLS)
    const pieces = openaiChat.pieces(body(), chunks, WITH_USAGE)
    expect(pieces.flatMap(({ atMs }) => atMs ?? [])).toEqual([3, 4, 6])
    expect(pieces.at(-1)?.text).toBe('data: [DONE]\n\n')
    const again = assembler(openaiChat, eventsIn(pieces.map(({ text }) => text)))
    expect(again.chunks.map(([block, characters]) => [block, characters])).toEqual([
      [1, 5],
      [1, 3],
      [2, 2],
    ])
  })
})

describe('a broken stream is refused', () => {
  it.each<[string, readonly JsonObject[], string]>([
    ['that is empty', [], 'before [DONE]'],
    ['that was cut before its end', CALLS.slice(0, 4), 'before [DONE]'],
    ['that was cut before [DONE]', CALLS.slice(0, -1), 'before [DONE]'],
    ['without a reason for its end', [...CALLS.slice(0, 4), DONE], 'finish_reason'],
    ['without a choice', [DONE], 'completion'],
    ['with a choice that has no index', [chunk({}, { choices: [{}] })], 'index'],
  ])('%s', (_, events, why) => {
    const body = () => assembler(openaiChat, events).body()
    expect(body).toThrow(StreamError)
    expect(body).toThrow(why)
  })

  it('and whatever else a stream brings, nothing but a StreamError is thrown', () => {
    const hostile = fc.jsonValue({ maxDepth: 5 }) as fc.Arbitrary<Json>
    const call = fc.record(
      { index: fc.nat({ max: 2 }), function: hostile, id: hostile },
      { requiredKeys: [] },
    )
    const delta = fc.oneof(
      hostile,
      fc.record({ content: hostile, tool_calls: fc.array(fc.oneof(hostile, call)) }),
    )
    const choice = fc.record({ index: fc.nat({ max: 2 }), delta, logprobs: hostile, finish_reason: hostile })
    const anyEvent = fc.record({ choices: fc.array(choice), usage: hostile })
    fc.assert(
      fc.property(fc.array(fc.oneof(anyEvent, hostile.filter(isJsonObject))), (events) => {
        try {
          const body = assembler(openaiChat, [...(events as JsonObject[]), DONE]).body()
          openaiChat.messageIn(body)
        } catch (error) {
          expect(error).toBeInstanceOf(StreamError)
        }
      }),
    )
  })
})

describe('an error', () => {
  const error = openaiChat.errorBody('server_error', 'The server had an error')

  it('in the stream takes the place of the reply', () => {
    const made = assembler(openaiChat, [
      ...CALLS.slice(0, 2),
      ...eventsRead(openaiChat.errorPiece(error, ''), []),
    ])
    expect(made.error).toEqual(error)
    expect(made.ended).toBe(false)
    expect(openaiChat.failureIn(500, made.error)).toEqual({
      status: 500,
      type: 'server_error',
      message: 'The server had an error',
    })
  })

  it('is no message', () => {
    expect(openaiChat.messageIn(error)).toBeNull()
  })
})
