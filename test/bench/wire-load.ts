// One way to a played model under load, as a process of its own. Arguments: the way, `json` or `sse`, how many
// requests; of those eight are under way at a time, each the only call of its trial.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createPlayedClock, createVirtualClock } from '../../src/model/clock.ts'
import { openGateway } from '../../src/model/gateway.ts'
import { interceptModelCalls } from '../../src/model/interceptor.ts'
import { type Chunk, protocolOf } from '../../src/model/protocol/index.ts'
import { createWire, createWireContext, type Fetch, type Wire } from '../../src/model/wire.ts'
import { createRecorder } from '../../src/trajectory/index.ts'
import { answered, body, message, PROVIDER } from '../model/build.ts'

interface Way {
  /** One model call of a trial of its own. */
  ask(init: RequestInit): Promise<Response>
  close(): void | Promise<void>
}

const [wanted = '', kind = 'json', requests = '0'] = process.argv.slice(2)
const AT_A_TIME = 8
const SIZE = 8 * 1024
const PIECE = 64

const stream = kind === 'sse'
const reply = message('All is well. '.repeat(SIZE / 13))
const chunks = Array.from({ length: SIZE / PIECE }, (_, index): Chunk => [0, PIECE, 200 + index])
const answer = answered({
  body: reply,
  latencyMs: 900,
  // As of a recording: out of process a scripted call waits a moment for others that belong to it.
  place: { index: 0, concurrent: [] },
  ...(stream ? { ttftMs: 200, chunks } : {}),
})
const asked = body('Is all well? '.repeat(SIZE / 13), stream ? { stream: true } : {})
const context = createWireContext()

function trial(clock = createVirtualClock()): Wire {
  const recorder = createRecorder(() => clock.now())
  const fail = (error: Error) => {
    throw error
  }
  return createWire({
    responder: { respond: () => answer },
    clock,
    recorder,
    actor: 'agent',
    fault: fail,
    end: fail,
  })
}

const path = (base: string): string => `${base}/v1/messages`
const within =
  (call: Fetch): Way['ask'] =>
  (init) =>
    context.run(trial(), () => call(path(PROVIDER), init))

const WAYS: Readonly<Record<string, () => Way | Promise<Way>>> = {
  'injected fetch': () => ({ ask: within(context.fetch), close: () => {} }),
  async msw() {
    const interceptor = await interceptModelCalls({ context, baseUrls: [PROVIDER], network: false })
    return { ask: within((input, init) => fetch(input, init)), close: interceptor.close }
  },
  async gateway() {
    const gateway = await openGateway()
    return {
      async ask(init) {
        const { baseUrl, leave } = gateway.admit('bench', trial(createPlayedClock()))
        const response = await fetch(path(baseUrl), init)
        const whole = new Response(await response.text(), response)
        leave()
        return whole
      },
      close: gateway.close,
    }
  },
  async 'bare server'() {
    const pieces = stream
      ? protocolOf('messages').pieces(reply, chunks, asked)
      : [{ text: JSON.stringify(reply), atMs: null }]
    const headers = { 'content-type': stream ? 'text/event-stream' : 'application/json' }
    const server = createServer(async (request, response) => {
      JSON.parse(await text(request))
      response.writeHead(200, headers)
      for (const piece of pieces) response.write(piece.text)
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return {
      ask: (init) => fetch(path(base), init),
      close: () => server.closeAllConnections(),
    }
  },
}

async function callInTurn(way: Way, count: number): Promise<void> {
  for (let made = 0; made < count; made++) {
    const headers = { 'content-type': 'application/json' }
    const response = await way.ask({ method: 'POST', headers, body: JSON.stringify(asked) })
    const read = await response.text()
    if (response.status !== 200 || read.length < SIZE)
      throw new Error(`unexpected reply: ${read.slice(0, 200)}`)
  }
}

const open = WAYS[wanted]
if (open === undefined) throw new Error(`expected ${Object.keys(WAYS).join(', ')}, found ${wanted}`)
const way = await open()
const count = Math.ceil(Number(requests) / AT_A_TIME)
await Promise.all(Array.from({ length: AT_A_TIME }, () => callInTurn(way, count)))
await way.close()
process.exit()
