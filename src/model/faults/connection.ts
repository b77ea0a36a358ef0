import type { Delivery } from '../responder.ts'
import { faulty, protocolIn } from './answer.ts'
import type { Fault } from './types.ts'

/** What it takes until a connection is refused or dropped. */
const LATENCY_MS = 50

export const timeout = unanswered({
  name: 'timeout',
  about: 'nothing ever comes, not even headers',
  end: 'stall',
  message: 'the request was never answered',
  // How long it takes is how long the client waits.
  latencyMs: null,
})

export const connectionError = unanswered({
  name: 'connection_error',
  about: 'the connection breaks before the headers',
  end: 'reset',
  message: 'the connection broke before the reply began',
  latencyMs: LATENCY_MS,
})

interface Unanswered {
  readonly name: string
  readonly about: string
  readonly end: Delivery['end']
  readonly message: string
  readonly latencyMs: number | null
}

function unanswered({ name, about, end, message, latencyMs }: Unanswered): Fault {
  return {
    name,
    about,
    provoke: async (context) =>
      faulty(
        context,
        {
          status: 504,
          headers: {},
          body: protocolIn(context.request).errorBody('timeout_error', message),
          usage: null,
          latencyMs,
          ttftMs: null,
          chunks: [],
        },
        {
          breakUp: (delivery) => ({ ...delivery, pieces: [], begins: false, end }),
          failure: { status: null, type: 'connection_error', message },
        },
      ),
  }
}
