import type { IncomingMessage, ServerResponse } from 'node:http'
import { passedOn } from '../passed-on.ts'
import { type Admitted, TRIAL_OVER } from './lobby.ts'
import { answerError, type Refusal } from './refusal.ts'
import { headersOf, readBody } from './request.ts'

/**
 * The origin of what a wire is asked for. A name that cannot exist (RFC 2606): a responder that forgot to put the
 * provider's in its place would otherwise call the gateway again, and again.
 */
const NOWHERE = 'http://gateway.invalid'

const TOO_LARGE: Refusal = {
  status: 413,
  type: 'request_too_large',
  message: 'expected a request of at most 64 MB',
}

const ENCODED: Refusal = {
  status: 415,
  type: 'invalid_request_error',
  message: 'expected a request that is not compressed',
}

/** Hands a request to the trial's wire and what it answers to the client, piece by piece as it comes. */
export async function relay(
  trial: Admitted,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.headers['content-encoding'] !== undefined) return await answerError(response, ENCODED)
  const hungUp = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) hungUp.abort(new Error('the agent hung up'))
  })
  const signal = AbortSignal.any([hungUp.signal, trial.leaving.signal])
  try {
    const text = await readBody(request)
    if (text === null) return await refuseLarge(trial, response)
    const dropped = trial.header ? [trial.header.toLowerCase()] : []
    const method = request.method ?? 'GET'
    const asked = trial.wire.fetch(`${NOWHERE}${path}`, {
      method,
      headers: passedOn(headersOf(request), dropped),
      ...(text === '' || method === 'GET' || method === 'HEAD' ? {} : { body: text }),
      signal,
    })
    await passBack(await unlessAborted(asked, signal), response, signal)
  } catch {
    // A broken connection would be tried again, in the next trial perhaps.
    if (trial.leaving.signal.aborted && !response.headersSent) return await answerError(response, TRIAL_OVER)
    // The client learns of it as it would from a provider whose connection broke.
    request.socket.resetAndDestroy()
  }
}

async function refuseLarge({ wire }: Admitted, response: ServerResponse): Promise<void> {
  wire.refused(TOO_LARGE)
  await answerError(response, TOO_LARGE)
}

async function passBack(answer: Response, response: ServerResponse, signal: AbortSignal): Promise<void> {
  response.statusCode = answer.status
  if (answer.statusText !== '') response.statusMessage = answer.statusText
  response.setHeaders(passedOn(answer.headers))
  response.flushHeaders()
  if (answer.body) await passPieces(answer.body.getReader(), response, signal)
  response.end()
}

/** Throws when the body breaks off, after what came before has gone out, and when the signal is aborted. */
async function passPieces(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (;;) {
      const { done, value } = await unlessAborted(reader.read(), signal)
      if (done) return
      await unlessAborted(written(response, value), signal)
    }
  } catch (error) {
    // Not awaited: a body that stalls may never see its end.
    reader.cancel(error).catch(() => {})
    throw error
  }
}

/** Resolves when the system has it: no more is asked of the wire than the client takes. */
const written = (response: ServerResponse, piece: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    response.write(piece, (error) => (error ? reject(error) : resolve()))
  })

/** The promise's outcome, or the signal's reason where that comes first, whatever the promise does then. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
