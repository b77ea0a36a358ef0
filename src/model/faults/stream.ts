import type { ProviderFailure } from '../../trajectory/index.ts'
import type { Answer, Delivery } from '../responder.ts'
import { faulty, messageOf, protocolIn } from './answer.ts'
import { firstPieces, inPieces } from './halves.ts'
import { errorBodyOf, errorOf, refused } from './http-errors.ts'
import { OVERLOADED } from './provider-errors.ts'
import type { Fault, FaultContext } from './types.ts'

const broken = (message: string): ProviderFailure => ({ status: null, type: 'connection_error', message })

export const stall = brokenOff({
  name: 'stall',
  about: 'a part of the reply, then nothing ever',
  end: 'stall',
  failure: broken('the reply stopped in its middle'),
})

export const reset = brokenOff({
  name: 'reset',
  about: 'a part of the reply, then the connection breaks',
  end: 'reset',
  failure: broken('the connection broke in the middle of the reply'),
})

export const truncatedStream = brokenOff({
  name: 'truncated_stream',
  about: 'a part of the reply, then an end as if it were whole',
  end: 'complete',
  failure: { status: 200, type: 'malformed_reply', message: 'the reply ended in its middle' },
})

interface BrokenOff {
  readonly name: string
  readonly about: string
  readonly end: Delivery['end']
  readonly failure: ProviderFailure
}

function brokenOff({ name, about, end, failure }: BrokenOff): Fault {
  return {
    name,
    about,
    async provoke(context, answer) {
      const inner = await answer()
      if (messageOf(context, inner) === null) return inner
      const breakUp = (delivery: Delivery): Delivery => ({ ...firstPart(context, delivery), end })
      const cut = faulty(context, inPieces(context, inner), { breakUp, failure })
      return end === 'stall' ? neverDone(cut) : cut
    },
  }
}

/** It begins when it would have, or when the rule says; when it is over, nobody knows. */
const neverDone = (answer: Answer): Answer => ({
  ...answer,
  ttftMs: answer.ttftMs ?? answer.latencyMs,
  latencyMs: null,
})

const firstPart = ({ request }: FaultContext, delivery: Delivery): Delivery => ({
  ...delivery,
  pieces: firstPieces(delivery.pieces, request.stream),
})

export const errorEvent: Fault = {
  name: 'error_event',
  about: 'an error of an overloaded provider in the middle of a stream (at once, if nothing is streamed)',
  async provoke(context, answer) {
    const { request } = context
    if (!request.stream) return refused(OVERLOADED, context)
    const inner = await answer()
    if (messageOf(context, inner) === null) return inner
    const protocol = protocolIn(request)
    const error = errorOf(OVERLOADED, protocol)
    const body = errorBodyOf(error, protocol)
    const breakUp = (delivery: Delivery): Delivery => {
      const { pieces, ...rest } = firstPart(context, delivery)
      const sent = pieces.map(({ text }) => text).join('')
      return { ...rest, pieces: [...pieces, { text: protocol.errorPiece(body, sent), atMs: null }] }
    }
    return faulty(context, inPieces(context, inner), {
      breakUp,
      failure: protocol.failureIn(error.status, body),
    })
  },
}
