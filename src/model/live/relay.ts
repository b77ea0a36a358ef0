import { type Json, parseJson } from '../../trajectory/index.ts'
import { usageOf } from '../messages.ts'
import { passedOn } from '../passed-on.ts'
import type { Protocol } from '../protocol/index.ts'
import type { Answer, Relay } from '../responder.ts'
import { keptHeaders } from './kept-headers.ts'

/** A reply that comes in one piece: it is there before it is passed on. */
export async function relayWhole(
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
  return { response: new Response(text, passing(upstream)), settled: Promise.resolve(answer) }
}

/** The status and headers as the client gets them. */
export const passing = ({ status, headers }: Response): ResponseInit => ({
  status,
  headers: passedOn(headers),
})

function parse(text: string): Json {
  try {
    return parseJson(text)
  } catch {
    return text
  }
}

export function usageIn(protocol: Protocol | null, body: Json): Answer['usage'] {
  const message = protocol?.messageIn(body) ?? null
  return message && usageOf(message)
}
