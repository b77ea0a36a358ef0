import { AddressError } from './broken.ts'
import type { DirectFetch } from './direct-fetch.ts'
import { relayWhole } from './live/relay.ts'
import { relayStream } from './live/relay-stream.ts'
import { passedOn } from './passed-on.ts'
import { calledProtocol, type Protocol, type Provider } from './protocol/index.ts'
import { DUMMY_KEY, type Upstream, type Upstreams, upstreamUrl } from './provider.ts'
import {
  type ModelRequest,
  NOTHING_TO_SAY,
  type Relay,
  type Responses,
  type TrialKey,
  type TrialSource,
} from './responder.ts'

export interface LiveOptions {
  readonly fetch: DirectFetch
  readonly upstreams: Upstreams
  readonly now: () => Date
}

/** The live model: requests go out as they are, responses come back as they come. */
export function liveResponses(options: LiveOptions): Responses {
  return {
    virtual: false,
    open: (trial) => liveTrial(trial, options),
    close: () => NOTHING_TO_SAY,
  }
}

function liveTrial(trial: TrialKey, options: LiveOptions): TrialSource {
  const recordedAt = options.now().toISOString()
  return {
    responder: {
      respond: (request) => forwardCall(options, request),
      forward: (request) => send(options, request, providerOf(request.headers)),
    },
    provenance: {
      source: 'live',
      sample: `live-${trial.trial}-${recordedAt}`,
      evidence: 'sampled',
      recordedAt,
    },
    know: () => {},
    playTool: () => null,
    answersTurn: () => true,
    leftOver: () => null,
    finish: () => {},
  }
}

const providerOf = (headers: Headers): Provider => (headers.has('anthropic-version') ? 'anthropic' : 'openai')

const MOST_REDIRECTS = 5

/** Follows redirects within the provider's own origin: a key is for that alone. Throws AddressError for any other. */
async function send(
  { fetch, upstreams }: LiveOptions,
  request: Omit<ModelRequest, 'endpoint'>,
  provider: Provider,
): Promise<Response> {
  const { method, headers, text, signal } = request
  const upstream = upstreams[provider]
  let url = upstreamUrl(request.url, provider, upstream)
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(url, {
      method,
      headers: withKey(passedOn(headers), upstream),
      redirect: 'manual',
      ...(text === '' ? {} : { body: text }),
      ...(signal ? { signal } : {}),
    })
    const location = REDIRECTS.includes(response.status) ? response.headers.get('location') : null
    if (location === null) return response
    await response.body?.cancel()
    url = redirected(url, location, redirects)
  }
}

const REDIRECTS: readonly number[] = [301, 302, 307, 308]

function redirected(from: string, location: string, redirects: number): string {
  const [here, there] = [new URL(from), new URL(location, from)]
  if (here.origin !== there.origin) {
    throw new AddressError(
      `the provider's address ${here.origin} redirects to ${there.origin}, and its key goes to no other origin; set the base URL to where the provider is`,
    )
  }
  if (redirects === MOST_REDIRECTS) throw new AddressError(`${here.origin} redirects without end`)
  return there.href
}

/** An agent of its own process has no key but the dummy: the real one never leaves ours. */
function withKey(headers: Headers, { apiKey, bearer = false }: Upstream): Headers {
  if (apiKey === null) return headers
  const asKey = headers.get('x-api-key') === DUMMY_KEY
  if (asKey && !bearer) headers.set('x-api-key', apiKey)
  if (asKey && bearer) headers.delete('x-api-key')
  if ((asKey && bearer) || headers.get('authorization') === `Bearer ${DUMMY_KEY}`) {
    headers.set('authorization', `Bearer ${apiKey}`)
  }
  return headers
}

async function forwardCall(options: LiveOptions, request: ModelRequest): Promise<Relay> {
  const start = performance.now()
  // A tenth of a millisecond is more than any network can tell.
  const elapsedMs = () => Math.round((performance.now() - start) * 10) / 10
  const { endpoint, signal } = request
  const provider = endpoint.kind === 'side' ? endpoint.provider : providerOfCall(endpoint.protocol)
  const response = await send(options, request, provider)
  const streamed = response.headers.get('content-type')?.includes('text/event-stream') ?? false
  const protocol = calledProtocol(request)
  const { body } = response
  return protocol && streamed && body
    ? relayStream({ response, body, protocol, elapsedMs, signal })
    : await relayWhole(response, protocol, elapsedMs)
}

const providerOfCall = ({ name }: Protocol): Provider => (name === 'messages' ? 'anthropic' : 'openai')
