import { describe, expect, it } from 'vitest'
import { type TranscriptOptions, trajectoryOf, transcriptSchema } from '../../src/model/transcript.ts'
import {
  finalOutput,
  type JsonObject,
  type ToolCall,
  type Trajectory,
  toolCalls,
} from '../../src/trajectory/index.ts'

const OPTIONS: TranscriptOptions = { model: 'gpt-4o', isToolError: (text) => text.startsWith('Error') }

const read = (messages: readonly JsonObject[], more: JsonObject = {}): Trajectory =>
  trajectoryOf(transcriptSchema.parse({ case: 'c', messages, ...more }), OPTIONS)

const typesOf = ({ events }: Trajectory): string[] => events.map(({ type, turn }) => `${type} ${turn}`)
const callsOf = (trajectory: Trajectory): ToolCall[] => toolCalls(trajectory).map(({ event }) => event)

const user = (content: JsonObject['x']): JsonObject => ({ role: 'user', content: content ?? null })
const assistant = (content: JsonObject['x'], more: JsonObject = {}): JsonObject => ({
  role: 'assistant',
  content: content ?? null,
  ...more,
})
const use = (id: string, name = 'find', input: JsonObject = {}) => ({ type: 'tool_use', id, name, input })
const result = (id: string, content: string, more: JsonObject = {}) => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  ...more,
})
const called = (id: string, name: string, args: string) => ({
  id,
  type: 'function',
  function: { name, arguments: args },
})

describe("a conversation in Anthropic's format", () => {
  const trajectory = read(
    [
      user('Where is it?'),
      assistant([
        { type: 'thinking', thinking: 'hm', signature: 's' },
        use('a', 'find', { id: 1 }),
        use('b', 'pay'),
      ]),
      user([result('b', 'no funds', { is_error: true }), result('a', 'here')]),
      assistant([{ type: 'text', text: 'Here.' }], { stop_reason: 'end_turn', model: 'claude-opus-5' }),
      user('Thanks'),
      assistant('Bye.'),
    ],
    {
      calls: [
        { usage: { input_tokens: 10, output_tokens: 2 }, latencyMs: 900, model: 'claude-sonnet-4-5' },
        { latencyMs: 100 },
        { usage: null, latencyMs: 50 },
      ],
    },
  )

  it('becomes turns, model calls, tool calls, replies and a final output', () => {
    expect(typesOf(trajectory)).toEqual([
      'user_turn 1',
      'model_call 1',
      'tool_call 1',
      'tool_call 1',
      'model_call 1',
      'reply 1',
      'user_turn 2',
      'model_call 2',
      'reply 2',
      'final_output 2',
    ])
    expect(finalOutput(trajectory)?.text).toBe('Bye.')
    expect(trajectory).toMatchObject({
      latencyMs: 1050,
      end: { kind: 'completed' },
      provenance: { source: 'import' },
    })
  })

  it('pairs each result with its call, and knows an error by its flag', () => {
    expect(callsOf(trajectory)).toMatchObject([
      { id: 'a', name: 'find', input: { id: 1 }, result: 'here', status: 'ok' },
      { id: 'b', name: 'pay', result: 'no funds', status: 'error' },
    ])
  })

  it('takes usage, time and model of each call from `calls`, else from the message, else from the options', () => {
    const calls = trajectory.events.filter((event) => event.type === 'model_call')
    expect(
      calls.map(({ model, usage, latencyMs }) => [model, usage?.inputTokens ?? null, latencyMs]),
    ).toEqual([
      ['claude-sonnet-4-5', 10, 900],
      ['claude-opus-5', null, 100],
      ['gpt-4o', null, 50],
    ])
    expect(calls[0]?.response?.['stop_reason']).toBe('tool_use')
  })
})

describe("a conversation in OpenAI's format", () => {
  it('is read with its calls, results, and errors told by their text', () => {
    const trajectory = read([
      { role: 'system', content: 'be kind' },
      user('Where is it?'),
      assistant(null, { tool_calls: [called('a', 'find', '{"id": 1}'), called('b', 'pay', '{}')] }),
      { role: 'tool', tool_call_id: 'a', content: 'here' },
      { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: 'Error: no funds' }] },
      assistant('Here.', { tool_calls: null }),
    ])
    expect(callsOf(trajectory)).toMatchObject([
      { id: 'a', name: 'find', input: { id: 1 }, result: 'here', status: 'ok' },
      { id: 'b', name: 'pay', input: {}, status: 'error' },
    ])
    expect(finalOutput(trajectory)?.text).toBe('Here.')
  })

  it('keeps arguments that are not JSON as the text they are', () => {
    const trajectory = read([user('x'), assistant('', { tool_calls: [called('a', 'find', '{"id": 1')] })])
    expect(callsOf(trajectory)).toMatchObject([{ input: '{"id": 1', status: 'unanswered', result: null }])
  })

  it('counts cached tokens within those of the prompt', () => {
    const usage = { prompt_tokens: 100, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 60 } }
    const { events } = read([user('x'), assistant('y')], { calls: [{ usage }] })
    expect(events[1]).toMatchObject({ usage: { inputTokens: 40, cacheReadTokens: 60, outputTokens: 7 } })
  })
})

describe('tool-call ids that are used again', () => {
  it('belong to the nearest earlier call that is still unanswered', () => {
    const trajectory = read([
      user('x'),
      assistant([use('same')]),
      user([result('same', 'first')]),
      assistant([use('same'), use('same')]),
      user([result('same', 'second'), result('same', 'third')]),
    ])
    expect(callsOf(trajectory).map(({ result: content }) => content)).toEqual(['first', 'third', 'second'])
  })
})

describe('the edges of a conversation', () => {
  it('a leading greeting is kept as spoken, not as a model call', () => {
    const trajectory = read([assistant('Welcome!'), user('hi'), assistant('Hello.')], {
      calls: [{ latencyMs: 5 }],
    })
    expect(typesOf(trajectory).slice(0, 3)).toEqual(['spoken_message 0', 'user_turn 1', 'model_call 1'])
  })

  it('a last user turn without an answer is kept and not played', () => {
    const { events } = read([user('hi'), assistant('Hello.'), user('Bye')])
    expect(events.filter((event) => event.type === 'user_turn').map(({ played }) => played)).toEqual([
      true,
      false,
    ])
    expect(events.at(-1)).toMatchObject({ type: 'final_output', text: 'Hello.', turn: 1 })
  })

  it('a turn that ends in a tool call has no reply', () => {
    expect(
      typesOf(read([user('hi'), assistant([use('a')]), user('never mind'), assistant('Fine.')])),
    ).toEqual([
      'user_turn 1',
      'model_call 1',
      'tool_call 1',
      'user_turn 2',
      'model_call 2',
      'reply 2',
      'final_output 2',
    ])
  })

  it('words beside tool results begin a turn', () => {
    const trajectory = read([
      user('hi'),
      assistant([use('a')]),
      user([result('a', 'r'), { type: 'text', text: 'and?' }]),
    ])
    expect(typesOf(trajectory).at(-1)).toBe('user_turn 2')
    expect(callsOf(trajectory)).toMatchObject([{ result: 'r' }])
  })

  it('without times the latency is unknown, not zero', () => {
    expect(read([user('hi'), assistant('Hello.')]).latencyMs).toBeNull()
    expect(read([user('hi'), assistant('a')], { calls: [{ latencyMs: null }] }).latencyMs).toBeNull()
  })
})

describe('a transcript that cannot be understood is refused with the place', () => {
  it.each<[string, readonly JsonObject[], JsonObject, RegExp]>([
    [
      'a result without a call',
      [user('x'), user([result('z', 'r')])],
      {},
      /\.messages\[1\]: no earlier unanswered tool call has the id z/,
    ],
    [
      'a result that comes twice',
      [user('x'), assistant([use('a')]), user([result('a', '1'), result('a', '2')])],
      {},
      /\.messages\[2\]/,
    ],
    [
      'an unknown role',
      [{ role: 'robot', content: 'x' }],
      {},
      /\.messages\[0\]\.role: expected user.*"robot"/,
    ],
    ['content that is neither text nor blocks', [user(7)], {}, /\.messages\[0\]\.content/],
    ['a block without a type', [user('x'), assistant([{ text: 'x' }])], {}, /\.messages\[1\]\.content\[0\]/],
    [
      'a call without a function',
      [user('x'), assistant('', { tool_calls: [{ id: 'a' }] })],
      {},
      /\.messages\[1\]\.tool_calls\[0\]/,
    ],
    [
      'tool calls that are no list',
      [user('x'), assistant('', { tool_calls: {} })],
      {},
      /\.messages\[1\]\.tool_calls/,
    ],
    [
      'a tool message of odd content',
      [user('x'), { role: 'tool', tool_call_id: 'a', content: [7] }],
      {},
      /\.messages\[1\]\.content\[0\]/,
    ],
    [
      'fewer calls than model calls',
      [user('x'), assistant('y')],
      { calls: [] },
      /\.calls: .* 1 model calls, found 0/,
    ],
    [
      'more calls than model calls',
      [user('x'), assistant('y')],
      { calls: [{}, {}] },
      /\.calls: .* 1 model calls, found 2/,
    ],
  ])('%s', (_, messages, more, why) => {
    expect(() => read(messages, more)).toThrow(why)
  })

  it.each<[string, JsonObject]>([
    ['no messages', { messages: [] }],
    ['no case', { case: '' }],
    ['a trial that is no number', { trial: 'one' }],
    ['a key it does not know', { extra: 1 }],
    ['a negative latency', { calls: [{ latencyMs: -1 }] }],
  ])('%s', (_, change) => {
    const line = { case: 'c', messages: [user('x')], ...change }
    expect(transcriptSchema.safeParse(line).success).toBe(false)
  })

  it('though a case may be a number', () => {
    expect(transcriptSchema.parse({ case: 7, messages: [user('x')] })).toMatchObject({ case: '7', trial: 0 })
  })
})
