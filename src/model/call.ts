import { messageOf, PawlError } from '../errors.ts'
import {
  type Actor,
  type ModelCall,
  type OpenEvent,
  own,
  type ProviderFailure,
  type Recorder,
  type Usage,
} from '../trajectory/index.ts'
import { BrokenReply, brokenFailure, HungUp } from './broken.ts'
import type { Clock } from './clock.ts'
import { deliver, deliveryOf } from './delivery.ts'
import { errorBody } from './messages.ts'
import {
  badRequest,
  calledProtocol,
  createEventReader,
  type createThreads,
  type EndpointName,
  type Protocol,
} from './protocol/index.ts'
import { quote } from './quote.ts'
import {
  type Answer,
  type CallPlace,
  isRelay,
  type ModelRequest,
  RecordEnded,
  type Relay,
  type Responder,
} from './responder.ts'
import { retryAfterMs } from './retry-after.ts'

export interface WireOptions {
  readonly responder: Responder
  readonly clock: Clock
  readonly recorder: Recorder
  readonly actor: Actor
  /** Told of a failure of the harness; the first one decides the trial's outcome. */
  readonly fault: (error: PawlError) => void
  /** Told that the record which is played ends here, and with it the trial. */
  readonly end: (reason: RecordEnded) => void
  /** Told of each model call when it is over, as it is on record. */
  readonly ended?: (call: ModelCall, endpoint: EndpointName) => void
}

/** A trial's wire and what it remembers from call to call. */
export interface Line extends WireOptions {
  readonly threads: ReturnType<typeof createThreads>
  /** When the recorded calls of these indices began and were over, on the trial's clock. */
  readonly spans: Map<number, Span>
  /** The calls that are not over. */
  readonly underWay: Set<Call>
}

interface Span {
  readonly startMs: number
  readonly endMs: number
}

export interface Call {
  readonly request: ModelRequest
  readonly protocol: Protocol
  readonly open: OpenEvent<ModelCall>
}

/** One call of the model: answered, delivered and put on record. */
export async function modelCall(
  line: Line,
  request: ModelRequest,
): Promise<{ readonly response: Response; readonly settled?: Promise<void> }> {
  const call = beginCall(line, request)
  try {
    const answer = await line.responder.respond(request)
    if (!isRelay(answer)) return { response: await played(line, call, answer) }
    return { response: answer.response, settled: relayed(line, call, answer) }
  } catch (error) {
    if (error instanceof PawlError) return { response: refused(line, call, error) }
    if (error instanceof RecordEnded) {
      line.underWay.delete(call)
      call.open.withdraw()
      line.end(error)
    } else {
      brokenOff(line, call, error)
    }
    throw error
  }
}

/** A call whose body is no JSON object: no provider takes it. */
export function unreadableCall(line: Line, request: ModelRequest): Response {
  const call = beginCall(line, request)
  const answer = badRequest(call.protocol, 'The request body is not valid JSON')
  complete(line, call, answer)
  return Response.json(answer.body, { status: answer.status })
}

function beginCall(line: Line, request: ModelRequest): Call {
  const { endpoint } = request
  const protocol = calledProtocol(request)
  if (protocol === null) throw new TypeError(`expected a model call, found ${endpoint.name}`)
  const model = own(request.body, 'model')
  const open = openCall(line, {
    request: protocol.onRecord(request.body),
    model: typeof model === 'string' ? model : null,
    attempt: request.attempt,
  })
  const call = { request, protocol, open }
  line.underWay.add(call)
  return call
}

/** Gives a call its place on record. */
export const openCall = (
  { recorder, actor }: Line,
  asked: Pick<ModelCall, 'request' | 'model' | 'attempt'>,
): OpenEvent<ModelCall> =>
  recorder.begin<ModelCall>({
    type: 'model_call',
    actor,
    ...asked,
    response: null,
    failure: null,
    fault: null,
    usage: null,
    latencyMs: null,
    ttftMs: null,
  })

/** A stored or scripted answer: its latency passes on the trial's clock as it is delivered. */
async function played(line: Line, call: Call, answer: Answer): Promise<Response> {
  const startMs = await startOf(line, answer)
  return await deliver(answer, deliveryOf(answer, call.request), {
    clock: line.clock,
    startMs,
    signal: call.request.signal,
    arrived: () => complete(line, call, answer),
    left: (reason, sent) => brokenOff(line, call, new HungUp(messageOf(reason), toldIn(sent, call.protocol))),
  })
}

/**
 * When a call began on the trial's clock. Nobody sees what an agent in another process does meanwhile, nor what one in
 * this process reads from disk; a recording knows which calls ran at the same time, and they pass along the critical
 * path again.
 */
function startOf({ spans, clock }: Line, { place, latencyMs }: Answer): number | Promise<number> {
  if (!place) return clock.callStart()
  const nowMs = clock.now()
  const startMs = wasConcurrent(spans, place, nowMs) ? criticalStart(spans, place) : nowMs
  spans.set(place.index, { startMs, endMs: startMs + (latencyMs ?? 0) })
  return startMs
}

/** True where a call that was under way when this one was recorded is over already. */
const wasConcurrent = (spans: Line['spans'], { concurrent }: CallPlace, nowMs: number): boolean =>
  concurrent.some((index) => (spans.get(index)?.endMs ?? nowMs) <= nowMs)

/** After all calls that were over by then, and not before those that were under way. */
function criticalStart(spans: Line['spans'], { concurrent }: CallPlace): number {
  const bounds = [...spans].map(([index, { startMs, endMs }]) =>
    concurrent.includes(index) ? startMs : endMs,
  )
  return Math.max(0, ...bounds)
}

function relayed(line: Line, call: Call, relay: Relay): Promise<void> {
  return relay.settled.then(
    (answer) => complete(line, call, answer),
    (error: unknown) => brokenOff(line, call, error),
  )
}

/** The call is over: it is on record before anybody hears of it. What comes of it afterwards changes nothing. */
function conclude({ ended, underWay }: Line, call: Call, outcome: Partial<ModelCall>): void {
  if (!underWay.delete(call)) return
  const event = call.open.complete(outcome)
  ended?.(event, call.request.endpoint.name)
}

/** The call ends without a whole reply. */
function brokenOff(line: Line, call: Call, error: unknown): void {
  const usage = error instanceof BrokenReply ? error.usage : null
  conclude(line, call, { usage, failure: brokenFailure(error, call.request.signal) })
}

/** The tokens that the beginning of a stream tells of. */
function toldIn(stream: string, protocol: Protocol): Usage | null {
  const assembler = protocol.createAssembler(() => 0)
  try {
    createEventReader((event) => assembler.push(event))(stream)
  } catch {
    // A stream that was made faulty tells no more.
  }
  return assembler.usage
}

function complete(line: Line, call: Call, answer: Answer): void {
  const { protocol, request } = call
  const timing = { latencyMs: answer.latencyMs, ttftMs: answer.ttftMs, usage: answer.usage }
  const known = { ...timing, fault: answer.fault?.name ?? null }
  if (answer.fault?.failure) {
    conclude(line, call, { ...known, usage: null, failure: answer.fault.failure })
    return
  }
  if (answer.status < 200 || answer.status > 299) {
    conclude(line, call, { ...known, failure: failureOf(answer, protocol) })
    return
  }
  const response = protocol.messageIn(answer.body)
  if (response) {
    line.threads.answered(request.body, response)
    const model = own(response, 'model')
    conclude(line, call, { ...known, response, ...(typeof model === 'string' ? { model } : {}) })
    return
  }
  const message = `the model's reply is not a message: expected { role: "assistant", content: [blocks] }, found ${quote(answer.body)}`
  conclude(line, call, { ...known, failure: { status: answer.status, type: 'malformed_reply', message } })
  line.fault(new PawlError('model-reply-malformed', message))
}

function failureOf({ status, body, headers }: Answer, protocol: Protocol): ProviderFailure {
  const waitMs = retryAfterMs((name) => headers[name])
  return { ...protocol.failureIn(status, body), ...(waitMs === null ? {} : { retryAfterMs: waitMs }) }
}

/**
 * 409 with `x-should-retry: false`: any other status makes some clients try again or send altered requests.
 */
function refused(line: Line, call: Call, error: PawlError): Response {
  conclude(line, call, { failure: { status: 409, type: error.code, message: error.message } })
  line.fault(error)
  return refusal(error)
}

/** Both providers' clients find the text under `error.message`. */
export function refusal(error: PawlError): Response {
  return Response.json(errorBody('invalid_request_error', `pawl: ${error.message}`), {
    status: 409,
    headers: { 'x-should-retry': 'false' },
  })
}
