import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { PawlError } from '../../src/errors.ts'
import { errorBody } from '../../src/model/messages.ts'
import { RecordEnded } from '../../src/model/responder.ts'
import { createWireContext } from '../../src/model/wire.ts'
import { answered, body, message, PROVIDER, wired } from './build.ts'

const USAGE = {
  inputTokens: 1,
  outputTokens: 2,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
}

describe('recorded calls that ran at the same time', () => {
  const recorded = (...concurrent: readonly (readonly number[])[]) => {
    let asked = 0
    return wired(() => {
      const index = asked++
      return answered({ latencyMs: 300, place: { index, concurrent: concurrent[index] ?? [] } })
    })
  }

  it('pass along the critical path, also where the agent read a file before one of them', async () => {
    const trial = recorded([], [0], [0, 1])
    const later = async () => {
      await readFile(import.meta.filename)
      await Promise.all([trial.post(body('b')), trial.post(body('c'))])
    }
    await Promise.all([trial.post(body('a')), later()])
    expect(trial.clock.now()).toBe(300)
  })

  it('begin when the agent asks, where that is seen', async () => {
    const trial = recorded([], [0], [])
    const later = async () => {
      await trial.clock.sleep(200)
      await trial.post(body('b'))
    }
    await Promise.all([trial.post(body('a')), later()])
    expect(trial.clock.now()).toBe(500)
    await trial.post(body('c'))
    expect(trial.clock.now()).toBe(800)
  })
})

describe('a model call on the wire', () => {
  it('is answered after its latency has passed on the clock, and put on record', async () => {
    const trial = wired(() =>
      answered({ usage: USAGE, latencyMs: 900, ttftMs: 80, headers: { 'request-id': 'r' } }),
    )
    const response = await trial.post(body('hi'))
    expect([response.status, response.headers.get('request-id')]).toEqual([200, 'r'])
    expect(await response.json()).toEqual(message('hello'))
    expect(trial.clock.now()).toBe(900)
    expect(trial.calls()).toEqual([
      {
        type: 'model_call',
        turn: 0,
        atMs: 0,
        actor: 'agent',
        attempt: 1,
        request: body('hi'),
        model: 'claude-sonnet-4-5-20250929',
        response: message('hello'),
        failure: null,
        fault: null,
        usage: USAGE,
        latencyMs: 900,
        ttftMs: 80,
      },
    ])
  })

  it('is streamed where the request asks for a stream', async () => {
    const trial = wired(() => answered({ chunks: [[0, 2, 5]] }))
    const response = await trial.post(body('hi', { stream: true }))
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const text = await response.text()
    expect(text).toContain('"text":"he"')
    expect(text.trimEnd().endsWith('data: {"type":"message_stop"}')).toBe(true)
  })

  it('made in parallel with another passes along the longer of the two', async () => {
    const trial = wired(({ body: { max_tokens } }) => answered({ latencyMs: Number(max_tokens) }))
    await Promise.all([
      trial.post(body('a', { max_tokens: 300 })),
      trial.post(body('b', { max_tokens: 600 })),
    ])
    expect(trial.clock.now()).toBe(600)
    expect(trial.calls().map(({ latencyMs }) => latencyMs)).toEqual([300, 600])
  })

  it('that fails is on record with the words of the provider and reaches the client as it is', async () => {
    const busy = errorBody('overloaded_error', 'busy')
    const trial = wired(() =>
      answered({ status: 529, body: busy, headers: { 'retry-after-ms': '5' }, latencyMs: 4 }),
    )
    const response = await trial.post(body('hi', { stream: true }))
    expect([response.status, response.headers.get('retry-after-ms'), await response.json()]).toEqual([
      529,
      '5',
      busy,
    ])
    expect(trial.calls()).toMatchObject([
      { response: null, failure: { status: 529, type: 'overloaded_error', message: 'busy' }, latencyMs: 4 },
    ])
    expect(trial.faults).toEqual([])
  })

  it('that is no JSON is refused as the provider does, and is the agent’s mistake', async () => {
    const trial = wired(() => answered())
    const response = await trial.wire.fetch(`${PROVIDER}/v1/messages`, { method: 'POST', body: '{not json' })
    expect([response.status, await response.json()]).toEqual([
      400,
      errorBody('invalid_request_error', 'The request body is not valid JSON'),
    ])
    expect(trial.calls()).toMatchObject([
      { failure: { status: 400, type: 'invalid_request_error' }, response: null },
    ])
    expect(trial.faults).toEqual([])
  })

  it('is a first attempt where the client says nothing that is a number', async () => {
    const trial = wired(() => answered())
    for (const count of ['abc', '-1', '1.5', '']) {
      await trial.post(body('hi'), { headers: { 'x-stainless-retry-count': count } })
    }
    expect(trial.calls().map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1])
  })

  it('counts its attempts as the client says', async () => {
    const trial = wired(() => answered())
    await trial.post(body('hi'), { headers: { 'x-stainless-retry-count': '2' } })
    expect(trial.calls()).toMatchObject([{ attempt: 3 }])
  })

  it.each<[string, (sent: string) => [string | Request, RequestInit?]]>([
    ['text', (sent) => [`${PROVIDER}/v1/messages`, { method: 'POST', body: sent }]],
    [
      'bytes',
      (sent) => [`${PROVIDER}/v1/messages`, { method: 'POST', body: new TextEncoder().encode(sent) }],
    ],
    ['a Request', (sent) => [new Request(`${PROVIDER}/v1/messages`, { method: 'POST', body: sent })]],
    [
      'a Request and another body',
      (sent) => [new Request(`${PROVIDER}/v1/messages`, { method: 'POST', body: '{}' }), { body: sent }],
    ],
  ])('is read from %s', async (_, given) => {
    const trial = wired(() => answered())
    await trial.wire.fetch(...given(JSON.stringify(body('hi'))))
    expect(trial.calls()).toMatchObject([{ request: body('hi') }])
  })

  it('is known by its path, whatever the host and the query', async () => {
    const trial = wired(() => answered())
    const init = { method: 'POST', body: '{}' }
    await trial.wire.fetch('http://127.0.0.1:9/proxy/v1/messages?beta=true', init)
    await trial.wire.fetch(new URL(`${PROVIDER}/v1/messages`), init)
    expect(trial.calls()).toHaveLength(2)
  })

  it('that the agent gives up on ends at once, and its time stops there', async () => {
    const trial = wired(() => answered({ latencyMs: 60_000 }))
    const control = new AbortController()
    trial.clock.deadline(100, () => control.abort(new Error('took too long')))
    await expect(trial.post(body('hi'), { signal: control.signal })).rejects.toThrow('took too long')
    expect(trial.clock.now()).toBe(100)
    expect(trial.calls()).toMatchObject([{ response: null, failure: { status: null, type: 'hung_up' } }])
  })
})

describe('what the harness cannot answer', () => {
  it('is refused in the one way that no client retries, and reported with its diagnosis', async () => {
    const missing = new PawlError('recording-miss', 'nothing like it')
    const trial = wired(() => {
      throw missing
    })
    const response = await trial.post(body('hi'))
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([409, 'false'])
    expect(await response.json()).toEqual(errorBody('invalid_request_error', 'pawl: nothing like it'))
    expect(trial.faults).toEqual([missing])
    expect(trial.calls()).toMatchObject([{ failure: { status: 409, type: 'recording-miss' } }])
  })

  it('is a reply that is no message', async () => {
    const trial = wired(() => answered({ body: { role: 'assistant', content: 'text' } }))
    await trial.post(body('hi', { stream: true }))
    expect(trial.faults.map(({ code }) => code)).toEqual(['model-reply-malformed'])
    expect(trial.faults[0]?.message).toContain('{"role":"assistant","content":"text"}')
    expect(trial.calls()).toMatchObject([{ response: null, failure: { type: 'malformed_reply' } }])
  })

  it.each([
    ['/v1/messages/batches', 'POST'],
    ['/v1/files', 'GET'],
  ])('is another endpoint, %s', async (path, method) => {
    const trial = wired(() => answered())
    const response = await trial.wire.fetch(new Request(`${PROVIDER}${path}`, { method }))
    expect(response.status).toBe(409)
    expect(trial.faults.map(({ code }) => code)).toEqual(['model-endpoint'])
    expect(trial.faults[0]?.message).toContain(`found ${method} ${path}`)
    expect(trial.calls()).toEqual([])
  })
})

it('a count of tokens is answered and is no model call', async () => {
  const trial = wired(({ endpoint }) => answered({ body: { asked: endpoint.name } }))
  const response = await trial.wire.fetch(`${PROVIDER}/v1/messages/count_tokens`, {
    method: 'POST',
    body: '{}',
  })
  expect(await response.json()).toEqual({ asked: 'messages/count_tokens' })
  expect([trial.calls(), trial.faults]).toEqual([[], []])
})

describe('a streamed reply whose pieces were timed', () => {
  const REPLY = answered({
    chunks: [
      [0, 2, 300],
      [0, 3, 700],
    ],
    ttftMs: 300,
    latencyMs: 900,
  })

  it('begins at its first token and ends with its latency', async () => {
    const trial = wired(() => REPLY)
    const response = await trial.post(body('hi', { stream: true }))
    const reader = response.body?.getReader()
    const first = await reader?.read()
    expect(new TextDecoder().decode(first?.value)).toMatch(/"text":"he"\}\}\s*$/)
    expect(trial.clock.now()).toBe(300)
    await reader?.read()
    expect(trial.clock.now()).toBe(900)
    expect(trial.calls()).toMatchObject([{ response: message('hello'), latencyMs: 900, ttftMs: 300 }])
  })

  it('is on record whole where the client leaves once it has the last piece', async () => {
    const trial = wired(() => REPLY)
    const response = await trial.post(body('hi', { stream: true }))
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.read()
    await reader?.cancel(new Error('I have it all'))
    expect(trial.calls()).toMatchObject([{ response: message('hello'), failure: null }])
  })

  it('is on record as broken off where the client stops reading', async () => {
    const trial = wired(() => REPLY)
    const response = await trial.post(body('hi', { stream: true }))
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.cancel(new Error('enough'))
    expect(trial.calls()).toMatchObject([
      { response: null, failure: { status: null, type: 'hung_up', message: 'enough' } },
    ])
  })
})

it('a call that the record ends before is no part of what happened, and the trial is told', async () => {
  const ended = new RecordEnded('the recording ends here')
  const trial = wired(() => {
    throw ended
  })
  await expect(trial.post(body('hi'))).rejects.toBe(ended)
  expect([trial.ends, trial.calls(), trial.faults]).toEqual([[ended], [], []])
})

describe('a client that many trials share', () => {
  it('reaches the wire of the trial that called, however the trials interleave', async () => {
    const context = createWireContext()
    const trials = Array.from({ length: 20 }, (_, index) => {
      const trial = wired(() => answered({ body: message(`answer ${index}`), latencyMs: (index * 7) % 5 }))
      return { trial, index }
    })
    const call = (text: string) =>
      context.fetch(`${PROVIDER}/v1/messages`, { method: 'POST', body: JSON.stringify(body(text)) })
    const answers = await Promise.all(
      trials.map(({ trial, index }) =>
        context.run(trial.wire, async () => {
          const first = await call(`${index} first`)
          await new Promise((resolve) => setImmediate(resolve))
          const [second] = await Promise.all([call(`${index} second`), first.text()])
          expect(context.current()).toBe(trial.wire)
          return await second.json()
        }),
      ),
    )
    expect(answers).toEqual(trials.map(({ index }) => message(`answer ${index}`)))
    for (const { trial, index } of trials) {
      expect(trial.calls().map(({ request }) => request)).toEqual([
        body(`${index} first`),
        body(`${index} second`),
      ])
    }
  })

  it('reaches nothing outside of a trial', () => {
    const context = createWireContext()
    expect(context.current()).toBeNull()
    expect(() => context.fetch(`${PROVIDER}/v1/messages`)).toThrow('outside of any trial')
  })
})
