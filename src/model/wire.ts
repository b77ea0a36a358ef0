import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate } from 'node:timers/promises'
import { PawlError } from '../errors.ts'
import { isJsonObject, type JsonObject, own, type ProviderFailure, parseJson } from '../trajectory/index.ts'
import { type Line, modelCall, openCall, refusal, unreadableCall, type WireOptions } from './call.ts'
import { createThreads, endpointOf } from './protocol/index.ts'
import { isRelay, type ModelRequest } from './responder.ts'
import { createStrays, type Strays } from './strays.ts'

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
  /**
   * Ends it with its trial: what comes of calls under way is not put on record any more, and later ones are refused.
   * @param late gives the error of a later call
   */
  close(late: () => PawlError): void
}

export function createWire(options: WireOptions): Wire {
  const relays: Promise<unknown>[] = []
  let late: (() => PawlError) | null = null
  const line: Line = { ...options, threads: createThreads(), spans: new Map(), underWay: new Set() }
  return {
    fault: options.fault,
    refused: (failure) =>
      void openCall(line, { request: null, model: null, attempt: 1 }).complete({ failure }),
    // A reply that the agent left unread never settles: one turn of the event loop is enough for the others.
    settled: async () => {
      if (relays.length > 0) await Promise.race([Promise.allSettled(relays), setImmediate()])
    },
    close(refusing) {
      late = refusing
      line.underWay.clear()
    },
    async fetch(input, init) {
      const { isObject, ...request } = await readRequest(input, init)
      if (late) {
        // An agent that asks again and again must not keep everybody else from running.
        await setImmediate()
        return refusal(late())
      }
      const endpoint = endpointOf(request.method, request.url, request.headers)
      if (endpoint === null) return await otherAddress(line, request)
      if (endpoint.kind === 'side') return await sideCall(line, { ...request, endpoint })
      if (!isObject) return unreadableCall(line, { ...request, endpoint })
      const body = endpoint.name === 'messages' ? line.threads.resolve(request.body) : request.body
      const { response, settled } = await modelCall(line, { ...request, endpoint, body })
      if (settled) relays.push(settled)
      return response
    },
  }
}

type Sent = Omit<ModelRequest, 'endpoint'>

async function readRequest(
  input: Parameters<Fetch>[0],
  init: RequestInit | undefined,
): Promise<Sent & { readonly isObject: boolean }> {
  const given = input instanceof Request ? input : null
  const text = given && init?.body == null ? await given.text() : await textIn(init?.body)
  const parsed = parseBody(text)
  const body = parsed ?? {}
  const sentHeaders = init?.headers ?? given?.headers
  const headers = sentHeaders instanceof Headers ? sentHeaders : new Headers(sentHeaders)
  return {
    method: init?.method ?? given?.method ?? 'GET',
    isObject: parsed !== null,
    body,
    text,
    stream: own(body, 'stream') === true,
    attempt: attemptIn(headers),
    url: given ? given.url : String(input),
    headers,
    signal: init?.signal ?? given?.signal ?? null,
  }
}

/** Clients may send the body as bytes, too. */
const textIn = async (body: RequestInit['body']): Promise<string> =>
  typeof body === 'string' ? body : await new Response(body ?? '').text()

/** How often the client has sent this before, as the providers' own clients say it. */
function attemptIn(headers: Headers): number {
  const retries = Number(headers.get('x-stainless-retry-count') ?? 0)
  return Number.isInteger(retries) && retries >= 0 ? 1 + retries : 1
}

/** `null` for what is no JSON object. */
function parseBody(text: string): JsonObject | null {
  try {
    const body = parseJson(text)
    return isJsonObject(body) ? body : null
  } catch {
    return null
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
  /** Told of the model calls that belong to no trial. */
  readonly strays: Strays
}

export function createWireContext(strays: Strays = createStrays()): WireContext {
  const storage = new AsyncLocalStorage<Wire>()
  return {
    run: (wire, body) => storage.run(wire, body),
    fetch(input, init) {
      const wire = storage.getStore()
      if (!wire) throw new TypeError('a model was called outside of any trial')
      return wire.fetch(input, init)
    },
    current: () => storage.getStore() ?? null,
    strays,
  }
}
