import type { JsonObject } from '../trajectory/index.ts'
import type { Clock } from './clock.ts'
import { calledProtocol } from './protocol/index.ts'
import type { Answer, Delivery, ModelRequest } from './responder.ts'

/** How an answer goes over the wire: a stream as the pieces it came in, anything else whole. */
export function deliveryOf(answer: Answer, request: ModelRequest): Delivery {
  const events = streamOf(answer, request)
  const type = events ? 'text/event-stream' : 'application/json'
  const whole: Delivery = {
    status: answer.status,
    headers: { ...answer.headers, 'content-type': type },
    pieces: events ?? [{ text: JSON.stringify(answer.body), atMs: answer.latencyMs }],
    begins: true,
    end: 'complete',
  }
  return answer.fault?.breakUp?.(whole) ?? whole
}

function streamOf(answer: Answer, request: ModelRequest): Delivery['pieces'] | null {
  if (!request.stream || answer.status !== 200) return null
  const protocol = calledProtocol(request)
  if (protocol === null || protocol.messageIn(answer.body) === null) return null
  return protocol.pieces(answer.body as JsonObject, answer.chunks, request.body)
}

export interface Pace {
  readonly clock: Clock
  /** When the request was sent, on that clock. */
  readonly startMs: number
  readonly signal: AbortSignal | null
  /** Told when the last piece has come, or nothing more will: the call is over. */
  readonly arrived: () => void
  /** Told when the client stopped reading before, and what it was sent by then. */
  readonly left: (reason: unknown, sent: string) => void
}

/** The connection broke, as `fetch` says it. */
const brokenConnection = (): TypeError => new TypeError('terminated: the connection was reset')

/** Delivers a reply as time passes on the trial's clock: its beginning first, then piece after piece. */
export async function deliver(answer: Answer, delivery: Delivery, pace: Pace): Promise<Response> {
  const { clock, startMs, signal } = pace
  const sleepUntil = (ms: number) => clock.sleep(startMs + ms - clock.now(), signal ?? undefined)
  const firstMs = answer.ttftMs ?? answer.latencyMs
  if (firstMs !== null) await sleepUntil(firstMs)
  if (!delivery.begins) {
    pace.arrived()
    if (delivery.end === 'stall') return await clock.stall({ sinceMs: startMs, signal })
    throw brokenConnection()
  }
  if (isPaced(answer, delivery)) return pacedResponse(answer, delivery, pace)
  pace.arrived()
  return new Response(textOf(delivery), { status: delivery.status, headers: delivery.headers })
}

const textOf = ({ pieces }: Delivery): string => pieces.map(({ text }) => text).join('')

/** A reply that comes in one moment needs no stream, which would cost more than all else about it. */
function isPaced({ ttftMs, latencyMs }: Answer, { end }: Delivery): boolean {
  return end !== 'complete' || (ttftMs !== null && latencyMs !== null && ttftMs < latencyMs)
}

function pacedResponse(answer: Answer, delivery: Delivery, pace: Pace): Response {
  const { clock, startMs, signal } = pace
  const steps = [...stepsOf(answer, delivery, clock.virtual)]
  const encoder = new TextEncoder()
  let arrived = false
  let sent = ''
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const step = steps.shift()
      if (step) {
        if (step.atMs !== null) await clock.sleep(startMs + step.atMs - clock.now(), signal ?? undefined)
        // A client may hang up once it has the last piece.
        if (steps.length === 0) {
          arrived = true
          pace.arrived()
        }
        sent += step.text
        controller.enqueue(encoder.encode(step.text))
      } else if (delivery.end === 'complete') controller.close()
      else if (delivery.end === 'reset') controller.error(brokenConnection())
      else await clock.stall({ sinceMs: startMs, signal })
    },
    cancel: (reason: unknown) => {
      if (!arrived) pace.left(reason, sent)
    },
  })
  // msw takes a stream that breaks for one that ends, unless its length is open.
  const headers = { ...delivery.headers, 'transfer-encoding': 'chunked' }
  return new Response(body, { status: delivery.status, headers })
}

/**
 * In virtual time nobody sees the pieces come but the agent: all up to the first token is one step, and all that
 * follows it within the reply another.
 */
function stepsOf(answer: Answer, delivery: Delivery, virtual: boolean): Delivery['pieces'] {
  const { pieces, end } = delivery
  if (!virtual || pieces.length < 2) return pieces
  const first =
    1 +
    Math.max(
      0,
      pieces.findIndex(({ atMs }) => atMs !== null),
    )
  const joined = (part: Delivery['pieces']) => part.map(({ text }) => text).join('')
  const rest = { text: joined(pieces.slice(first)), atMs: end === 'complete' ? answer.latencyMs : null }
  return [{ text: joined(pieces.slice(0, first)), atMs: null }, ...(rest.text === '' ? [] : [rest])]
}
