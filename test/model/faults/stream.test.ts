import { describe, expect, it } from 'vitest'
import { answerOf, asked, assembled, CALLS, message, PROTOCOLS, provoke, SAYS, TEXT } from './build.ts'

describe.for([...PROTOCOLS])('a reply of %s that never begins', (protocol) => {
  it('leaves the model alone: timeout comes to nothing ever', async () => {
    const { answer, delivery, asked: times } = await provoke('timeout', asked(protocol, true), SAYS)
    expect(delivery).toMatchObject({ pieces: [], begins: false, end: 'stall' })
    expect(answer.fault?.failure).toMatchObject({ status: null, type: 'connection_error' })
    expect(answer).toMatchObject({ latencyMs: null, usage: null })
    expect(times).toBe(0)
  })

  it('breaks with connection_error', async () => {
    const { answer, delivery, asked: times } = await provoke('connection_error', asked(protocol, true), SAYS)
    expect(delivery).toMatchObject({ pieces: [], begins: false, end: 'reset' })
    expect(answer.fault?.failure).toMatchObject({ status: null, type: 'connection_error' })
    expect(answer.latencyMs).toBe(50)
    expect(times).toBe(0)
  })
})

const ENDS = [
  { name: 'stall', end: 'stall', failure: { status: null, type: 'connection_error' } },
  { name: 'reset', end: 'reset', failure: { status: null, type: 'connection_error' } },
  { name: 'truncated_stream', end: 'complete', failure: { status: 200, type: 'malformed_reply' } },
] as const

describe.for([...PROTOCOLS])('a reply of %s that breaks off', (protocol) => {
  it.for([...ENDS])('gives a part of a stream, then: $name', async ({ name, end, failure }) => {
    for (const said of [SAYS, CALLS]) {
      const request = asked(protocol, true)
      const whole = await provoke('refusal', request, said)
      const { answer, delivery, text } = await provoke(name, request, said)
      expect(delivery).toMatchObject({ status: 200, begins: true, end })
      expect(delivery.headers['content-type']).toBe('text/event-stream')
      expect(answer.fault?.failure).toMatchObject(failure)
      expect(delivery.pieces.length).toBeGreaterThan(1)
      expect(text.slice(0, 40)).toBe(whole.text.slice(0, 40))
      expect(() => assembled(request, text)).toThrow('ended before')
    }
  })

  it('says half of a text that came whole', async () => {
    const { text } = await provoke('truncated_stream', asked(protocol, true), SAYS)
    expect(text).toContain('Your order was del')
    expect(text).not.toContain('at the door')
    expect(text).not.toContain(TEXT)
  })

  it('breaks where the recorded stream had come half way', async () => {
    const request = asked(protocol, true)
    const inner = answerOf(request, message([{ type: 'text', text: 'one two three' }]), {
      chunks: [
        [0, 4, 210],
        [0, 4, 300],
        [0, 5, 400],
      ],
    })
    const { delivery, text } = await provoke('reset', request, inner)
    expect(text).toContain('"one "')
    expect(text).toContain('"two "')
    expect(text).not.toContain('three')
    expect(delivery.pieces.at(-1)?.atMs).toBe(300)
  })

  it('gives at least the first piece', async () => {
    const request = asked(protocol, true)
    const short = message([{ type: 'text', text: 'A' }])
    const { text } = await provoke('reset', request, short)
    expect(text).toContain('"A"')
    expect(() => assembled(request, text)).toThrow('ended before')
  })

  it('breaks off even where it says nothing', async () => {
    const request = asked(protocol, true)
    const { delivery, text } = await provoke('truncated_stream', request, message([]))
    expect(delivery.pieces.length).toBeGreaterThan(0)
    expect(() => assembled(request, text)).toThrow('ended before')
  })

  it.for([...ENDS])('gives half of the JSON of a whole reply, then: $name', async ({ name, end }) => {
    const request = asked(protocol, false)
    const whole = JSON.stringify(answerOf(request, SAYS).body)
    const { delivery, text } = await provoke(name, request, SAYS)
    expect(delivery).toMatchObject({ status: 200, begins: true, end })
    expect(text).toBe(whole.slice(0, Math.floor(whole.length / 2)))
  })
})

describe('a stalled reply', () => {
  it('begins when it would have, and is never over', async () => {
    const { answer } = await provoke('stall', asked('messages', true), SAYS)
    expect(answer).toMatchObject({ ttftMs: 200, latencyMs: null })
    const whole = await provoke('stall', asked('messages', false), {
      ...answer,
      ttftMs: null,
      latencyMs: 800,
    })
    expect(whole.answer).toMatchObject({ ttftMs: 800, latencyMs: null })
  })
})

describe('half of a text', () => {
  it('never splits a character', async () => {
    const { text } = await provoke(
      'truncated_stream',
      asked('messages', false),
      message([{ type: 'text', text: '😀'.repeat(400) }]),
    )
    expect(text.isWellFormed()).toBe(true)
  })
})

describe('error_event', () => {
  it('breaks a stream of Anthropic off with an overloaded_error', async () => {
    const { answer, delivery, text } = await provoke('error_event', asked('messages', true), SAYS)
    expect(delivery.end).toBe('complete')
    expect(text).toContain('Your order was del')
    expect(text).not.toContain('message_stop')
    expect(text).toMatch(
      /event: error\ndata: \{"type":"error","error":\{"type":"overloaded_error","message":"Overloaded"\}\}\n\n$/,
    )
    expect(answer.fault?.failure).toEqual({ status: 529, type: 'overloaded_error', message: 'Overloaded' })
  })

  it.for(['chat/completions', 'responses'] as const)(
    'breaks a stream of %s off with its error',
    async (protocol) => {
      const { answer, delivery } = await provoke('error_event', asked(protocol, true), SAYS)
      expect(delivery.pieces.at(-1)?.text).toContain('overloaded')
      expect(answer.fault?.failure).toMatchObject({ status: 503, type: 'server_error' })
    },
  )

  it('is the error itself where nothing is streamed', async () => {
    const { delivery, answer, asked: times } = await provoke('error_event', asked('messages', false), SAYS)
    expect(delivery.status).toBe(529)
    expect(answer.fault?.name).toBe('error_event')
    expect(times).toBe(0)
  })
})
