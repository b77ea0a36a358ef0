import { messageOf } from '../../errors.ts'
import { BrokenReply, HungUp } from '../broken.ts'
import { type Assembler, createEventReader, type Protocol } from '../protocol/index.ts'
import type { Answer, Relay } from '../responder.ts'
import { keptHeaders } from './kept-headers.ts'
import { passing, usageIn } from './relay.ts'
import { statusOf } from './stream-error.ts'

export interface Upstream {
  readonly response: Response
  readonly body: ReadableStream<Uint8Array>
  readonly protocol: Protocol
  /** Since the request was sent. */
  readonly elapsedMs: () => number
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal | null
}

/** Passes a stream on piece by piece, no faster than it is read, while putting the message together for the record. */
export function relayStream(upstream: Upstream): Relay {
  const { response, body, signal } = upstream
  const reader = body.getReader()
  const follower = follow(upstream)
  const observed = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) {
            follower.end()
            controller.close()
          } else {
            follower.take(value)
            controller.enqueue(value)
          }
        } catch (error) {
          if (signal?.aborted) follower.left(error)
          else follower.broke(error)
          controller.error(error)
        }
      },
      cancel(reason) {
        follower.left(reason ?? 'the agent stopped reading the reply')
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
  return { response: new Response(observed, passing(response)), settled: follower.settled }
}

interface Follower {
  readonly settled: Promise<Answer>
  take(bytes: Uint8Array): void
  end(): void
  /** The client stopped reading. */
  left(reason: unknown): void
  /** The provider's side broke. */
  broke(error: unknown): void
}

/** Reads along. What the client receives never depends on whether the stream could be followed. */
function follow({ response, protocol, elapsedMs }: Upstream): Follower {
  const settled = Promise.withResolvers<Answer>()
  // The trial reads the outcome from the record; nobody need be waiting for this promise.
  settled.promise.catch(() => {})
  const assembler = protocol.createAssembler(elapsedMs)
  const settle = () => settled.resolve(answerOf(assembler, response, protocol, elapsedMs()))
  const read = createEventReader((event) => {
    assembler.push(event)
    if (assembler.ended || assembler.error) settle()
  })
  const decoder = new TextDecoder()
  const broke = (error: unknown) => settled.reject(new BrokenReply(messageOf(error), assembler.usage))
  const guard = (step: () => void) => {
    try {
      step()
    } catch (error) {
      broke(error)
    }
  }
  return {
    settled: settled.promise,
    take: (bytes) => guard(() => read(decoder.decode(bytes, { stream: true }))),
    end: () =>
      guard(() => {
        read.end()
        settle()
      }),
    left: (reason) => settled.reject(new HungUp(messageOf(reason), assembler.usage)),
    broke,
  }
}

/** Throws StreamError where the stream ended too early. */
function answerOf(
  { chunks, error, usage, body }: Assembler,
  { status, headers }: Response,
  protocol: Protocol,
  latencyMs: number,
): Answer {
  const known = { latencyMs, ttftMs: chunks[0]?.[2] ?? null, chunks, headers: keptHeaders(headers) }
  if (error) return { ...known, status: statusOf(error), body: error, usage }
  const whole = body()
  return { ...known, status, body: whole, usage: usageIn(protocol, whole) }
}
