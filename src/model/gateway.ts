import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf, PawlError } from '../errors.ts'
import type { Json } from '../trajectory/index.ts'
import { watchArrivals } from './gateway/arrivals.ts'
import { type Admitted, createLobby, type Lobby } from './gateway/lobby.ts'
import { answerMcp } from './gateway/mcp.ts'
import { answerError, type Refusal } from './gateway/refusal.ts'
import { relay } from './gateway/relay.ts'
import { isOurs } from './gateway/request.ts'
import type { Wire } from './wire.ts'

/** The providers' APIs on 127.0.0.1, for agents in processes of their own: each trial has an address there. */
export interface Gateway {
  /** `http://127.0.0.1:1234`, without a slash at its end. */
  readonly origin: string
  /**
   * Opens an address for a trial. What is called there goes over its wire.
   * @param name of the trial, to be read by people; the address has a random part besides
   */
  admit(name: string, wire: Wire, options?: AdmitOptions): Admission
  /**
   * Resolves with true once no call of a trial that is over has come for `ms`, with false where they still come after
   * `atMostMs`.
   */
  quiet(ms: number, atMostMs: number): Promise<boolean>
  /** True while a call is on its way here. */
  expecting(): boolean
  /** Ends all connections. */
  close(): Promise<void>
}

export interface AdmitOptions {
  /**
   * For a service that is pointed at `origin` and has no address per trial. A name: the header that holds the
   * trial's key; `null`: none, so that one trial at a time can be told. Left out: the trial's own address alone.
   */
  readonly header?: string | null
  /** The key of a trial that is over, to open its address again; a new one unless given. */
  readonly key?: string
  /** Answers JSON-RPC at the trial's `/mcp`; `null`: nothing to say. */
  readonly mcp?: (message: Json) => Promise<Json | null>
}

export interface Admission {
  /** What names the trial on the wire: in its address, and in the header of a service. */
  readonly key: string
  /** The trial's address, without a slash at its end. */
  readonly baseUrl: string
  /** Ends what is under way; later calls are refused. */
  leave(): void
}

export interface GatewayOptions {
  /** A free one unless given. */
  readonly port?: number
}

/** Throws `gateway-unavailable`. */
export async function openGateway({ port = 0 }: GatewayOptions = {}): Promise<Gateway> {
  const lobby = createLobby()
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, noDelay: true }, (request, response) => {
    serve(lobby, request, response).catch(() => request.socket.resetAndDestroy())
  })
  // A client that uses a kept connection while we close it would see an error that nobody provoked.
  Object.assign(server, { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, timeout: 0 })
  const expecting = watchArrivals(server)
  await listen(server, port)
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    expecting,
    admit(name, wire, { header, mcp, key = newKey(name) } = {}) {
      const leave = lobby.enter({ key, wire, header, mcp: mcp ?? null, leaving: new AbortController() })
      return { key, baseUrl: `${origin}/t/${key}`, leave }
    },
    async quiet(ms, atMostMs) {
      const start = performance.now()
      for (let since = start; ; since = Math.max(start, lobby.lateAt())) {
        const now = performance.now()
        if (now - since >= ms) return true
        if (now - start >= atMostMs) return false
        await delay(since + ms - now)
      }
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

const MAX_HEADER_BYTES = 64 * 1024

/** In live mode the address is worth money: another process of this machine must not guess it. */
const newKey = (name: string): string => `${readable(name)}-${randomBytes(12).toString('hex')}`

const MAX_NAME = 60

const readable = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .slice(0, MAX_NAME)
    .replaceAll(/^-|-$/g, '') || 'trial'

async function listen(server: Server, port: number): Promise<void> {
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw new PawlError(
      'gateway-unavailable',
      taken
        ? `the gateway cannot listen on port ${port}: another program does`
        : `the gateway cannot listen on port ${port}: ${messageOf(error)}`,
      {
        hint: 'End that program (a run of pawl, perhaps), or choose another port, here and where the agent is pointed at it.',
        cause: error,
      },
    )
  }
}

async function serve(lobby: Lobby, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isOurs(request.headers)) return answerError(response, STRANGER)
  const path = request.url ?? '/'
  if (path === '/') return answerRoot(request, response)
  const found = lobby.find(path, request.headers)
  if ('refusal' in found) return answerError(response, found.refusal)
  await serveTrial(found.trial, found.path, request, response)
}

async function serveTrial(
  trial: Admitted,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (trial.mcp && /^\/mcp\/?(?:\?|$)/.test(path)) return await answerMcp(trial.mcp, request, response)
  await relay(trial, path, request, response)
}

const STRANGER: Refusal = {
  status: 403,
  type: 'permission_error',
  message: 'the gateway answers programs of this machine that call it by 127.0.0.1 or localhost',
}

function answerRoot(request: IncomingMessage, response: ServerResponse): void {
  request.resume()
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(
    request.method === 'HEAD' ? undefined : 'The gateway of pawl. Trials have addresses of their own.\n',
  )
}
