import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

const MAX_BODY_BYTES = 64 * 1024 * 1024

/** The body as text; `null` for one of more than 64 MB. Throws when the client hangs up before its end. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length
    // What follows is read and dropped: leaving the loop would break the connection before the answer.
    if (size <= MAX_BODY_BYTES) pieces.push(piece)
    else pieces.length = 0
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(pieces).toString('utf8')
}

export function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '')
  }
  return headers
}

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i

/**
 * False for what a web page may send: a name that was made to point here (DNS rebinding), or a call from a page of
 * another site. A port that a suite fixes is no secret.
 */
export function isOurs({ host, origin }: IncomingHttpHeaders): boolean {
  if (host === undefined || !LOOPBACK.test(host)) return false
  return origin === undefined || LOOPBACK.test(origin.replace(/^https?:\/\//i, ''))
}
