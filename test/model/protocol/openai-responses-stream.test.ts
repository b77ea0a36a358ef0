import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openaiResponses } from '../../../src/model/protocol/openai-responses.ts'
import { StreamError } from '../../../src/model/protocol/types.ts'
import type { Json, JsonObject } from '../../../src/trajectory/index.ts'
import { anyChunks } from '../arbitrary.ts'
import { anyCuts, anyResponse } from './arbitrary.ts'
import { assembler, eventsIn, streamed } from './build.ts'
import { RESPONSE, STREAM } from './responses-stream.ts'

describe('a stream of a response', () => {
  it('makes the body of the call without a stream', () => {
    const made = assembler(openaiResponses, STREAM)
    expect(made.ended).toBe(true)
    expect(made.body()).toEqual(RESPONSE)
    expect(made.chunks).toEqual([
      [0, 6, 5],
      [1, 6, 11],
      [1, 5, 12],
      [2, 8, 17],
    ])
  })

  it('is what the provider sends, event for event, when it is played again', () => {
    const { chunks, body } = assembler(openaiResponses, STREAM)
    const pieces = openaiResponses.pieces(body(), chunks, {})
    expect(eventsIn(pieces.map(({ text }) => text))).toEqual(STREAM)
    expect(pieces.map(({ atMs }) => atMs).filter((atMs) => atMs !== null)).toEqual([5, 11, 12, 17])
    expect(pieces[0]?.text).toMatch(/^event: response\.created\ndata: /)
  })

  it('reads as a message in the shape of all providers', () => {
    expect(openaiResponses.messageIn(RESPONSE)).toEqual({
      id: RESPONSE['id'],
      type: 'message',
      role: 'assistant',
      model: 'gpt-5-2025-08-07',
      content: [
        { type: 'thinking', thinking: 'Think.', signature: 'gAAA' },
        { type: 'text', text: 'Let me see.' },
        { type: 'tool_use', id: 'call_1', name: 'see', input: { at: 1 } },
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
  })

  it('may leave the items out at its end, as some servers do', () => {
    const bare = [
      ...STREAM.slice(0, -1),
      { type: 'response.completed', response: { ...RESPONSE, output: [] } },
    ]
    expect(assembler(openaiResponses, bare).body()).toEqual(RESPONSE)
  })
})

describe('a response cut into events', () => {
  it('is put together again as it was, wherever it was cut and however the bytes arrive', () => {
    fc.assert(
      fc.property(anyResponse, anyChunks, anyCuts, (body, chunks, cuts) => {
        expect(streamed(openaiResponses, body, { chunks, cuts })).toEqual(body)
      }),
      { numRuns: 300 },
    )
  })

  it('has texts in its deltas that make the whole text', () => {
    fc.assert(
      fc.property(anyResponse, anyChunks, (body, chunks) => {
        const events = eventsIn(openaiResponses.pieces(body, chunks, {}).map(({ text }) => text))
        let text = ''
        for (const event of events) {
          const type = String(event['type'])
          if (type.endsWith('.delta')) text += String(event['delta'])
          if (!/(text|refusal|arguments|input)\.done$/.test(type)) continue
          expect(text).toBe(event['text'] ?? event['refusal'] ?? event['arguments'] ?? event['input'])
          text = ''
        }
        expect(text).toBe('')
      }),
    )
  })
})

describe('a broken stream is refused', () => {
  it.each<[string, readonly JsonObject[], string]>([
    ['that is empty', [], 'before response.completed'],
    ['that was cut before its end', STREAM.slice(0, -1), 'before response.completed'],
    ['that does not begin with response.created', STREAM.slice(2), 'response.created'],
    ['with a delta of an item that never began', [...STREAM.slice(0, 2), ...STREAM.slice(10, 11)], 'item 1'],
    ['with a delta of an item that has ended', [...STREAM.slice(0, 8), ...STREAM.slice(4, 5)], 'item 0'],
    ['with an item that never ended', [...STREAM.slice(0, 5), ...STREAM.slice(-1)], 'item 0 never ended'],
    [
      'with an end that carries no response',
      [...STREAM.slice(0, 2), { type: 'response.completed' }],
      'no response',
    ],
  ])('%s', (_, events, why) => {
    const body = () => assembler(openaiResponses, events).body()
    expect(body).toThrow(StreamError)
    expect(body).toThrow(why)
  })
})

describe('whatever else a stream brings', () => {
  it('nothing but a StreamError is thrown', () => {
    const hostile = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.constant({ toString: 1, valueOf: 1 }),
    ) as fc.Arbitrary<Json>
    const type = fc.oneof(hostile, fc.constantFrom(...STREAM.map((event) => event['type'] ?? null), 'error'))
    const anyEvent = fc.record(
      { type, output_index: hostile, item: hostile, delta: hostile, response: hostile, error: hostile },
      { requiredKeys: ['type'] },
    )
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        try {
          const made = assembler(openaiResponses, [...STREAM.slice(0, 3), ...events, ...STREAM.slice(-1)])
          openaiResponses.messageIn(made.body())
        } catch (error) {
          expect(error).toBeInstanceOf(StreamError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('the events of a stream have all that the types of the client promise', () => {
  const said = openaiResponses.bodyOf(
    {
      id: 'msg_greet_0_1',
      role: 'assistant',
      content: [
        { type: 'text', text: 'hi' },
        { type: 'tool_use', id: 'call_1', name: 'find', input: {} },
      ],
    },
    {},
  )
  const pieces = openaiResponses.pieces(said, [], {})
  const events = eventsIn(pieces.map(({ text }) => text))

  it('the name of a call at its end, and lists of log probabilities', () => {
    const of = (type: string) => events.find((event) => event['type'] === type)
    expect(of('response.function_call_arguments.done')).toMatchObject({ name: 'find', arguments: '{}' })
    expect(of('response.output_text.delta')).toMatchObject({ logprobs: [] })
    expect(of('response.output_text.done')).toMatchObject({ logprobs: [] })
    expect(of('response.function_call_arguments.delta')).not.toHaveProperty('logprobs')
  })

  it('ids that no other call of the trial has', () => {
    expect(said['output']).toMatchObject([{ id: 'msg_greet_0_1_0' }, { id: 'fc_greet_0_1_1' }])
  })

  it('an error that is numbered as the event that it is', () => {
    const sent = pieces.slice(0, 4).map(({ text }) => text)
    const [last] = eventsIn([openaiResponses.errorPiece(openaiResponses.errorBody('x', 'y'), sent.join(''))])
    expect(last).toMatchObject({ type: 'error', sequence_number: 4 })
  })
})

describe('an error', () => {
  it('in the stream takes the place of the reply', () => {
    const error = openaiResponses.errorBody('server_error', 'down')
    const made = assembler(openaiResponses, [
      ...STREAM.slice(0, 5),
      ...eventsIn([openaiResponses.errorPiece(error, '')]),
    ])
    expect(openaiResponses.failureIn(500, made.error)).toEqual({
      status: 500,
      type: 'server_error',
      message: 'down',
    })
    expect(made.ended).toBe(false)
  })

  it('of a response that failed is told, and its body is no message', () => {
    const error = { code: 'rate_limit_exceeded', message: 'slow down' }
    const body = { ...RESPONSE, status: 'failed', output: [], error }
    const made = assembler(openaiResponses, [
      ...STREAM.slice(0, 2),
      { type: 'response.failed', response: body },
    ])
    expect(made.body()).toEqual(body)
    expect(openaiResponses.messageIn(body)).toBeNull()
    const failure = { status: 429, type: 'rate_limit_exceeded', message: 'slow down' }
    expect(openaiResponses.failureIn(429, made.error)).toEqual(failure)
    expect(openaiResponses.failureIn(429, body)).toEqual(failure)
  })
})
