import type { ServerResponse } from 'node:http'

/** Why a request gets no further. */
export interface Refusal {
  readonly status: number
  /** As the providers name it. */
  readonly type: string
  readonly message: string
}

/** Says so in the form that the SDKs of both providers read, and that no client retries. */
export function answerError(response: ServerResponse, { status, type, message }: Refusal): void {
  // What was not read is read and dropped: a client that still sends would see a broken connection instead.
  response.req.resume()
  const body = JSON.stringify({ type: 'error', error: { type, message: `pawl: ${message}` } })
  response.writeHead(status, { 'content-type': 'application/json', 'x-should-retry': 'false' })
  response.end(body)
}
