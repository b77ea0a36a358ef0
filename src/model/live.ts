import { isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'
import { calledProtocol } from './delivery.ts'
import { usageOf } from './messages.ts'
import { createEventReader, type Protocol, type Provider } from './protocol/index.ts'
import { DUMMY_KEY, type Upstreams, upstreamUrl } from './provider.ts'
import {
  type Answer,
  HungUp,
  type ModelRequest,
  NOTHING_TO_SAY,
  type Relay,
  type Responses,
  type TrialKey,
  type TrialSource,
} from './responder.ts'
import type { Fetch } from './wire.ts'

export interface LiveOptions {
  readonly fetch: Fetch
  readonly upstreams: Upstreams
  readonly now: () => Date
}

/** The live model: requests go out as they are, responses come back as they come. */
export function liveResponses(options: LiveOptions): Responses {
  return {
    virtual: false,
    open: (trial) => liveTrial(trial, options),
    close: () => NOTHING_TO_SAY,
  }
}

function liveTrial(trial: TrialKey, options: LiveOptions): TrialSource {
  const recordedAt = options.now().toISOString()
  return {
    responder: {
      respond: (request) => forwardCall(options, request),
      forward: (request) => send(options, request, providerOf(request.headers)),
    },
    provenance: {
      source: 'live',
      sample: `live-${trial.trial}-${recordedAt}`,
      evidence: 'sampled',
      recordedAt,
    },
    know: () => {},
    playTool: () => null,
    answersTurn: () => true,
    leftOver: () => null,
    finish: () => {},
  }
}

const providerOf = (headers: Headers): Provider => (headers.has('anthropic-version') ? 'anthropic' : 'openai')

/** Headers that describe one connection, not the message. */
const CONNECTION_HEADERS = ['host', 'connection', 'content-length', 'transfer-encoding', 'content-encoding']

/** The agent's own address for the gateway, and what names the trial, mean nothing to the provider. */
function passable(headers: Headers): Headers {
  const kept = new Headers(headers)
  for (const name of CONNECTION_HEADERS) kept.delete(name)
  return kept
}

function send(
  { fetch, upstreams }: LiveOptions,
  { url, method, headers, text, signal }: Omit<ModelRequest, 'endpoint'>,
  provider: Provider,
): Promise<Response> {
  const upstream = upstreams[provider]
  return fetch(upstreamUrl(url, provider, upstream), {
    method,
    headers: withKey(passable(headers), upstream.apiKey),
    ...(text === '' ? {} : { body: text }),
    ...(signal ? { signal } : {}),
  })
}

/** An agent of its own process has no key but the dummy: the real one never leaves ours. */
function withKey(headers: Headers, apiKey: string | null): Headers {
  if (apiKey === null) return headers
  if (headers.get('x-api-key') === DUMMY_KEY) headers.set('x-api-key', apiKey)
  if (headers.get('authorization') === `Bearer ${DUMMY_KEY}`) headers.set('authorization', `Bearer ${apiKey}`)
  return headers
}

async function forwardCall(options: LiveOptions, request: ModelRequest): Promise<Relay> {
  const start = performance.now()
  // A tenth of a millisecond is more than any network can tell.
  const elapsed = () => Math.round((performance.now() - start) * 10) / 10
  const { endpoint } = request
  const provider = endpoint.kind === 'side' ? endpoint.provider : providerOfCall(endpoint.protocol)
  const upstream = await send(options, request, provider)
  const streamed = upstream.headers.get('content-type')?.includes('text/event-stream') ?? false
  const protocol = calledProtocol(request)
  return protocol && streamed && upstream.body
    ? relayStream(upstream, upstream.body, protocol, elapsed)
    : await relayWhole(upstream, protocol, elapsed)
}

const providerOfCall = ({ name }: Protocol): Provider => (name === 'messages' ? 'anthropic' : 'openai')

async function relayWhole(
  upstream: Response,
  protocol: Protocol | null,
  elapsed: () => number,
): Promise<Relay> {
  const text = await upstream.text()
  const body = parse(text)
  const answer: Answer = {
    status: upstream.status,
    headers: keptHeaders(upstream.headers),
    body,
    usage: usageIn(protocol, body),
    latencyMs: elapsed(),
    ttftMs: null,
    chunks: [],
  }
  const response = new Response(text, { status: upstream.status, headers: passable(upstream.headers) })
  return { response, settled: Promise.resolve(answer) }
}

/** Passes a stream on piece by piece while putting the message together for the record. */
function relayStream(
  upstream: Response,
  body: ReadableStream<Uint8Array>,
  protocol: Protocol,
  elapsed: () => number,
): Relay {
  const settled = Promise.withResolvers<Answer>()
  // The trial reads the outcome from the record; nobody need be waiting for this promise.
  settled.promise.catch(() => {})
  const assembler = protocol.createAssembler(elapsed)
  const read = createEventReader((event) => {
    assembler.push(event)
    if (assembler.ended || assembler.error) settle()
  })
  const decoder = new TextDecoder()
  const settle = () => {
    const { chunks, error } = assembler
    const timing = { latencyMs: elapsed(), ttftMs: chunks[0]?.[2] ?? null, chunks }
    const headers = keptHeaders(upstream.headers)
    if (error) {
      settled.resolve({ ...timing, status: statusOf(error), headers, body: error, usage: null })
    } else {
      const whole = assembler.body()
      settled.resolve({
        ...timing,
        status: upstream.status,
        headers,
        body: whole,
        usage: usageIn(protocol, whole),
      })
    }
  }
  const observed = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      guard(settled.reject, () => read(decoder.decode(piece, { stream: true })))
      controller.enqueue(piece)
    },
    flush: () =>
      guard(settled.reject, () => {
        read.end()
        settle()
      }),
    // Called, too, where the provider's side breaks, with its error.
    cancel: (reason: unknown) =>
      settled.reject(reason instanceof Error ? reason : new HungUp('the agent stopped reading the reply')),
  })
  const piped = body.pipeThrough(observed)
  return {
    response: new Response(piped, { status: upstream.status, headers: passable(upstream.headers) }),
    settled: settled.promise,
  }
}

/** What the client receives never depends on whether we could follow it. */
function guard(reject: (reason: unknown) => void, step: () => void): void {
  try {
    step()
  } catch (error) {
    reject(error)
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

function usageIn(protocol: Protocol | null, body: Json): Answer['usage'] {
  const message = protocol?.messageIn(body) ?? null
  return message && usageOf(message)
}

/** Headers that decide what a client does next; all others are not part of what the model said. */
const KEPT_HEADERS = ['request-id', 'retry-after', 'retry-after-ms', 'x-should-retry']

function keptHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of KEPT_HEADERS) {
    const value = headers.get(name)
    if (value !== null) kept[name] = value
  }
  return kept
}

const STATUS_OF_ERROR: Readonly<Record<string, number>> = {
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  server_error: 500,
  overloaded_error: 529,
  timeout_error: 504,
  api_error: 500,
}

/** An error in the midst of a stream comes with status 200; its type says what it would have been. */
function statusOf(event: JsonObject): number {
  const error = own(event, 'error')
  if (!isJsonObject(error)) return 400
  const named = [own(error, 'type'), own(error, 'code')].map((type) => STATUS_OF_ERROR[String(type)])
  return named.find((status) => status !== undefined) ?? 400
}
