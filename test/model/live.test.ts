import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, it } from 'vitest'
import { HungUp } from '../../src/model/broken.ts'
import { liveResponses } from '../../src/model/live.ts'
import { errorBody } from '../../src/model/messages.ts'
import { encodeEvent } from '../../src/model/protocol/index.ts'
import { DUMMY_KEY } from '../../src/model/provider.ts'
import { createRandom } from '../../src/model/random.ts'
import { isRelay, type Relay } from '../../src/model/responder.ts'
import { body, message, PROVIDER, request, streamEvents, UPSTREAMS, wired } from './build.ts'
import { refusingAddress, sendJson, sendMessage, serve, startStream } from './server.ts'

const TRIAL = { case: 'c', trial: 2 }
const NOW = new Date('2026-11-21T10:00:00Z')
const liveAt = (baseUrl: string) =>
  liveResponses({
    fetch,
    upstreams: { ...UPSTREAMS, anthropic: { apiKey: null, baseUrl } },
    now: () => NOW,
  }).open(TRIAL, createRandom(1))
const source = liveAt(PROVIDER)

async function ask(url: string, sent = body('hi'), signal: AbortSignal | null = null): Promise<Relay> {
  const answer = await liveAt(url).responder.respond(request(sent, { url: `${url}/v1/messages`, signal }))
  if (!isRelay(answer)) throw new Error('the live model is relayed')
  return answer
}

const HELLO = message('Grüße, 世界 🌍')
const STREAM = streamEvents(HELLO, [[0, 5, 0]])
/** What its first event tells of its tokens. */
const TOLD_AT_ONCE = { inputTokens: 100, outputTokens: 0 }
const STREAMED = body('hi', { stream: true })

describe('a reply that comes whole', () => {
  it('is passed on as it is and told with its usage, its time and the headers that steer a client', async () => {
    const { url } = await serve((response) =>
      sendJson(response, HELLO, 200, { 'request-id': 'req_7', 'x-other': 'y' }),
    )
    const relay = await ask(url)
    expect(await relay.response.json()).toEqual(HELLO)
    expect(relay.response.headers.get('x-other')).toBe('y')
    const answer = await relay.settled
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'request-id': 'req_7' },
      body: HELLO,
      ttftMs: null,
    })
    expect(answer.usage).toMatchObject({ inputTokens: 100, outputTokens: 20 })
    expect(answer.latencyMs).toBeGreaterThan(0)
  })

  it('is asked for with the very bytes and headers of the agent', async () => {
    const { url, received } = await serve((response) => sendJson(response, HELLO))
    const text = '{ "model":"m",  "messages":[] }'
    const headers = new Headers({
      'x-api-key': 'k',
      'anthropic-beta': 'b',
      host: 'elsewhere',
      'content-length': '9',
    })
    await liveAt(url).responder.respond(request({}, { url: `${url}/v1/messages?beta=true`, text, headers }))
    expect(received).toMatchObject([
      {
        method: 'POST',
        path: '/v1/messages?beta=true',
        text,
        headers: { 'x-api-key': 'k', 'anthropic-beta': 'b' },
      },
    ])
    expect(received[0]?.headers.host).toBe(new URL(url).host)
  })

  it('of an error keeps its status, body and when to try again', async () => {
    const busy = errorBody('rate_limit_error', 'slow down')
    const { url } = await serve((response) => sendJson(response, busy, 429, { 'retry-after': '7' }))
    const relay = await ask(url)
    expect(relay.response.status).toBe(429)
    expect(await relay.settled).toMatchObject({
      status: 429,
      headers: { 'retry-after': '7' },
      body: busy,
      usage: null,
    })
  })

  it('and is no JSON ends the trial: it is not a message', async () => {
    const { url } = await serve((response) => void response.end('<html>proxy</html>'))
    const { wire, faults, calls } = wired(liveAt(url).responder)
    const response = await wire.fetch(`${url}/v1/messages`, {
      method: 'POST',
      body: JSON.stringify(body('hi')),
    })
    expect(await response.text()).toBe('<html>proxy</html>')
    await wire.settled()
    expect(faults.map(({ code }) => code)).toEqual(['model-reply-malformed'])
    expect(calls()).toMatchObject([{ response: null, failure: { status: 200, type: 'malformed_reply' } }])
  })
})

describe('a streamed reply', () => {
  it('is passed on piece by piece, before its end has come', async () => {
    const read = Promise.withResolvers<void>()
    const { url } = await serve(async (response) => {
      startStream(response, STREAM.slice(0, 3))
      await read.promise
      response.end(STREAM.slice(3).map(encodeEvent).join(''))
    })
    const { response, settled } = await ask(url, STREAMED)
    const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader.read()).value).toContain('content_block_start')
    read.resolve()
    let rest = ''
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) rest += piece.value
    expect(rest).toContain('message_stop')
    const answer = await settled
    expect(answer).toMatchObject({ status: 200, body: HELLO, usage: { inputTokens: 100, outputTokens: 20 } })
    expect(answer.chunks.map(([block, characters]) => [block, characters])).toEqual([
      [0, 5],
      [0, 7],
    ])
    expect(answer.ttftMs).toBe(answer.chunks[0]?.[2])
  })

  it('is put together where its bytes are cut inside a character', async () => {
    const bytes = Buffer.from(STREAM.map(encodeEvent).join(''))
    const inside = bytes.indexOf('世') + 1
    const { url } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(bytes.subarray(0, inside), () => response.end(bytes.subarray(inside)))
    })
    const { response, settled } = await ask(url, STREAMED)
    await response.text()
    expect((await settled).body).toEqual(HELLO)
  })

  it('is whole once its last event has come, though the agent reads no further', async () => {
    const { url } = await serve((response) => startStream(response, STREAM))
    const { response, settled } = await ask(url, STREAMED)
    const reader = response.body?.getReader()
    await reader?.read()
    expect((await settled).body).toEqual(HELLO)
    await reader?.cancel()
  })

  it('that the agent stops reading half-way is no answer', async () => {
    const { url } = await serve((response) => startStream(response, STREAM.slice(0, 3)))
    const { response, settled } = await ask(url, STREAMED)
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.cancel()
    await expect(settled).rejects.toThrow(HungUp)
    await expect(settled).rejects.toMatchObject({ usage: TOLD_AT_ONCE })
  })

  it('that ends too early reaches the agent as it came, and is no answer', async () => {
    const { url } = await serve((response) => {
      startStream(response, STREAM.slice(0, -1))
      response.end()
    })
    const { response, settled } = await ask(url, STREAMED)
    expect(await response.text()).toBe(STREAM.slice(0, -1).map(encodeEvent).join(''))
    await expect(settled).rejects.toThrow('the reply is cut off')
    await expect(settled).rejects.not.toThrow(HungUp)
  })

  it('whose connection is reset breaks off for the agent, too', async () => {
    const begun = Promise.withResolvers<void>()
    const { url } = await serve(async (response) => {
      startStream(response, STREAM.slice(0, 3))
      await begun.promise
      response.socket?.resetAndDestroy()
    })
    const { wire, calls } = wired(liveAt(url).responder)
    const response = await wire.fetch(`${url}/v1/messages`, {
      method: 'POST',
      body: JSON.stringify(STREAMED),
    })
    const reader = response.body?.getReader()
    await reader?.read()
    begun.resolve()
    await expect(reader?.read()).rejects.toThrow('terminated')
    await wire.settled()
    expect(calls()).toMatchObject([
      {
        response: null,
        failure: { status: null, type: 'connection_error', message: expect.stringContaining('terminated') },
        usage: TOLD_AT_ONCE,
      },
    ])
  })

  it.each([
    ['overloaded_error', 529],
    ['rate_limit_error', 429],
    ['api_error', 500],
    ['timeout_error', 504],
    ['invalid_request_error', 400],
  ])('with an %s in its midst is the failure it would have been: %i', async (type, status) => {
    const broken = [...STREAM.slice(0, 3), { ...errorBody(type, 'sorry') }]
    const { url } = await serve((response) => {
      startStream(response, broken)
      response.end()
    })
    const { response, settled } = await ask(url, STREAMED)
    expect(await response.text()).toBe(broken.map(encodeEvent).join(''))
    expect(await settled).toMatchObject({
      status,
      body: { error: { type, message: 'sorry' } },
      usage: TOLD_AT_ONCE,
    })
  })

  it('with an error in its midst is on record as such, though the client hangs up at once', async () => {
    const { url } = await serve((response) =>
      startStream(response, [...STREAM.slice(0, 3), errorBody('overloaded_error', 'sorry')]),
    )
    const { wire, calls } = wired(liveAt(url).responder)
    const client = new Anthropic({ apiKey: 'k', baseURL: url, fetch: wire.fetch, maxRetries: 0 })
    const asked = {
      model: 'claude-opus-5',
      max_tokens: 9,
      messages: [{ role: 'user' as const, content: 'hi' }],
    }
    await expect(client.messages.stream(asked).finalMessage()).rejects.toThrow('sorry')
    await wire.settled()
    expect(calls()).toMatchObject([{ failure: { status: 529, type: 'overloaded_error', message: 'sorry' } }])
  })
})

describe('the key of an agent that has but a dummy', () => {
  it.each([
    ['x-api-key', DUMMY_KEY, { apiKey: 'k' }, { 'x-api-key': 'k' }],
    ['authorization', `Bearer ${DUMMY_KEY}`, { apiKey: 'k' }, { authorization: 'Bearer k' }],
    ['x-api-key', DUMMY_KEY, { apiKey: 't', bearer: true }, { authorization: 'Bearer t' }],
    ['authorization', `Bearer ${DUMMY_KEY}`, { apiKey: 't', bearer: true }, { authorization: 'Bearer t' }],
    ['x-api-key', 'its-own', { apiKey: 'k' }, { 'x-api-key': 'its-own' }],
  ])('%s: %s becomes the real one of %j', async (name, value, key, sent) => {
    const { url, received } = await serve((response) => sendJson(response, HELLO))
    const upstreams = { ...UPSTREAMS, anthropic: { ...key, baseUrl: url } }
    const { responder } = liveResponses({ fetch, upstreams, now: () => NOW }).open(TRIAL, createRandom(1))
    const headers = new Headers({ [name]: value })
    await responder.respond(request(body('hi'), { url: `${url}/v1/messages`, headers }))
    const { 'x-api-key': apiKey, authorization } = received[0]?.headers ?? {}
    expect({
      ...(apiKey ? { 'x-api-key': apiKey } : {}),
      ...(authorization ? { authorization } : {}),
    }).toEqual(sent)
  })
})

it('the headers that say what is left of a limit, and name the request, are told', async () => {
  const kept = {
    'x-request-id': 'req_9',
    'anthropic-ratelimit-requests-remaining': '7',
    'x-ratelimit-reset-tokens': '6m0s',
  }
  const { url } = await serve((response) => sendJson(response, HELLO, 200, { ...kept, 'set-cookie': 'a=b' }))
  expect((await (await ask(url)).settled).headers).toEqual(kept)
})

describe('a redirect', () => {
  const headers = new Headers({ 'x-api-key': 'secret' })
  const askAt = (url: string) =>
    liveAt(url).responder.respond(request(body('hi'), { url: `${url}/v1/messages`, headers }))

  it('within the provider’s origin is followed, with the same request', async () => {
    const { url, received } = await serve((response, { path }) => {
      if (path === '/moved') sendJson(response, HELLO)
      else response.writeHead(307, { location: '/moved' }).end()
    })
    const relay = await askAt(url)
    if (!isRelay(relay)) throw new Error('the live model is relayed')
    expect(await relay.response.json()).toEqual(HELLO)
    expect(received[1]).toMatchObject({ method: 'POST', text: received[0]?.text })
  })

  it('to another origin hands no key to it', async () => {
    const thief = await serve((response) => sendJson(response, HELLO))
    const { url } = await serve((response) => {
      response.writeHead(307, { location: `${thief.url}/v1/messages` }).end()
    })
    await expect(askAt(url)).rejects.toThrow(`redirects to ${thief.url}`)
    expect(thief.received).toEqual([])
  })
})

describe('a call that never gets an answer', () => {
  it('fails where nobody listens', async () => {
    const url = await refusingAddress()
    const { wire, calls, faults } = wired(liveAt(url).responder)
    const calling = wire.fetch(`${url}/v1/messages`, { method: 'POST', body: JSON.stringify(body('hi')) })
    await expect(calling).rejects.toThrow(TypeError)
    expect(calls()).toMatchObject([{ failure: { status: null, type: 'unreachable' } }])
    expect(faults).toEqual([])
  })

  it('fails when the agent gives up waiting', async () => {
    const control = new AbortController()
    const { url } = await serve(() => control.abort(new Error('too slow')))
    await expect(ask(url, body('hi'), control.signal)).rejects.toThrow('too slow')
  })
})

it('other endpoints of the provider are passed through, whatever form the request has', async () => {
  const { url, received } = await serve((response) => sendJson(response, { input_tokens: 12 }))
  const { wire, calls, faults } = wired(liveAt(url).responder)
  const post = { method: 'POST', body: '{"messages":[]}', headers: { 'content-type': 'application/json' } }
  const first = await wire.fetch(`${url}/v1/messages/count_tokens`, post)
  const second = await wire.fetch(new Request(`${url}/v1/messages/count_tokens`, post))
  expect([await first.json(), await second.json()]).toEqual([{ input_tokens: 12 }, { input_tokens: 12 }])
  await wire.fetch(`${url}/v1/models`, { headers: { 'anthropic-version': '2026-10-21' } })
  expect(received.map(({ method, path, text }) => [method, path, text])).toEqual([
    ['POST', '/v1/messages/count_tokens', '{"messages":[]}'],
    ['POST', '/v1/messages/count_tokens', '{"messages":[]}'],
    ['GET', '/v1/models', ''],
  ])
  expect([calls(), faults]).toEqual([[], []])
})

it('a live trial is one observation of its own, dated', () => {
  expect(source.provenance).toEqual({
    source: 'live',
    sample: 'live-2-2026-11-21T10:00:00.000Z',
    evidence: 'sampled',
    recordedAt: '2026-11-21T10:00:00.000Z',
  })
  expect([source.answersTurn(99), source.playTool(null, 'any')]).toEqual([true, null])
})

it('the provider as the tests play it streams where that is asked for', async () => {
  const { url } = await serve((response, asked) => sendMessage(response, HELLO, asked))
  const { response, settled } = await ask(url, STREAMED)
  await response.text()
  expect((await settled).body).toEqual(HELLO)
})
