import { describe, expect, it } from 'vitest'
import { ModelCallError } from '../../src/agent/index.ts'
import { PawlError } from '../../src/errors.ts'
import { errorBody } from '../../src/model/messages.ts'
import { encodeEvent, StreamError } from '../../src/model/protocol/index.ts'
import type { Answer, Relay } from '../../src/model/responder.ts'
import type { JsonObject } from '../../src/trajectory/index.ts'
import { answered, message, streamEvents, toolUse } from '../model/build.ts'
import { type Conversation, conversation } from './build.ts'

const failing = (status: number, headers: Record<string, string> = {}, type = 'overloaded_error'): Answer =>
  answered({ status, headers, body: errorBody(type, 'sorry'), latencyMs: 10 })

/** A live stream of these events, whatever they make. */
const streaming = (events: readonly JsonObject[]): Relay => ({
  response: new Response(events.map(encodeEvent).join(''), {
    headers: { 'content-type': 'text/event-stream' },
  }),
  settled: Promise.reject(new StreamError('not whole')),
})

const retries = (talk: Conversation): unknown[] => talk.events().filter(({ type }) => type === 'retry')
const DONE = message('done')

describe('a call that the provider could not answer', () => {
  it('is made again after the time that the provider asks for, on the clock of the trial', async () => {
    const talk = conversation([
      failing(529, { 'retry-after-ms': '1500' }),
      failing(429, { 'retry-after': '3' }),
      DONE,
    ])
    expect((await talk.send('hi')).text).toBe('done')
    expect(talk.clock.now()).toBe(10 + 1500 + 10 + 3000)
    expect(retries(talk)).toMatchObject([
      { reason: '529 overloaded_error', attempt: 2, delayMs: 1500, atMs: 10 },
      { reason: '429 overloaded_error', attempt: 3, delayMs: 3000 },
    ])
    expect(talk.calls().map(({ attempt, failure }) => [attempt, failure?.status ?? null])).toEqual([
      [1, 529],
      [2, 429],
      [3, null],
    ])
  })

  it('is made again after half a second, then a second, a little less by chance', async () => {
    const talk = conversation([failing(500), failing(503), failing(504), DONE], {
      config: { max_retries: 3 },
    })
    await talk.send('hi')
    const delays = retries(talk).map((event) => (event as { delayMs: number }).delayMs)
    expect(delays).toHaveLength(3)
    for (const [index, most] of [500, 1000, 2000].entries()) {
      expect(delays[index]).toBeLessThanOrEqual(most)
      expect(delays[index]).toBeGreaterThan(most * 0.75)
    }
  })

  it('waits eight seconds at most, where the provider says nothing else', async () => {
    const talk = conversation([...Array.from({ length: 8 }, () => failing(500)), DONE], {
      config: { max_retries: 8 },
    })
    await talk.send('hi')
    const { delayMs } = retries(talk).at(-1) as { delayMs: number }
    expect(delayMs).toBeLessThanOrEqual(8000)
    expect(delayMs).toBeGreaterThan(6000)
  })

  it('is given up after the retries that the configuration allows', async () => {
    const talk = conversation([failing(529), failing(529), DONE], { config: { max_retries: 1 } })
    const turn = talk.send('hi')
    await expect(turn).rejects.toThrow(ModelCallError)
    await expect(turn).rejects.toThrow('the model could not be asked (2 attempts)')
    expect(talk.calls()).toHaveLength(2)
  })

  it.each([400, 401, 403, 404, 413, 422])('is not made again after %i', async (status) => {
    const talk = conversation([failing(status, {}, 'some_error'), DONE])
    await expect(talk.send('hi')).rejects.toThrow('(1 attempt)')
    expect(retries(talk)).toEqual([])
  })

  it('is made again, or not, as the provider says', async () => {
    const willing = conversation([failing(400, { 'x-should-retry': 'true' }), DONE])
    expect((await willing.send('hi')).text).toBe('done')
    const unwilling = conversation([failing(529, { 'x-should-retry': 'false' }), DONE])
    await expect(unwilling.send('hi')).rejects.toThrow(ModelCallError)
  })

  it('is made again where the connection broke', async () => {
    const talk = conversation([new TypeError('fetch failed'), DONE])
    expect((await talk.send('hi')).text).toBe('done')
    expect(retries(talk)).toHaveLength(1)
  })

  it('is not made again where the harness has no answer', async () => {
    const talk = conversation([new PawlError('recording-miss', 'nothing like it'), DONE])
    await expect(talk.send('hi')).rejects.toThrow('nothing like it')
    expect(talk.calls()).toHaveLength(1)
  })
})

describe('a stream that breaks', () => {
  const whole = streamEvents(message([toolUse('pay', { sum: 5 })], { stop_reason: 'tool_use' }))

  it.each<[string, readonly JsonObject[]]>([
    ['is cut off', whole.slice(0, 3)],
    ['ends without its last event', whole.slice(0, -1)],
    [
      'has cut tool arguments',
      whole.map((event) =>
        event['type'] === 'content_block_delta'
          ? { ...event, delta: { type: 'input_json_delta', partial_json: '{"sum' } }
          : event,
      ),
    ],
    ['carries an error', [...whole.slice(0, 2), errorBody('overloaded_error', 'sorry')]],
  ])('%s: no tool is run, and the call is made again', async (_, events) => {
    const talk = conversation([streaming(events), DONE], { tools: { pay: { content: 'paid' } } })
    expect((await talk.send('hi')).text).toBe('done')
    expect(retries(talk)).toHaveLength(1)
    expect(talk.events().filter(({ type }) => type === 'tool_call')).toEqual([])
  })
})

it('an agent whose time is over stops waiting and throws the reason', async () => {
  const control = new AbortController()
  const talk = conversation([failing(529, { 'retry-after': '60' }), DONE], { signal: control.signal })
  talk.clock.deadline(1000, () => control.abort(new Error('time is over')))
  await expect(talk.send('hi')).rejects.toThrow('time is over')
  expect(talk.clock.now()).toBe(1000)
  expect(talk.calls()).toHaveLength(1)
})
