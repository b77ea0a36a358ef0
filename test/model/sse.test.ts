import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createAssembler,
  createEventReader,
  encodeEvent,
  StreamError,
  streamEvents,
} from '../../src/model/sse.ts'
import type { AssistantMessage, JsonObject } from '../../src/trajectory/index.ts'
import { anyChunks, anyMessage } from './arbitrary.ts'

function assembled(events: readonly JsonObject[]): AssistantMessage {
  const assembler = createAssembler()
  for (const event of events) assembler.push(event)
  return assembler.message()
}

/** The events in a text that arrives in pieces, cut at these places. */
function eventsRead(text: string, cuts: readonly number[]): JsonObject[] {
  const events: JsonObject[] = []
  const read = createEventReader((event) => events.push(event))
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b)
  for (const [index, place] of places.entries()) read(text.slice(places[index - 1] ?? 0, place))
  read(text.slice(places.at(-1) ?? 0))
  return events
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
        const events = streamEvents(message, chunks)
        expect(assembled(events)).toStrictEqual(message)
        const sent = events.map(encodeEvent).join('')
        expect(assembled(eventsRead(windows ? sent.replaceAll('\n', '\r\n') : sent, cuts))).toStrictEqual(
          message,
        )
      }),
      { numRuns: 500 },
    )
  })

  it('has its text cut where it was cut when it was recorded', () => {
    const message: AssistantMessage = { role: 'assistant', content: [{ type: 'text', text: 'abcdefgh' }] }
    const pieces = streamEvents(message, [
      [0, 3, 10],
      [0, 1, 20],
      [1, 9, 25],
      [0, 2, 30],
    ])
      .filter(({ type }) => type === 'content_block_delta')
      .map((event) => (event['delta'] as JsonObject)['text'])
    expect(pieces).toEqual(['abc', 'd', 'ef', 'gh'])
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
    expect(assembled([START, begin(0, TOOL), json(0, ''), end(0), STOP]).content).toEqual([TOOL])
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

  it('with an event that is not JSON', () => {
    expect(() => eventsRead('data: {"type":\n\n', [])).toThrow(StreamError)
  })
})

describe('an event reader', () => {
  it('passes over comments, fields without data, and data that is no object', () => {
    expect(eventsRead(': hello\n\nevent: ping\n\ndata: 7\n\ndata: {"type":"x"}\n\n', [])).toEqual([
      { type: 'x' },
    ])
  })

  it('joins the data lines of one event', () => {
    expect(eventsRead('data: {"type":\ndata:"x"}\n\n', [])).toEqual([{ type: 'x' }])
  })

  it('gives nothing for an event that has not ended', () => {
    expect(eventsRead('data: {"type":"x"}\n', [])).toEqual([])
  })
})
