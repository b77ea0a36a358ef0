import { relayWhole } from './live/relay.ts'
import { relayStream } from './live/relay-stream.ts'
import { passedOn } from './passed-on.ts'
import { calledProtocol, type Protocol, type Provider } from './protocol/index.ts'
import { DUMMY_KEY, type Upstreams, upstreamUrl } from './provider.ts'
import {
  type ModelRequest,
  NOTHING_TO_SAY,
  type Relay,
  type Responses,
  type TrialKey,
  type TrialSource,
} from './responder.ts'
import type { Fetch } from './wire.ts'

export interface LiveOptions {
  readonly fetch: Fetch
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

function send(
  { fetch, upstreams }: LiveOptions,
  { url, method, headers, text, signal }: Omit<ModelRequest, 'endpoint'>,
  provider: Provider,
): Promise<Response> {
  const upstream = upstreams[provider]
  return fetch(upstreamUrl(url, provider, upstream), {
    method,
    headers: withKey(passedOn(headers), upstream.apiKey),
    ...(text === '' ? {} : { body: text }),
    ...(signal ? { signal } : {}),
  })
}

/** An agent of its own process has no key but the dummy: the real one never leaves ours. */
function withKey(headers: Headers, apiKey: string | null): Headers {
  if (apiKey === null) return headers
  if (headers.get('x-api-key') === DUMMY_KEY) headers.set('x-api-key', apiKey)
  if (headers.get('authorization') === `Bearer ${DUMMY_KEY}`) headers.set('authorization', `Bearer ${apiKey}`)
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
