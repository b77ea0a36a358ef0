import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate } from 'node:timers/promises'
import { PawlError } from '../errors.ts'
import { isJsonObject, type Json, type JsonObject, own, type ProviderFailure } from '../trajectory/index.ts'
import { type Line, modelCall, openCall, refusal, type WireOptions } from './call.ts'
import { createThreads, endpointOf } from './protocol/index.ts'
import { isRelay, type ModelRequest } from './responder.ts'

export type Fetch = typeof globalThis.fetch

/** The model's side of one trial: every call passes here, is answered, timed and put on record. */
export interface Wire {
  readonly fetch: Fetch
  /** Reports a failure of the harness to the trial. */
  readonly fault: (error: PawlError) => void
  /** Puts a call on record that got no further than its way here. */
  refused(failure: ProviderFailure): void
  /** Resolves when the replies that were read to their end are on record. */
  settled(): Promise<void>
}

export function createWire(options: WireOptions): Wire {
  const relays: Promise<unknown>[] = []
  const line: Line = { ...options, threads: createThreads(), spans: new Map() }
  return {
    fault: options.fault,
    refused: (failure) =>
      void openCall(line, { request: null, model: null, attempt: 1 }).complete({ failure }),
    // A reply that the agent left unread never settles: one turn of the event loop is enough for the others.
    settled: async () => {
      if (relays.length > 0) await Promise.race([Promise.allSettled(relays), setImmediate()])
    },
    async fetch(input, init) {
      const request = await readRequest(input, init)
      const endpoint = endpointOf(request.method, request.url, request.headers)
      if (endpoint === null) return await otherAddress(line, request)
      if (endpoint.kind === 'side') return await sideCall(line, { ...request, endpoint })
      const body = endpoint.name === 'messages' ? line.threads.resolve(request.body) : request.body
      const { response, settled } = await modelCall(line, { ...request, endpoint, body })
      if (settled) relays.push(settled)
      return response
    },
  }
}

type Sent = Omit<ModelRequest, 'endpoint'>

async function readRequest(input: Parameters<Fetch>[0], init: RequestInit | undefined): Promise<Sent> {
  const given = input instanceof Request ? input : null
  const text = given && init?.body == null ? await given.text() : await textIn(init?.body)
  const body = parseBody(text)
  const sentHeaders = init?.headers ?? given?.headers
  const headers = sentHeaders instanceof Headers ? sentHeaders : new Headers(sentHeaders)
  return {
    method: init?.method ?? given?.method ?? 'GET',
    body,
    text,
    stream: own(body, 'stream') === true,
    attempt: 1 + Number(headers.get('x-stainless-retry-count') ?? 0),
    url: given ? given.url : String(input),
    headers,
    signal: init?.signal ?? given?.signal ?? null,
  }
}

/** Clients may send the body as bytes, too. */
const textIn = async (body: RequestInit['body']): Promise<string> =>
  typeof body === 'string' ? body : await new Response(body ?? '').text()

function parseBody(text: string): JsonObject {
  try {
    const body = JSON.parse(text) as Json
    return isJsonObject(body) ? body : {}
  } catch {
    return {}
  }
}

async function otherAddress({ responder, fault }: Line, request: Sent): Promise<Response> {
  if (responder.forward) return await responder.forward(request)
  const error = new PawlError(
    'model-endpoint',
    `expected a call that pawl plays, found ${request.method} ${URL.parse(request.url)?.pathname}`,
    {
      hint: 'Scripts and recordings answer /v1/messages, /v1/messages/count_tokens, /v1/chat/completions, /v1/responses and /v1/models. Run with --responses live, or leave this call out.',
    },
  )
  fault(error)
  return refusal(error)
}

/** Counting tokens and listing models is no model call: it is answered, and nothing of it is on record. */
async function sideCall(line: Line, request: ModelRequest): Promise<Response> {
  try {
    const answer = await line.responder.respond(request)
    if (isRelay(answer)) return answer.response
    return Response.json(answer.body, { status: answer.status, headers: { ...answer.headers } })
  } catch (error) {
    if (!(error instanceof PawlError)) throw error
    line.fault(error)
    return refusal(error)
  }
}

/** Which wire a call belongs to when many trials share one client: the one whose trial made the call. */
export interface WireContext {
  /** Runs `body` so that `fetch` within it, at any depth, goes over this wire. */
  run<T>(wire: Wire, body: () => T): T
  readonly fetch: Fetch
  current(): Wire | null
}

export function createWireContext(): WireContext {
  const storage = new AsyncLocalStorage<Wire>()
  return {
    run: (wire, body) => storage.run(wire, body),
    fetch(input, init) {
      const wire = storage.getStore()
      if (!wire) throw new TypeError('a model was called outside of any trial')
      return wire.fetch(input, init)
    },
    current: () => storage.getStore() ?? null,
  }
}
