import { once } from 'node:events'
import { type Agent, type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'

export interface Exchange {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly signal?: AbortSignal
}

/**
 * One request, without a limit of time but the signal's: fetch gives up a model or an agent that thinks for five
 * minutes. Throws when it breaks.
 * @param agent that keeps connections; `false`: a connection of its own
 */
export async function exchange(asked: Exchange, agent: Agent | false): Promise<IncomingMessage> {
  const { url, method, headers, body, signal } = asked
  const start = new URL(url).protocol === 'https:' ? secureRequest : plainRequest
  const request = start(url, {
    method,
    agent,
    headers: body === null ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    ...(signal ? { signal } : {}),
  })
  // A connection that breaks after the headers tells the response, too.
  request.on('error', () => {})
  request.end(body ?? undefined)
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    return response
  } catch (error) {
    // A kept connection may be closed as it is used: nobody has read the request.
    if (!request.reusedSocket || signal?.aborted) throw error
    return await exchange(asked, false)
  }
}
