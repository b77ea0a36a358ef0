import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { PawlError } from '../../src/errors.ts'
import { type Gateway, openGateway } from '../../src/model/gateway.ts'
import type { Fetch, Wire } from '../../src/model/wire.ts'
import type { ProviderFailure } from '../../src/trajectory/index.ts'
import { answered, body, message, wired } from './build.ts'

async function gateway(): Promise<Gateway> {
  const opened = await openGateway()
  onTestFinished(() => opened.close())
  return opened
}

interface Line extends Wire {
  readonly faults: readonly PawlError[]
  readonly refusals: readonly ProviderFailure[]
  readonly asked: readonly { url: string; init: RequestInit }[]
}

/** A wire that answers as told. */
function line(answer: (init: RequestInit) => Response | Promise<Response>): Line {
  const asked: { url: string; init: RequestInit }[] = []
  const faults: PawlError[] = []
  const refusals: ProviderFailure[] = []
  const fetch: Fetch = async (url, init = {}) => {
    asked.push({ url: String(url), init })
    return await answer(init)
  }
  return {
    fetch,
    asked,
    faults,
    refusals,
    fault: (error) => void faults.push(error),
    refused: (failure) => void refusals.push(failure),
    settled: async () => {},
    close: () => {},
  }
}

const says = (what: string): Line => line(() => new Response(what))

/** Asks and gives the response as it stands when its headers are there. */
async function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string>; sent?: string } = {},
) {
  const request = httpRequest(url, { method: options.method ?? 'POST', headers: options.headers ?? {} })
  // A connection that breaks later tells the response, too.
  request.on('error', () => {})
  request.end(options.sent ?? '{}')
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return { request, response }
}

/** A stream that the test feeds. */
function feed() {
  let control: ReadableStreamDefaultController<Uint8Array> | undefined
  const cancelled = Promise.withResolvers<unknown>()
  const stream = new ReadableStream<Uint8Array>({
    start: (given) => {
      control = given
    },
    cancel: (reason) => cancelled.resolve(reason),
  })
  return {
    stream,
    cancelled: cancelled.promise,
    push: (piece: string) => control?.enqueue(new TextEncoder().encode(piece)),
    end: () => control?.close(),
    fail: (error: Error) => control?.error(error),
  }
}

describe('a trial behind the gateway', () => {
  it('has its model calls answered over its wire and put on record', async () => {
    const trial = wired(() => answered({ body: message('hi there') }))
    const { baseUrl } = (await gateway()).admit('refund#2', trial.wire)
    expect(baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/t\/refund-2-[0-9a-f]{24}$/)
    const response = await fetch(`${baseUrl}/v1/messages?beta=true`, {
      method: 'POST',
      headers: { 'x-api-key': 'pawl', 'anthropic-version': '2023-06-01' },
      body: JSON.stringify(body('hello')),
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ content: [{ type: 'text', text: 'hi there' }] })
    expect(trial.calls()).toMatchObject([{ model: 'claude-sonnet-4-5-20250929', failure: null }])
  })

  it('shares the gateway with others, and none gets what is another’s', async () => {
    const shared = await gateway()
    const trials = Array.from({ length: 20 }, (_, index) => shared.admit('same', says(`trial ${index}`)))
    const answers = await Promise.all(
      trials.flatMap(({ baseUrl }) =>
        [1, 2, 3].map(async () => (await fetch(`${baseUrl}/v1/models`)).text()),
      ),
    )
    expect(answers).toEqual(trials.flatMap((_, index) => Array(3).fill(`trial ${index}`)))
  })

  it('is asked for the path, body and headers of the message, and none of the connection’s', async () => {
    const wire = line(
      () => new Response('ok', { headers: { 'request-id': 'r', connection: 'x-hop', 'x-hop': '1' } }),
    )
    const { baseUrl } = (await gateway()).admit('t', wire)
    const { response } = await ask(`${baseUrl}/v1/messages?beta=true`, {
      headers: {
        connection: 'x-mine, close',
        'x-mine': '1',
        'x-api-key': 'k',
        'accept-encoding': 'br',
        te: 'trailers',
      },
      sent: '{"a":"ä"}',
    })
    expect(await text(response)).toBe('ok')
    const [{ url, init } = { url: '', init: {} }] = wire.asked
    expect([url, init.method, init.body]).toEqual([
      'http://gateway.invalid/v1/messages?beta=true',
      'POST',
      '{"a":"ä"}',
    ])
    expect([...new Headers(init.headers)]).toEqual([['x-api-key', 'k']])
    expect(response.headers).toMatchObject({ 'request-id': 'r' })
    expect(response.headers).not.toHaveProperty('x-hop')
  })

  it('gets a 409 that no client retries where the harness has no answer', async () => {
    const trial = wired(() => answered())
    const { baseUrl } = (await gateway()).admit('t', trial.wire)
    const response = await fetch(`${baseUrl}/v1/fine_tuning/jobs`, { method: 'POST', body: '{}' })
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([409, 'false'])
    expect(trial.faults).toMatchObject([{ code: 'model-endpoint' }])
  })
})

describe('a reply on its way', () => {
  it('comes piece by piece, its headers first', async () => {
    const { stream, push, end } = feed()
    const { baseUrl } = (await gateway()).admit(
      't',
      line(() => new Response(stream)),
    )
    const { response } = await ask(`${baseUrl}/v1/messages`)
    expect(response.statusCode).toBe(200)
    for (const piece of ['one', 'two', 'three']) {
      push(piece)
      const [got] = await once(response, 'data')
      expect(String(got)).toBe(piece)
    }
    end()
    await once(response, 'end')
    expect(response.complete).toBe(true)
  })

  it('is asked for no faster than it is read', async () => {
    let pulled = 0
    const piece = new Uint8Array(64 * 1024)
    const endless = new ReadableStream<Uint8Array>({
      pull(control) {
        pulled += 1
        control.enqueue(piece)
      },
    })
    const { baseUrl } = (await gateway()).admit(
      't',
      line(() => new Response(endless)),
    )
    const { request, response } = await ask(`${baseUrl}/v1/messages`)
    response.pause()
    let before = -1
    // It stops when the buffers between are full: some megabytes, and not the machine's memory.
    while (before !== pulled) {
      before = pulled
      for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate)
    }
    expect(pulled).toBeLessThan(1000)
    request.destroy()
  })

  it('that breaks off resets the connection, after what came before', async () => {
    const { stream, push, fail } = feed()
    const { baseUrl } = (await gateway()).admit(
      't',
      line(() => new Response(stream)),
    )
    const { response } = await ask(`${baseUrl}/v1/messages`)
    push('half')
    const [got] = await once(response, 'data')
    const broken = once(response, 'error')
    fail(new Error('gone'))
    expect(String(got)).toBe('half')
    expect(await broken.catch((error: unknown) => [error])).toMatchObject([{ code: 'ECONNRESET' }])
    expect(response.complete).toBe(false)
  })

  it('that never begins resets the connection', async () => {
    const { baseUrl } = (await gateway()).admit(
      't',
      line(() => Promise.reject(new Error('no'))),
    )
    await expect(ask(`${baseUrl}/v1/messages`)).rejects.toMatchObject({ code: 'ECONNRESET' })
  })
})

describe('a client that hangs up', () => {
  it('before the headers aborts the request on the wire', async () => {
    const aborted = Promise.withResolvers<unknown>()
    const asked = Promise.withResolvers<void>()
    const wire = line(({ signal }) => {
      signal?.addEventListener('abort', () => aborted.resolve(signal.reason))
      asked.resolve()
      return new Promise(() => {})
    })
    const { baseUrl } = (await gateway()).admit('t', wire)
    const request = httpRequest(`${baseUrl}/v1/messages`, { method: 'POST' }).on('error', () => {})
    request.end('{}')
    await asked.promise
    request.destroy()
    expect(await aborted.promise).toMatchObject({ message: 'the agent hung up' })
  })

  it('in the midst of a reply cancels its body', async () => {
    const { stream, push, cancelled } = feed()
    const { baseUrl } = (await gateway()).admit(
      't',
      line(() => new Response(stream)),
    )
    const { request, response } = await ask(`${baseUrl}/v1/messages`)
    push('half')
    await once(response, 'data')
    response.on('error', () => {})
    request.destroy()
    expect(await cancelled).toMatchObject({ message: 'the agent hung up' })
  })
})

describe('a trial that is over', () => {
  it('refuses calls for good', async () => {
    const wire = says('x')
    const { baseUrl, leave } = (await gateway()).admit('t', wire)
    leave()
    const response = await fetch(`${baseUrl}/v1/messages`, { method: 'POST', body: '{}' })
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([409, 'false'])
    expect(await response.json()).toMatchObject({ error: { message: 'pawl: this trial is over' } })
    expect(wire.asked).toEqual([])
  })

  it('breaks off what is under way, even on a wire that does not listen', async () => {
    const asked = Promise.withResolvers<void>()
    const wire = line(() => {
      asked.resolve()
      return new Promise(() => {})
    })
    const { baseUrl, leave } = (await gateway()).admit('t', wire)
    const asking = ask(`${baseUrl}/v1/messages`)
    asking.catch(() => {})
    await asked.promise
    leave()
    // A broken connection would be tried again.
    expect((await asking).response.statusCode).toBe(409)
  })
})

describe('a service without an address per trial', () => {
  const post = (origin: string, headers: Record<string, string> = {}) =>
    fetch(`${origin}/v1/messages`, { method: 'POST', body: '{}', headers })

  it('is told apart by its header, which goes no further', async () => {
    const { origin, admit } = await gateway()
    const [one, two] = [says('one'), says('two')]
    const keys = [one, two].map((wire) => admit('t', wire, { header: 'X-Trial' }).key)
    const answers = await Promise.all(keys.map((key) => post(origin, { 'x-trial': key })))
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['one', 'two'])
    expect(new Headers(one.asked[0]?.init.headers).has('x-trial')).toBe(false)
  })

  it('needs no header while one trial is open', async () => {
    const { origin, admit } = await gateway()
    admit('t', says('one'), { header: null })
    expect(await (await post(origin)).text()).toBe('one')
  })

  it('spoils the trials that are open when nobody can tell whose call it is', async () => {
    const { origin, admit } = await gateway()
    const wires = [says('one'), says('two')]
    for (const wire of wires) admit('t', wire, { header: null })
    const response = await post(origin)
    expect(response.status).toBe(409)
    expect(JSON.stringify(await response.json())).toContain('trial_header')
    expect(wires.map(({ faults }) => faults.map(({ code }) => code))).toEqual([
      ['target-lacks'],
      ['target-lacks'],
    ])
  })

  it('spoils the trials that are open by a header that names none of them', async () => {
    const { origin, admit } = await gateway()
    const wires = [says('one'), says('two')]
    for (const wire of wires) admit('t', wire, { header: 'x-trial' })
    const response = await post(origin, { 'x-trial': 'something-else' })
    expect(response.status).toBe(409)
    for (const { faults } of wires) {
      expect(faults).toMatchObject([
        { code: 'target-lacks', message: expect.stringContaining('found "something-else"') as string },
      ])
    }
  })

  it('gets nothing from a trial that has an address of its own', async () => {
    const { origin, admit } = await gateway()
    const wire = says('x')
    admit('t', wire)
    expect((await post(origin)).status).toBe(404)
    expect(wire.asked).toEqual([])
  })

  it('is not taken for another trial where its own is over', async () => {
    const { origin, admit } = await gateway()
    const first = admit('t', says('one'), { header: 'x-trial' })
    first.leave()
    admit('t', says('two'), { header: 'x-trial' })
    expect((await post(origin, { 'x-trial': first.key })).status).toBe(409)
    expect((await post(origin, { 'x-trial': 'nobody' })).status).toBe(409)
  })
})

describe('quiet', () => {
  const late = (baseUrl: string) => fetch(`${baseUrl}/v1/messages`, { method: 'POST', body: '{}' })

  it('is what follows the last call of a trial that is over', async () => {
    const { admit, quiet } = await gateway()
    const { baseUrl, leave } = admit('t', says('x'))
    leave()
    const calm = quiet(100, 10_000)
    const lateAt = performance.now()
    await late(baseUrl)
    expect(await calm).toBe(true)
    expect(performance.now() - lateAt).toBeGreaterThanOrEqual(100)
  })

  it('does not come while calls do', async () => {
    const { origin, admit, quiet } = await gateway()
    admit('t', says('x'), { header: null }).leave()
    const calm = quiet(200, 300)
    let over = false
    calm.then(() => {
      over = true
    })
    while (!over) expect((await late(origin)).status).toBe(409)
    expect(await calm).toBe(false)
  })
})

describe('the gateway', () => {
  it('says what address it expects', async () => {
    const { origin } = await gateway()
    const response = await fetch(`${origin}/v1/messages`, { method: 'POST', body: '{}' })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: {
        type: 'not_found_error',
        message: expect.stringContaining('/t/<trial>/') as string,
      },
    })
  })

  it.each(['GET', 'HEAD'])('answers %s / as clients that look for it want', async (method) => {
    const { origin } = await gateway()
    expect((await fetch(origin, { method })).status).toBe(200)
  })

  it.each([
    ['a name that points here', { host: 'evil.example' }, 403],
    ['a name that begins like ours', { host: '127.0.0.1.evil.example:80' }, 403],
    ['a page of another site', { origin: 'https://evil.example' }, 403],
    ['localhost', { host: 'localhost:1' }, 200],
    ['the loopback of IPv6', { host: '[::1]:1' }, 200],
    ['a page of this machine', { origin: 'http://localhost:3000' }, 200],
  ])('called by %s', async (_, headers, status) => {
    const { baseUrl } = (await gateway()).admit('t', says('x'))
    const { response } = await ask(`${baseUrl}/v1/messages`, { headers })
    response.resume()
    expect(response.statusCode).toBe(status)
  })

  it('takes 64 MB and no more', async () => {
    const wire = line(({ body }) => new Response(String(String(body).length)))
    const { baseUrl } = (await gateway()).admit('t', wire)
    const most = 'x'.repeat(64 * 1024 * 1024)
    expect(await (await fetch(`${baseUrl}/v1/messages`, { method: 'POST', body: most })).text()).toBe(
      `${most.length}`,
    )
    const told = await fetch(`${baseUrl}/v1/messages`, { method: 'POST', body: `${most}x` })
    const chunked = await fetch(`${baseUrl}/v1/messages`, {
      method: 'POST',
      body: new Blob([most, 'x']).stream(),
      duplex: 'half',
    } as RequestInit)
    expect([told.status, chunked.status]).toEqual([413, 413])
    expect(wire.asked).toHaveLength(1)
    const largest = 'expected a request of at most 64 MB'
    expect(wire.refusals).toMatchObject([{ message: largest }, { message: largest }])
  })

  it('takes all of what is too much before it says so, from a client that then closes', async () => {
    const { baseUrl } = (await gateway()).admit('t', says('x'))
    const { port, pathname } = new URL(baseUrl)
    const socket = connect(Number(port), '127.0.0.1').pause()
    onTestFinished(() => void socket.destroy())
    const sent = 'x'.repeat(65 * 1024 * 1024)
    const head = `host: 127.0.0.1\r\nconnection: close\r\ncontent-length: ${sent.length}`
    socket.write(`POST ${pathname}/v1/messages HTTP/1.1\r\n${head}\r\n\r\n`)
    await new Promise<void>((resolve, reject) => {
      socket.write(sent, (error) => (error ? reject(error) : resolve()))
    })
    expect(await text(socket)).toMatch(/^HTTP\/1.1 413 .*at most 64 MB/s)
  })

  it('keeps connections open between calls', async () => {
    const { baseUrl } = (await gateway()).admit('t', says('x'))
    const { port, pathname } = new URL(baseUrl)
    const socket = connect(Number(port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    for (let call = 0; call < 3; call++) {
      socket.write(`POST ${pathname}/v1/m HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 2\r\n\r\n{}`)
      const [got] = await once(socket, 'data')
      expect(String(got)).toContain('200 OK')
      let whole = String(got)
      while (!whole.endsWith('0\r\n\r\n')) whole += String((await once(socket, 'data'))[0])
    }
  })

  it('ends what is under way when it closes', async () => {
    const opened = await openGateway()
    const { baseUrl } = opened.admit(
      't',
      line(() => new Response(feed().stream)),
    )
    const { response } = await ask(`${baseUrl}/v1/messages`)
    response.on('error', () => {})
    await opened.close()
    await expect(fetch(opened.origin)).rejects.toThrow()
  })

  it('says who has its port', async () => {
    const { origin } = await gateway()
    await expect(openGateway({ port: Number(new URL(origin).port) })).rejects.toMatchObject({
      code: 'gateway-unavailable',
      message: expect.stringContaining('another program does') as string,
    })
  })
})

describe('the MCP address of a trial', () => {
  const post = (url: string, sent: string) => fetch(`${url}/mcp`, { method: 'POST', body: sent })

  it('answers JSON, or nothing', async () => {
    const { baseUrl } = (await gateway()).admit('t', says('x'), {
      mcp: async (given) => (given === 1 ? null : { got: given }),
    })
    const [answer, nothing, broken] = await Promise.all(
      ['{"a":1}', '1', '{'].map((sent) => post(baseUrl, sent)),
    )
    expect(await answer?.json()).toEqual({ got: { a: 1 } })
    expect([nothing?.status, broken?.status]).toEqual([202, 400])
    expect((await fetch(`${baseUrl}/mcp`)).status).toBe(405)
  })
})
