import { Agent, type IncomingMessage } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { pipeline, type Readable } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { exchange } from './exchange.ts'

export interface DirectRequest {
  readonly method: string
  readonly headers: Headers
  readonly body?: string
  readonly signal?: AbortSignal
  /** Where a key may go is for the caller to decide. */
  readonly redirect: 'manual'
}

/** As much of `fetch` as it takes to ask a provider. */
export type DirectFetch = (url: string, request: DirectRequest) => Promise<Response>

/** `fetch` that waits as long as it takes, before the headers and between the pieces, and follows no redirect. */
export function createDirectFetch(): DirectFetch {
  const agents = { plain: new Agent({ keepAlive: true }), secure: new SecureAgent({ keepAlive: true }) }
  return async (url, { method, headers, body = null, signal }) => {
    try {
      const agent = url.startsWith('https:') ? agents.secure : agents.plain
      const asked = { url, method, headers: Object.fromEntries(headers), body, ...(signal ? { signal } : {}) }
      const message = await exchange(asked, agent)
      return responseOf(message, signal)
    } catch (error) {
      throw asFetchHasIt('fetch failed', error, signal)
    }
  }
}

/** Clients know a connection that broke by the TypeError that `fetch` makes of it. */
const asFetchHasIt = (what: string, error: unknown, signal: AbortSignal | undefined): unknown =>
  signal?.aborted ? signal.reason : new TypeError(what, { cause: error })

const WITHOUT_BODY: readonly (number | undefined)[] = [204, 205, 304]

function responseOf(message: IncomingMessage, signal: AbortSignal | undefined): Response {
  const { statusCode: status, statusMessage: statusText = '' } = message
  const headers = new Headers(Object.entries(message.headersDistinct).flatMap(pairs))
  const body = WITHOUT_BODY.includes(status) ? null : streamOf(decoded(message), signal)
  if (body === null) message.resume()
  return new Response(body, { ...(status === undefined ? {} : { status }), statusText, headers })
}

const pairs = ([name, values = []]: [string, string[] | undefined]): [string, string][] =>
  values.map((value) => [name, value])

/** What has come by now comes through, as a stream needs it. */
const FLUSH = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }

/** We ask for no compression; a server that compresses all the same is read, too. */
function decoded(message: IncomingMessage): Readable {
  switch (message.headers['content-encoding']) {
    case 'gzip':
    case 'x-gzip':
      return pipeline(message, createGunzip(FLUSH), () => {})
    case 'deflate':
      return pipeline(message, createInflate(FLUSH), () => {})
    case 'br':
      return pipeline(message, createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH }), () => {})
    default:
      return message
  }
}

function streamOf(readable: Readable, signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
  const pieces = readable[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          throw asFetchHasIt('terminated', error, signal)
        }
      },
      cancel: () => void readable.destroy(),
    },
    { highWaterMark: 0 },
  )
}
