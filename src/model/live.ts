import { isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'
import { failureIn, messageIn, usageOf } from './messages.ts'
import {
  type Answer,
  type ModelRequest,
  NOTHING_TO_SAY,
  type Relay,
  type Responses,
  type TrialKey,
  type TrialSource,
} from './responder.ts'
import { createAssembler, createEventReader, StreamError } from './sse.ts'
import type { Fetch } from './wire.ts'

/** The live model: requests go out as they are, responses come back as they come. */
export function liveResponses(fetch: Fetch, now: () => Date): Responses {
  return {
    virtual: false,
    open: (trial) => liveTrial(trial, fetch, now),
    close: () => NOTHING_TO_SAY,
  }
}

function liveTrial(trial: TrialKey, fetch: Fetch, now: () => Date): TrialSource {
  const recordedAt = now().toISOString()
  return {
    responder: {
      respond: (request) => forwardCall(fetch, request),
      forward: (request, method) => send(fetch, request, method),
    },
    provenance: {
      source: 'live',
      sample: `live-${trial.trial}-${recordedAt}`,
      evidence: 'sampled',
      recordedAt,
    },
    playTool: () => null,
    answersTurn: () => true,
    finish: () => {},
  }
}

/** Headers that describe one connection, not the message. */
const CONNECTION_HEADERS = ['host', 'connection', 'content-length', 'transfer-encoding', 'content-encoding']

function passable(headers: Headers): Headers {
  const kept = new Headers(headers)
  for (const name of CONNECTION_HEADERS) kept.delete(name)
  return kept
}

function send(fetch: Fetch, request: ModelRequest, method: string): Promise<Response> {
  return fetch(request.url, {
    method,
    headers: passable(request.headers),
    ...(request.text === '' ? {} : { body: request.text }),
    ...(request.signal ? { signal: request.signal } : {}),
  })
}

async function forwardCall(fetch: Fetch, request: ModelRequest): Promise<Relay> {
  const start = performance.now()
  // A tenth of a millisecond is more than any network can tell.
  const elapsed = () => Math.round((performance.now() - start) * 10) / 10
  const upstream = await send(fetch, request, 'POST')
  const streamed = upstream.headers.get('content-type')?.includes('text/event-stream') ?? false
  return streamed && upstream.body
    ? relayStream(upstream, upstream.body, elapsed)
    : await relayWhole(upstream, elapsed)
}

async function relayWhole(upstream: Response, elapsed: () => number): Promise<Relay> {
  const text = await upstream.text()
  const body = parse(text)
  const answer: Answer = {
    status: upstream.status,
    headers: keptHeaders(upstream.headers),
    body,
    usage: usageIn(body),
    latencyMs: elapsed(),
    ttftMs: null,
    chunks: [],
  }
  const response = new Response(text, { status: upstream.status, headers: passable(upstream.headers) })
  return { response, settled: Promise.resolve(answer) }
}

/** Passes a stream on piece by piece while putting the message together for the record. */
function relayStream(upstream: Response, body: ReadableStream<Uint8Array>, elapsed: () => number): Relay {
  const settled = Promise.withResolvers<Answer>()
  // The trial reads the outcome from the record; nobody need be waiting for this promise.
  settled.promise.catch(() => {})
  const assembler = createAssembler(elapsed)
  let failure: JsonObject | null = null
  const read = createEventReader((event) => {
    if (event['type'] === 'error') failure = event
    else assembler.push(event)
    // Nothing that counts comes after these, and a client may hang up at once.
    if (event['type'] === 'error' || event['type'] === 'message_stop') settle()
  })
  const decoder = new TextDecoder()
  const settle = () => {
    const timing = {
      latencyMs: elapsed(),
      ttftMs: assembler.chunks[0]?.[2] ?? null,
      chunks: assembler.chunks,
    }
    const headers = keptHeaders(upstream.headers)
    if (failure) {
      settled.resolve({ ...timing, status: statusOf(failure), headers, body: failure, usage: null })
    } else {
      const message = assembler.message()
      settled.resolve({ ...timing, status: upstream.status, headers, body: message, usage: usageOf(message) })
    }
  }
  const observed = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      guard(settled.reject, () => read(decoder.decode(piece, { stream: true })))
      controller.enqueue(piece)
    },
    flush: () => guard(settled.reject, settle),
    cancel: (reason: unknown) =>
      settled.reject(
        reason instanceof Error ? reason : new StreamError('the agent stopped reading the reply'),
      ),
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

function usageIn(body: Json): Answer['usage'] {
  const message = messageIn(body)
  return message ? usageOf(message) : null
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
  overloaded_error: 529,
  timeout_error: 504,
  api_error: 500,
}

/** An error in the midst of a stream comes with status 200; its type says what it would have been. */
function statusOf(event: JsonObject): number {
  const error = own(event, 'error')
  const type = isJsonObject(error) ? String(error['type']) : failureIn(500, event).type
  return STATUS_OF_ERROR[type] ?? 400
}
