import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventReader, encodeEvent } from '../../../src/model/protocol/events.ts'
import { StreamError } from '../../../src/model/protocol/types.ts'
import type { JsonObject } from '../../../src/trajectory/index.ts'
import { anyObject } from '../../trajectory/arbitrary.ts'
import { eventsRead } from './build.ts'

function readToTheEnd(text: string): JsonObject[] {
  const events: JsonObject[] = []
  const read = createEventReader((event) => events.push(event))
  read(text)
  read.end()
  return events
}

describe('an event reader', () => {
  it('reads what was written, cut anywhere, with the line ends of any system', () => {
    const anyEvent = anyObject.map(({ type: _, ...fields }) => fields)
    const anyCuts = fc.array(fc.nat({ max: 5000 }), { maxLength: 20 })
    fc.assert(
      fc.property(fc.array(anyEvent), anyCuts, fc.boolean(), (events, cuts, windows) => {
        const sent = events.map(encodeEvent).join('')
        expect(eventsRead(windows ? sent.replaceAll('\n', '\r\n') : sent, cuts)).toEqual(events)
      }),
    )
  })

  it('takes the [DONE] of OpenAI for an event', () => {
    expect(eventsRead('data: {"id":"x"}\n\ndata: [DONE]\n\n', [])).toEqual([{ id: 'x' }, { type: 'done' }])
    expect(encodeEvent({ type: 'done' })).toBe('data: [DONE]\n\n')
  })

  it('names an event that has a type, and no other', () => {
    expect(encodeEvent({ type: 'ping' })).toBe('event: ping\ndata: {"type":"ping"}\n\n')
    expect(encodeEvent({ id: 'x' })).toBe('data: {"id":"x"}\n\n')
  })

  it('passes over comments, fields without data, and data that is no object', () => {
    const text = ': hello\n\nevent: ping\n\ndata: 7\n\ndata: {"type":"x"}\n\n'
    expect(eventsRead(text, [])).toEqual([{ type: 'x' }])
  })

  it('joins the data lines of one event', () => {
    expect(eventsRead('data: {"type":\ndata:"x"}\n\n', [])).toEqual([{ type: 'x' }])
  })

  it('gives nothing for an event that has not ended', () => {
    expect(eventsRead('data: {"type":"x"}\n', [])).toEqual([])
  })

  it('takes a last event without its blank line at the end of the stream, if it is whole', () => {
    expect(readToTheEnd('data: {"type":"x"}\n')).toEqual([{ type: 'x' }])
    expect(readToTheEnd('data: [DONE]')).toEqual([{ type: 'done' }])
    expect(readToTheEnd('data: {"type":"x"}\n\n')).toEqual([{ type: 'x' }])
    expect(readToTheEnd('data: {"type":')).toEqual([])
  })

  it('refuses an event that is not JSON', () => {
    expect(() => eventsRead('data: {"type":\n\n', [])).toThrow(StreamError)
  })
})
