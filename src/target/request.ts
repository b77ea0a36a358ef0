import { once } from 'node:events'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'

export interface HttpRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly signal?: AbortSignal
}

export interface HttpReply {
  readonly status: number
  readonly text: string
}

const MAX_REPLY_BYTES = 16 * 1024 * 1024

/**
 * One request on a connection of its own, without a limit of time but the signal's: fetch gives up an agent that
 * thinks for five minutes, and a kept connection may be closed as it is used. Throws when it breaks.
 */
export async function send({ url, method, headers, body, signal }: HttpRequest): Promise<HttpReply> {
  const start = new URL(url).protocol === 'https:' ? secureRequest : plainRequest
  const request = start(url, {
    method,
    agent: false,
    headers: body === null ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    ...(signal ? { signal } : {}),
  })
  request.end(body ?? undefined)
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of response as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > MAX_REPLY_BYTES) throw new Error('the answer has more than 16 MB')
    pieces.push(piece)
  }
  return { status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8') }
}
