import { type Exchange, exchange } from '../model/exchange.ts'

export type HttpRequest = Exchange

export interface HttpReply {
  readonly status: number
  readonly text: string
}

const MAX_REPLY_BYTES = 16 * 1024 * 1024

/** One request on a connection of its own, as a kept one may be closed as it is used. Throws when it breaks. */
export async function send(asked: HttpRequest): Promise<HttpReply> {
  const response = await exchange(asked, false)
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of response as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > MAX_REPLY_BYTES) throw new Error('the answer has more than 16 MB')
    pieces.push(piece)
  }
  return { status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8') }
}
