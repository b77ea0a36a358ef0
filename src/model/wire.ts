import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate } from 'node:timers/promises'
import { messageOf, PawlError } from '../errors.ts'
import {
  type Actor,
  isJsonObject,
  type Json,
  type JsonObject,
  type ModelCall,
  type OpenEvent,
  own,
  type Recorder,
} from '../trajectory/index.ts'
import type { Clock } from './clock.ts'
import { errorBody, failureIn, messageIn } from './messages.ts'
import { quote } from './quote.ts'
import { type Answer, type ModelRequest, RecordEnded, type Relay, type Responder } from './responder.ts'
import { encodeEvent, streamEvents } from './sse.ts'

export type Fetch = typeof globalThis.fetch

/** The model's side of one trial: every call passes here, is answered, timed and put on record. */
export interface Wire {
  readonly fetch: Fetch
  /** Reports a failure of the harness to the trial. */
  readonly fault: (error: PawlError) => void
  /** Resolves when the replies that were read to their end are on record. */
  settled(): Promise<void>
}

export interface WireOptions {
  readonly responder: Responder
  readonly clock: Clock
  readonly recorder: Recorder
  readonly actor: Actor
  /** Told of a failure of the harness; the first one decides the trial's outcome. */
  readonly fault: (error: PawlError) => void
  /** Told that the record which is played ends here, and with it the trial. */
  readonly end: (reason: RecordEnded) => void
}

export function createWire(options: WireOptions): Wire {
  const relays: Promise<unknown>[] = []
  return {
    fault: options.fault,
    // A reply that the agent left unread never settles: one turn of the event loop is enough for the others.
    settled: async () => {
      if (relays.length > 0) await Promise.race([Promise.allSettled(relays), setImmediate()])
    },
    async fetch(input, init) {
      const request = await readRequest(input, init)
      if (!isMessagesCall(request.url)) return await otherEndpoint(options, request, methodOf(input, init))
      const open = beginCall(options, request)
      try {
        const answer = await options.responder.respond(request)
        if (!isRelay(answer)) return await played(options, open, request, answer)
        relays.push(relayed(options, open, answer))
        return answer.response
      } catch (error) {
        if (error instanceof PawlError) return refused(options, open, error)
        if (error instanceof RecordEnded) {
          open.withdraw()
          options.end(error)
        } else {
          open.complete({ failure: { status: null, type: 'connection_error', message: messageOf(error) } })
        }
        throw error
      }
    },
  }
}

async function readRequest(
  input: Parameters<Fetch>[0],
  init: RequestInit | undefined,
): Promise<ModelRequest> {
  const given = input instanceof Request ? input : null
  const sent = given && init?.body == null ? await given.text() : await textIn(init?.body)
  const body = parseBody(sent)
  const sentHeaders = init?.headers ?? given?.headers
  const headers = sentHeaders instanceof Headers ? sentHeaders : new Headers(sentHeaders)
  return {
    body,
    text: sent,
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

const methodOf = (input: Parameters<Fetch>[0], init: RequestInit | undefined): string =>
  init?.method ?? (input instanceof Request ? input.method : 'GET')

function parseBody(text: string): JsonObject {
  try {
    const body = JSON.parse(text) as Json
    return isJsonObject(body) ? body : {}
  } catch {
    return {}
  }
}

const isMessagesCall = (url: string): boolean => /\/v1\/messages(?:[?#]|$)/.test(url)

async function otherEndpoint(options: WireOptions, request: ModelRequest, method: string): Promise<Response> {
  if (options.responder.forward) return options.responder.forward(request, method)
  const error = new PawlError(
    'model-endpoint',
    `expected a call of /v1/messages, found ${method} ${new URL(request.url).pathname}, which is not played`,
    {
      hint: 'Scripts and recordings answer the Messages API alone. Run with --responses live, or leave this call out.',
    },
  )
  options.fault(error)
  return refusal(error)
}

function beginCall(options: WireOptions, request: ModelRequest): OpenEvent<ModelCall> {
  const model = own(request.body, 'model')
  return options.recorder.begin<ModelCall>({
    type: 'model_call',
    actor: options.actor,
    attempt: request.attempt,
    request: request.body,
    model: typeof model === 'string' ? model : null,
    response: null,
    failure: null,
    usage: null,
    latencyMs: null,
    ttftMs: null,
  })
}

const isRelay = (answer: Answer | Relay): answer is Relay => 'settled' in answer

/** A stored or scripted answer: its latency passes on the trial's clock, then it is there. */
async function played(
  options: WireOptions,
  open: OpenEvent<ModelCall>,
  request: ModelRequest,
  answer: Answer,
): Promise<Response> {
  if (answer.latencyMs !== null) await options.clock.sleep(answer.latencyMs, request.signal ?? undefined)
  complete(options, open, answer)
  return toResponse(answer, request.stream)
}

function relayed(options: WireOptions, open: OpenEvent<ModelCall>, relay: Relay): Promise<void> {
  return relay.settled.then(
    (answer) => complete(options, open, answer),
    (error: unknown) =>
      open.complete({ failure: { status: null, type: 'connection_error', message: messageOf(error) } }),
  )
}

function complete(options: WireOptions, open: OpenEvent<ModelCall>, answer: Answer): void {
  const timing = { latencyMs: answer.latencyMs, ttftMs: answer.ttftMs, usage: answer.usage }
  if (answer.status < 200 || answer.status > 299) {
    open.complete({ ...timing, failure: failureIn(answer.status, answer.body) })
    return
  }
  const response = messageIn(answer.body)
  if (response) {
    const model = own(response, 'model')
    open.complete({ ...timing, response, ...(typeof model === 'string' ? { model } : {}) })
    return
  }
  const message = `the model's reply is not a message: expected { role: "assistant", content: [blocks] }, found ${quote(answer.body)}`
  options.fault(new PawlError('model-reply-malformed', message))
  open.complete({ ...timing, failure: { status: answer.status, type: 'malformed_reply', message } })
}

/**
 * The harness has no answer. 409 with `x-should-retry: false` is the one status that no client retries,
 * rewrites or takes for a missing feature; the diagnosis is the error's message.
 */
function refused(options: WireOptions, open: OpenEvent<ModelCall>, error: PawlError): Response {
  options.fault(error)
  open.complete({ failure: { status: 409, type: error.code, message: error.message } })
  return refusal(error)
}

function refusal(error: PawlError): Response {
  return Response.json(errorBody('invalid_request_error', `pawl: ${error.message}`), {
    status: 409,
    headers: { 'x-should-retry': 'false' },
  })
}

function toResponse(answer: Answer, stream: boolean): Response {
  const message = stream && answer.status === 200 ? messageIn(answer.body) : null
  if (message) {
    const body = streamEvents(message, answer.chunks).map(encodeEvent).join('')
    return new Response(body, { headers: { ...answer.headers, 'content-type': 'text/event-stream' } })
  }
  return new Response(JSON.stringify(answer.body), {
    status: answer.status,
    headers: { ...answer.headers, 'content-type': 'application/json' },
  })
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
