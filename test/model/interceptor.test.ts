import { request as httpsRequest } from 'node:https'
import { connect, Socket } from 'node:net'
import Anthropic, { APIConnectionError } from '@anthropic-ai/sdk'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type Interceptor, interceptModelCalls } from '../../src/model/interceptor.ts'
import { liveResponses } from '../../src/model/live.ts'
import { createRandom } from '../../src/model/random.ts'
import { createWireContext, type Wire, type WireContext } from '../../src/model/wire.ts'
import { answered, body, message, PROVIDER, UPSTREAMS, wired } from './build.ts'
import { sendJson, serve } from './server.ts'

interface Intercepted extends Interceptor {
  readonly context: WireContext
}

async function intercepted(network = false, baseUrl = PROVIDER): Promise<Intercepted> {
  const context = createWireContext()
  const interceptor = await interceptModelCalls({ context, baseUrls: [baseUrl], network })
  onTestFinished(() => interceptor.close())
  return { ...interceptor, context }
}

const post = (sent: object): RequestInit => ({ method: 'POST', body: JSON.stringify(sent) })
const ASKED = { model: 'claude-opus-5', max_tokens: 9, messages: [{ role: 'user' as const, content: 'hi' }] }

describe('code that knows nothing of pawl', () => {
  it('reaches the wire of its trial by the global fetch', async () => {
    const { context } = await intercepted()
    const trial = wired(() => answered({ latencyMs: 40 }))
    const response = await context.run(trial.wire, () => fetch(`${PROVIDER}/v1/messages`, post(body('hi'))))
    expect(await response.json()).toEqual(message('hello'))
    expect(trial.calls()).toMatchObject([{ request: body('hi'), response: message('hello') }])
    expect(trial.clock.now()).toBe(40)
  })

  it('reaches it by a client of its own, whole and streamed', async () => {
    const { context } = await intercepted()
    const trial = wired(() => answered())
    await context.run(trial.wire, async () => {
      const client = new Anthropic({ apiKey: 'k', baseURL: PROVIDER, maxRetries: 0 })
      expect((await client.messages.create(ASKED)).content).toEqual([{ type: 'text', text: 'hello' }])
      const streamed = await client.messages.stream(ASKED).finalMessage()
      expect(streamed.content).toMatchObject([{ type: 'text', text: 'hello' }])
    })
    expect(trial.calls()).toHaveLength(2)
  })

  it('sees its connection break, or its own end of it, and nobody else complains', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => complaints.mockRestore())
    const { context } = await intercepted()
    const broken = wired(() => {
      throw new TypeError('terminated')
    })
    const control = new AbortController()
    const silent = wired(() => {
      control.abort(new Error('no patience'))
      return new Promise(() => {})
    })
    const ask = (wire: Wire, init: RequestInit = {}) =>
      context.run(wire, () => fetch(`${PROVIDER}/v1/messages`, { ...post(body('hi')), ...init }))
    await expect(ask(broken.wire)).rejects.toThrow(TypeError)
    await expect(ask(silent.wire, { signal: control.signal })).rejects.toThrow('no patience')
    expect(complaints.mock.calls).toEqual([])
  })

  it('reaches it where the provider has another address', async () => {
    const { context } = await intercepted(false, 'http://127.0.0.1:4010/proxy')
    const trial = wired(() => answered())
    const response = await context.run(trial.wire, () =>
      fetch('http://127.0.0.1:4010/proxy/v1/messages', post(body('hi'))),
    )
    expect(response.status).toBe(200)
    expect(trial.calls()).toHaveLength(1)
  })

  it('reaches it through the modules of Node, too', async () => {
    const { context } = await intercepted()
    const trial = wired(() => answered())
    const text = await context.run(trial.wire, () => {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      const request = httpsRequest(`${PROVIDER}/v1/messages`, { method: 'POST' }, async (response) => {
        let received = ''
        for await (const piece of response) received += String(piece)
        resolve(received)
      })
      request.once('error', reject)
      request.end(JSON.stringify(body('hi')))
      return promise
    })
    expect(JSON.parse(text)).toEqual(message('hello'))
    expect(trial.calls()).toHaveLength(1)
  })

  it('never reaches the wire of another trial that runs at the same time', async () => {
    const { context } = await intercepted()
    const trials = Array.from({ length: 8 }, (_, index) =>
      wired(() => answered({ body: message(`for ${index}`) })),
    )
    const answers = await Promise.all(
      trials.map((trial, index) =>
        context.run(trial.wire, async () => {
          await fetch(`${PROVIDER}/v1/messages`, post(body(`${index} first`)))
          const response = await fetch(`${PROVIDER}/v1/messages`, post(body(`${index} second`)))
          return await response.json()
        }),
      ),
    )
    expect(answers).toEqual(trials.map((_, index) => message(`for ${index}`)))
    for (const [index, trial] of trials.entries()) {
      expect(trial.calls().map(({ request }) => request)).toEqual([
        body(`${index} first`),
        body(`${index} second`),
      ])
    }
  })

  it('is timed along the longest of the calls it makes at once', async () => {
    const { context } = await intercepted()
    const trial = wired(({ body: { max_tokens } }) => answered({ latencyMs: Number(max_tokens) }))
    await context.run(trial.wire, () =>
      Promise.all(
        [100, 400, 200, 300].map((max_tokens) => fetch(`${PROVIDER}/v1/messages`, post({ max_tokens }))),
      ),
    )
    expect(trial.clock.now()).toBe(400)
  })
})

/** A request by a client of its own, which opens its connections itself, as the npm package undici does. */
function askRaw(url: string): Promise<string> {
  const { hostname, port, host, pathname } = new URL(url)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect({ host: hostname, port: Number(port || 80) })
  socket.once('error', reject)
  socket.once('data', (data) => resolve(String(data)))
  const sent = JSON.stringify(body('hi'))
  socket.write(
    `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: ${sent.length}\r\nconnection: close\r\n\r\n${sent}`,
  )
  return promise
}

describe('a client that opens its connections itself', () => {
  it('never reaches the provider in script and replay, at whatever address, and the trial says so', async () => {
    const { url, received } = await serve((response) => sendJson(response, message('live')))
    const { context } = await intercepted(false, `${url}/proxy`)
    const trial = wired(() => answered())
    await expect(context.run(trial.wire, () => askRaw(`${url}/v1/messages`))).rejects.toThrow(
      'cannot be intercepted',
    )
    await expect(context.run(trial.wire, () => askRaw('http://192.0.2.1/'))).rejects.toThrow(
      'never reach the network',
    )
    expect(trial.faults.map(({ code }) => code)).toEqual(['network-refused', 'network-refused'])
    expect(received).toEqual([])
  })

  it('reaches other servers of this machine', async () => {
    const { context } = await intercepted()
    const { url } = await serve((response) => sendJson(response, { here: true }))
    const trial = wired(() => answered())
    expect(await context.run(trial.wire, () => askRaw(`${url}/v1/messages`))).toContain('"here":true')
    expect(trial.faults).toEqual([])
  })

  it('reaches the provider where the model is live, and the run says that it did', async () => {
    const { url } = await serve((response) => sendJson(response, message('live')))
    const { context } = await intercepted(true, url)
    const trial = wired(() => answered())
    expect(await context.run(trial.wire, () => askRaw(`${url}/v1/messages`))).toContain('live')
    expect(context.strays.warnings()).toEqual([expect.stringContaining(new URL(url).host)])
    expect([trial.calls(), trial.faults, context.strays.mishaps()]).toEqual([[], [], []])
  })
})

describe('a model call outside of any trial', () => {
  it.each(['fetch', 'raw'])('by %s is refused in script and replay, and the run says so', async (client) => {
    const { url, received } = await serve((response) => sendJson(response, message('live')))
    const { context } = await intercepted(false, url)
    const asking =
      client === 'fetch' ? fetch(`${url}/v1/messages`, post(body('hi'))) : askRaw(`${url}/v1/messages`)
    await expect(asking).rejects.toThrow()
    expect(context.strays.mishaps()).toEqual([expect.stringContaining('outside of any trial')])
    expect(received).toEqual([])
  })

  it('goes through where the model is live, and the run says that it is not on record', async () => {
    const { url } = await serve((response) => sendJson(response, message('live')))
    const { context } = await intercepted(true, url)
    const response = await fetch(`${url}/v1/messages`, post(body('hi')))
    expect(await response.json()).toEqual(message('live'))
    expect(context.strays.warnings()).toEqual([expect.stringContaining('nothing of that is on record')])
  })
})

describe('a connection that breaks', () => {
  const broken = () => wired(() => Promise.reject(new TypeError('terminated: reset')))

  it('is a failed fetch, and nothing is printed', async () => {
    const printed = vi.spyOn(console, 'error')
    onTestFinished(() => printed.mockRestore())
    const { context } = await intercepted()
    const { wire } = broken()
    const asking = context.run(wire, () => fetch(`${PROVIDER}/v1/messages`, post(body('hi'))))
    await expect(asking).rejects.toThrow(TypeError)
    expect(printed).not.toHaveBeenCalled()
  })

  it('is a connection error of the SDK', async () => {
    const { context } = await intercepted()
    const client = new Anthropic({ apiKey: 'k', baseURL: PROVIDER, maxRetries: 0 })
    await expect(context.run(broken().wire, () => client.messages.create(ASKED))).rejects.toThrow(
      APIConnectionError,
    )
  })

  it('is an error of node:https', async () => {
    const { context } = await intercepted()
    const { promise, resolve } = Promise.withResolvers<unknown>()
    context.run(broken().wire, () => {
      const request = httpsRequest(`${PROVIDER}/v1/messages`, { method: 'POST' }, resolve)
      request.once('error', resolve)
      request.end(JSON.stringify(body('hi')))
    })
    expect(await promise).toBeInstanceOf(Error)
  })
})

describe('the network in script and replay', () => {
  it.each(['https://example.com/', 'https://api.anthropic.com.evil.test/v1/messages'])(
    '%s is refused, and the trial ends as an error',
    async (url) => {
      const { context } = await intercepted()
      const trial = wired(() => answered())
      await expect(context.run(trial.wire, () => fetch(url))).rejects.toThrow(TypeError)
      expect(trial.faults).toMatchObject([{ code: 'network-refused' }])
      expect(trial.faults[0]?.message).toContain(new URL(url).origin)
      expect(trial.calls()).toEqual([])
    },
  )

  it('is refused to code outside of any trial', async () => {
    await intercepted()
    await expect(fetch('https://example.com/')).rejects.toThrow(TypeError)
    await expect(fetch(`${PROVIDER}/v1/messages`, post(body('hi')))).rejects.toThrow(TypeError)
  })

  it('is open to this machine itself', async () => {
    const { context } = await intercepted()
    const { url } = await serve((response) => sendJson(response, { here: true }))
    const trial = wired(() => answered())
    const response = await context.run(trial.wire, () => fetch(`${url}/v1/messages`))
    expect(await response.json()).toEqual({ here: true })
    expect([trial.calls(), trial.faults]).toEqual([[], []])
  })

  it('is what it was once the interception is over', async () => {
    const untouched = globalThis.fetch
    const context = createWireContext()
    const { connect: connecting } = Socket.prototype
    const interceptor = await interceptModelCalls({ context, baseUrls: [PROVIDER], network: false })
    interceptor.close()
    expect(globalThis.fetch).toBe(untouched)
    expect(Socket.prototype.connect).toBe(connecting)
  })
})

it('with the network on, a model call goes over the wire to the provider itself, and others go out', async () => {
  const { url, received } = await serve((response) => sendJson(response, message('live')))
  const { context, fetch: past } = await intercepted(true, `${url}/anthropic`)
  const source = liveResponses({
    fetch: past,
    upstreams: { ...UPSTREAMS, anthropic: { apiKey: null, baseUrl: `${url}/anthropic` } },
    now: () => new Date(0),
  }).open({ case: 'c', trial: 0 }, createRandom(1))
  const trial = wired(source.responder)
  await context.run(trial.wire, async () => {
    const answer = await fetch(`${url}/anthropic/v1/messages`, post(body('hi')))
    expect(await answer.json()).toEqual(message('live'))
    await fetch(`${url}/elsewhere`)
  })
  await trial.wire.settled()
  expect(trial.calls()).toMatchObject([{ request: body('hi'), response: message('live') }])
  expect(received.map(({ path }) => path)).toEqual(['/anthropic/v1/messages', '/elsewhere'])
})
