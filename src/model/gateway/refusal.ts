import type { IncomingMessage, ServerResponse } from 'node:http'

/** Why a request gets no further. */
export interface Refusal {
  readonly status: number
  /** As the providers name it. */
  readonly type: string
  readonly message: string
}

/** Says so in the form that the SDKs of both providers read, and that no client retries. */
export async function answerError(
  response: ServerResponse,
  { status, type, message }: Refusal,
): Promise<void> {
  await dropRest(response.req)
  const body = JSON.stringify({ type: 'error', error: { type, message: `pawl: ${message}` } })
  response.writeHead(status, { 'content-type': 'application/json', 'x-should-retry': 'false' })
  response.end(body)
}

/** A client that still sends would see a broken connection in the place of the answer. */
async function dropRest(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return
  request.resume()
  await new Promise((resolve) => request.once('end', resolve).once('close', resolve))
}
