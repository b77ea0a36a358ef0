import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EndpointName } from '../../../src/model/protocol/types.ts'
import { hashOf } from '../../../src/model/recording/blocks.ts'
import { decodeRecordings, encodeRecordings, type RecordedCall } from '../../../src/model/recording/format.ts'
import type { JsonObject } from '../../../src/trajectory/index.ts'
import { anyJson, anyObject, anyRequest, plain } from '../../trajectory/arbitrary.ts'
import { anyChunks } from '../arbitrary.ts'
import { message } from '../build.ts'
import { recorded, recording } from './build.ts'

const millis = fc.option(fc.nat({ max: 100_000 }).map((tenths) => tenths / 10))

/** The same history as OpenAI's Responses have it. */
const asInput = ({ messages, ...rest }: JsonObject): JsonObject =>
  messages === undefined ? rest : { ...rest, input: messages }

const anyCall: fc.Arbitrary<RecordedCall> = fc
  .record({
    endpoint: fc.constantFrom<EndpointName>('messages', 'responses', 'models'),
    request: fc.oneof(anyRequest, anyRequest.map(asInput), anyObject),
    status: fc.constantFrom(200, 429, 529),
    response: fc.oneof(anyJson, anyObject),
    headers: fc.constantFrom<Record<string, string>>({}, { 'retry-after': '1' }),
    latencyMs: millis,
    ttftMs: millis,
    chunks: anyChunks,
    concurrent: fc.array(fc.nat({ max: 4 }), { maxLength: 2 }),
  })
  .map(({ request, response, ...more }) => recorded(request, response, more))

const anyRecording = fc
  .record({
    trial: fc.nat(),
    recordedAt: fc.option(fc.constant('2026-11-20T10:00:00.000Z')),
    today: fc.option(fc.constant('2026-11-20')),
    alternatives: fc.constantFrom<Record<string, string>>({}, { '<TMP>': '/tmp' }),
    earlierAttempts: fc.nat(),
    made: fc.option(
      fc.record({
        suite: fc.string(),
        case: fc.string(),
        tools: fc.string(),
        agent: fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), fc.string()),
      }),
    ),
    unansweredTurn: fc.option(fc.integer({ min: 1, max: 9 })),
    tools: fc.array(
      fc.record({
        id: fc.option(fc.string()),
        name: fc.string(),
        result: anyJson,
        isError: fc.boolean(),
        latencyMs: millis,
      }),
      { maxLength: 3 },
    ),
  })
  .chain((rest) => fc.array(anyCall, { maxLength: 5 }).map((calls) => plain({ ...rest, calls })))

describe('a file of recordings', () => {
  it('gives back what was put in', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.uniqueArray(anyRecording, { minLength: 1, maxLength: 3, selector: ({ trial }) => trial }),
        (id, recordings) => {
          expect(decodeRecordings(encodeRecordings(id, recordings), id)).toStrictEqual(recordings)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('is the same text for the same recordings', () => {
    const shop = recording([recorded({ system: 'be kind '.repeat(20), messages: [] })])
    expect(encodeRecordings('c', [shop])).toBe(encodeRecordings('c', structuredClone([shop])))
  })

  it.each([
    ['messages', (request: JsonObject) => request],
    ['input', asInput],
  ])('of a conversation of 50 calls takes the room of its content, not of its repetitions: %s', (_, as) => {
    const calls = conversation(50).map((call) => ({ ...call, request: as(call.request) }))
    const text = encodeRecordings('c', [recording(calls)])
    expect(JSON.stringify(calls).length).toBeGreaterThan(5_000_000)
    expect(text.length).toBeLessThan(300_000)
    expect(decodeRecordings(text, 'c')[0]?.calls).toEqual(calls)
  })

  it('of an agent and a sub-agent that take turns takes no more room than one after the other', () => {
    const [main, sub] = [conversation(20), conversation(20, 'h')]
    const inTurn = main.flatMap((call, index) => [call, sub[index] ?? call])
    const [apart, mixed] = [[...main, ...sub], inTurn].map((calls) =>
      encodeRecordings('c', [recording(calls)]),
    )
    expect(mixed?.length).toBeLessThan((apart?.length ?? 0) * 1.02)
    expect(decodeRecordings(mixed ?? '', 'c')[0]?.calls).toEqual(inTurn)
  })

  it('takes little more for another trial that asked the same', () => {
    const calls = conversation(20)
    const one = encodeRecordings('c', [recording(calls)]).length
    const two = encodeRecordings('c', [recording(calls), recording(calls, { trial: 1 })]).length
    expect(two).toBeLessThan(one * 1.5)
  })
})

/** A loop of tool calls: each request repeats the instructions, the tools and the history. */
function conversation(turns: number, who = ''): RecordedCall[] {
  const words = (count: number, about: string) =>
    Array.from({ length: count }, (_, index) => `${about}${index}`).join(' ')
  const fixed = {
    model: 'm',
    system: words(8000, `rule${who}`),
    tools: [{ name: 'find', description: words(500, 'use') }],
  }
  const messages: JsonObject[] = []
  return Array.from({ length: turns }, (_, turn) => {
    messages.push({
      role: 'user',
      content: [{ type: 'tool_result', content: words(150, `f${who}${turn}x`) }],
    })
    const request = { ...fixed, messages: [...messages] }
    const content = [
      { type: 'text', text: words(100, `s${turn}x`) },
      { type: 'tool_use', id: `t${turn}`, name: 'find', input: { query: words(20, `a${turn}x`) } },
    ]
    messages.push({ role: 'assistant', content })
    const chunks = Array.from({ length: 100 }, (_, piece) => [0, 5, piece * 10] as const)
    return recorded(request, message(content), { chunks })
  })
}

it('a file of format 1 is read, with what it lacks as it was then', () => {
  const request = { model: 'm', system: 'long '.repeat(30), messages: [{ role: 'user', content: 'hi' }] }
  const system = { $block: '0123456789abcdef' }
  const whole = { same: [], changed: { model: 'm', system }, keep: 0, messages: request.messages }
  const call = {
    key: hashOf(request),
    request: whole,
    status: 200,
    headers: {},
    response: message('hello'),
    latencyMs: 800,
    ttftMs: null,
    chunks: '',
  }
  const hash = hashOf(request.system).slice(0, 16)
  const text = JSON.stringify({
    format: 1,
    case: 'c',
    recordings: [
      {
        trial: 0,
        recordedAt: '2026-11-20T10:00:00.000Z',
        earlierAttempts: 0,
        unansweredTurn: null,
        calls: [
          call,
          { ...call, request: { same: ['model', 'system'], changed: {}, keep: 1, messages: [] } },
        ],
        tools: [{ id: null, name: 'find', result: 'x', isError: false, latencyMs: null }],
      },
    ],
    blocks: { [hash]: request.system },
  }).replace('0123456789abcdef', hash)
  expect(decodeRecordings(text, 'c')).toEqual([
    recording([recorded(request), recorded(request)], {
      tools: [{ id: null, name: 'find', result: 'x', isError: false, latencyMs: null }],
    }),
  ])
})

it('what is usual is left out of the file', () => {
  const text = encodeRecordings('c', [recording([recorded({ messages: [] })])])
  for (const field of ['endpoint', 'status', 'headers', 'chunks', 'concurrent', 'made', 'tools', 'ttftMs']) {
    expect(text).not.toContain(field)
  }
})

describe('a file that is no recording is refused, and says why', () => {
  const file = JSON.parse(
    encodeRecordings('c', [recording([recorded({ system: 'long '.repeat(30) })])]),
  ) as JsonObject
  const [first] = file['recordings'] as readonly JsonObject[]
  const [call] = (first?.['calls'] ?? []) as readonly JsonObject[]
  const withCall = (change: JsonObject): JsonObject => ({
    ...file,
    recordings: [{ ...first, calls: [{ ...call, ...change }] }],
  })

  it.each<[string, JsonObject, RegExp]>([
    ['of a newer format', { format: 4 }, /format 4.*reads up to 3/],
    ['of a newer format, whatever else it holds', { format: 7, anything: [] }, /format 7/],
    ['without a format', {}, /at \.format/],
    ['of another case', { ...file, case: 'd' }, /another case, "d"/],
    ['with a trial twice', { ...file, recordings: [first ?? null, first ?? null] }, /trial 0 twice/],
    ['without recordings', { ...file, recordings: [] }, /at \.recordings/],
    ['with a key too many', { ...file, extra: 1 }, /extra/],
    ['with a missing block', { ...file, blocks: {} }, /block [0-9a-f]{16} is not in the file/],
    ['with an edited block', edited(), /block [0-9a-f]{16} does not have the content/],
    ['with a negative latency', withCall({ latencyMs: -1 }), /at \.recordings\.0\.calls\.0\.latencyMs/],
    ['with chunks that are none', withCall({ chunks: '0:5' }), /expected block:characters@ms.*0:5/],
    [
      'with a request that refers to none before it',
      withCall({ request: { same: ['system'], changed: {}, keep: 0, messages: null } }),
      /request of call 1.*system/,
    ],
    ['with a call without a key', withCall({ keys: [] }), /expected keys/],
    ['with a request that is no delta', withCall({ request: { same: 1 } }), /request of call 1/],
  ])('%s', (_, damaged, why) => {
    expect(() => decodeRecordings(JSON.stringify(damaged), 'c')).toThrow(why)
  })

  it('that is cut off', () => {
    expect(() => decodeRecordings(JSON.stringify(file).slice(0, -20), 'c')).toThrow(SyntaxError)
  })

  function edited(): JsonObject {
    const blocks = file['blocks'] as JsonObject
    return {
      ...file,
      blocks: Object.fromEntries(Object.keys(blocks).map((hash) => [hash, 'edited by hand'])),
    }
  }
})
