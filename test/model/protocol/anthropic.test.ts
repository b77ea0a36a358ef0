import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anthropicMessages } from '../../../src/model/protocol/anthropic.ts'
import { StreamError } from '../../../src/model/protocol/types.ts'
import type { AssistantMessage, JsonObject } from '../../../src/trajectory/index.ts'
import { anyChunks, anyMessage } from '../arbitrary.ts'
import { eventsIn, eventsRead } from './build.ts'

const { createAssembler, pieces } = anthropicMessages

function assembled(events: readonly JsonObject[]): JsonObject {
  const assembler = createAssembler(() => 0)
  for (const event of events) assembler.push(event)
  return assembler.body()
}

const START: JsonObject = {
  type: 'message_start',
  message: { type: 'message', role: 'assistant', content: [], usage: { input_tokens: 9, output_tokens: 1 } },
}
const STOP: JsonObject = { type: 'message_stop' }
const begin = (index: number, content_block: JsonObject): JsonObject => ({
  type: 'content_block_start',
  index,
  content_block,
})
const delta = (index: number, piece: JsonObject): JsonObject => ({
  type: 'content_block_delta',
  index,
  delta: piece,
})
const end = (index: number): JsonObject => ({ type: 'content_block_stop', index })
const text = (index: number, said: string): JsonObject => delta(index, { type: 'text_delta', text: said })
const json = (index: number, partial_json: string): JsonObject =>
  delta(index, { type: 'input_json_delta', partial_json })
const TEXT = { type: 'text', text: '' }
const TOOL = { type: 'tool_use', id: 't', name: 'find', input: {} }

describe('a message cut into stream events', () => {
  it('is put together again as it was, wherever it was cut and however the bytes arrive', () => {
    const anyCuts = fc.array(fc.nat({ max: 5000 }), { maxLength: 20 })
    fc.assert(
      fc.property(anyMessage, anyChunks, anyCuts, fc.boolean(), (message, chunks, cuts, windows) => {
        const sent = pieces(message, chunks, {})
          .map(({ text }) => text)
          .join('')
        const read = eventsRead(windows ? sent.replaceAll('\n', '\r\n') : sent, cuts)
        expect(assembled(read)).toStrictEqual(message)
      }),
      { numRuns: 500 },
    )
  })

  it('has its text cut where it was cut when it was recorded, each piece with its time', () => {
    const message: AssistantMessage = { role: 'assistant', content: [{ type: 'text', text: 'abcdefgh' }] }
    const sent = pieces(
      message,
      [
        [0, 3, 10],
        [0, 1, 20],
        [1, 9, 25],
        [0, 2, 30],
      ],
      {},
    )
    const said = sent.flatMap(({ text, atMs }) => {
      const [event] = eventsIn([text])
      return event?.['type'] === 'content_block_delta' ? [[(event['delta'] as JsonObject)['text'], atMs]] : []
    })
    expect(said).toEqual([
      ['abc', 10],
      ['d', 20],
      ['ef', 30],
      ['gh', null],
    ])
    expect(sent.filter(({ atMs }) => atMs !== null)).toHaveLength(3)
  })

  it('gives back the chunks it was cut by', () => {
    let now = 0
    const assembler = createAssembler(() => ++now)
    for (const event of [
      START,
      begin(0, TEXT),
      text(0, 'ab'),
      text(0, 'c'),
      end(0),
      begin(1, TOOL),
      json(1, '{}'),
    ])
      assembler.push(event)
    expect(assembler.chunks).toEqual([
      [0, 2, 1],
      [0, 1, 2],
      [1, 2, 3],
    ])
  })
})

describe('an assembler', () => {
  it('follows blocks that run side by side, pings, and events yet to be invented', () => {
    const events = [
      { type: 'ping' },
      START,
      begin(0, TEXT),
      begin(1, TOOL),
      json(1, '{"id":'),
      { type: 'brand_new', index: 0 },
      text(0, 'one '),
      json(1, ' 7}'),
      end(1),
      text(0, 'two'),
      end(0),
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 20 } },
      STOP,
    ]
    expect(assembled(events)).toEqual({
      type: 'message',
      role: 'assistant',
      content: [
        { type: 'text', text: 'one two' },
        { ...TOOL, input: { id: 7 } },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: 9, output_tokens: 20 },
    })
  })

  it('keeps deltas of kinds it does not know', () => {
    const { content } = assembled([
      START,
      begin(0, { type: 'compaction', content: null }),
      delta(0, { type: 'compaction_delta', content: 'what ' }),
      delta(0, { type: 'compaction_delta', content: 'happened', marks: [1] }),
      end(0),
      STOP,
    ])
    expect(content).toEqual([{ type: 'compaction', content: 'what happened', marks: [1] }])
  })

  it('collects citations', () => {
    const citation = (title: string) => delta(0, { type: 'citations_delta', citation: { title } })
    const { content } = assembled([
      START,
      begin(0, TEXT),
      text(0, 'a'),
      citation('x'),
      citation('y'),
      end(0),
      STOP,
    ])
    expect(content).toEqual([{ type: 'text', text: 'a', citations: [{ title: 'x' }, { title: 'y' }] }])
  })

  it('keeps the usage of the start where the end gives null', () => {
    const events = [
      START,
      { type: 'message_delta', delta: {}, usage: { input_tokens: null, output_tokens: 5 } },
      STOP,
    ]
    expect(assembled(events)['usage']).toEqual({ input_tokens: 9, output_tokens: 5 })
  })

  it('takes a tool call without arguments', () => {
    expect(assembled([START, begin(0, TOOL), json(0, ''), end(0), STOP])['content']).toEqual([TOOL])
  })
})

describe('a broken stream is refused', () => {
  it.each<[string, readonly JsonObject[], string]>([
    ['that is empty', [], 'before message_stop'],
    ['that was cut before its end', [START, begin(0, TEXT), text(0, 'a'), end(0)], 'before message_stop'],
    ['that does not begin with message_start', [begin(0, TEXT)], 'message_start'],
    ['that ends before it begins', [STOP], 'message_start'],
    ['that begins twice', [START, START], 'second message'],
    ['with a delta for a block that never started', [START, text(0, 'a')], 'block 0'],
    ['with a delta for a block that has ended', [START, begin(0, TEXT), end(0), text(0, 'a')], 'block 0'],
    ['with blocks out of order', [START, begin(1, TEXT), begin(0, TOOL)], 'expected block 0'],
    ['with a block that starts twice', [START, begin(0, TEXT), begin(0, TEXT)], 'expected block 1'],
    ['with a block that never ended', [START, begin(0, TEXT), text(0, 'a'), STOP], 'block 0 never ended'],
    ['with cut tool arguments', [START, begin(0, TOOL), json(0, '{"id": 4'), end(0)], '{"id": 4'],
    [
      'with cut tool arguments in a block that never ended',
      [START, begin(0, TOOL), json(0, '{"a"'), STOP],
      'cut off',
    ],
    [
      'with malformed tool arguments',
      [START, begin(0, TOOL), json(0, '{id: 4}'), end(0)],
      'find are not JSON',
    ],
    ['with a start that carries no message', [{ type: 'message_start' }], 'no message'],
    ['of another role', [{ type: 'message_start', message: { role: 'user' } }, STOP], 'assistant'],
  ])('%s', (_, events, why) => {
    expect(() => assembled(events)).toThrow(StreamError)
    expect(() => assembled(events)).toThrow(why)
  })
})

describe('an error in the stream', () => {
  const error = anthropicMessages.errorBody('overloaded_error', 'Overloaded')

  it('is told in the words of the provider, and is no end', () => {
    const assembler = createAssembler(() => 0)
    for (const event of [START, ...eventsIn([anthropicMessages.errorPiece(error, '')])]) assembler.push(event)
    expect(assembler.error).toEqual(error)
    expect(assembler.ended).toBe(false)
    expect(anthropicMessages.failureIn(529, assembler.error)).toEqual({
      status: 529,
      type: 'overloaded_error',
      message: 'Overloaded',
    })
  })
})

describe('hostile names of fields', () => {
  it('stay fields', () => {
    const named = (json: string): JsonObject => JSON.parse(json) as JsonObject
    const events = [
      START,
      begin(0, TEXT),
      delta(0, named('{"type":"odd","__proto__":{"polluted":1}}')),
      end(0),
      { type: 'message_delta', delta: named('{"__proto__":{"polluted":2}}') },
      STOP,
    ]
    const message = assembled(events)
    expect(message['polluted']).toBeUndefined()
    expect(Object.keys(message)).toContain('__proto__')
    expect((message['content'] as JsonObject[])[0]?.['polluted']).toBeUndefined()
  })

  it('of blocks count as nothing that is open', () => {
    for (const index of ['length', -1, 0.5, null, { toString: 1 }])
      expect(() => assembled([START, { ...text(0, 'a'), index }])).toThrow(StreamError)
  })
})
