import { anthropicMessages } from './anthropic.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiResponses } from './openai-responses.ts'
import type { Endpoint, Protocol, ProtocolName } from './types.ts'

const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  messages: anthropicMessages,
  'chat/completions': openaiChat,
  responses: openaiResponses,
}

export const protocolOf = (name: ProtocolName): Protocol => PROTOCOLS[name]

/** The API of a model call; `null` for an address that is none. */
export const calledProtocol = ({ endpoint }: { readonly endpoint: Endpoint }): Protocol | null =>
  endpoint.kind === 'model' ? endpoint.protocol : null

/**
 * What a request's address stands for; `null`: none of ours. Only the end of the path counts, as gateways and
 * prefixes precede it; OpenAI's addresses may lack `/v1`, which is part of its clients' base URL.
 */
export function endpointOf(method: string, url: string, headers: Headers): Endpoint | null {
  const path = pathOf(url)
  if (method.toUpperCase() === 'GET') return modelsAt(path, headers)
  if (method.toUpperCase() !== 'POST') return null
  if (path.endsWith('/v1/messages/count_tokens'))
    return { kind: 'side', name: 'messages/count_tokens', provider: 'anthropic' }
  if (path.endsWith('/v1/messages')) return modelEndpoint('messages')
  if (path.endsWith('/chat/completions')) return modelEndpoint('chat/completions')
  if (path.endsWith('/responses')) return modelEndpoint('responses')
  return null
}

const modelEndpoint = (name: ProtocolName): Endpoint => ({ kind: 'model', name, protocol: protocolOf(name) })

/** `/v1/models` and `/v1/models/<id>`; the ids of some servers have slashes. */
function modelsAt(path: string, headers: Headers): Endpoint | null {
  const [found, id] = /\/v1\/models(?:\/(.+))?$/.exec(path) ?? /\/models$/.exec(path) ?? []
  if (found === undefined) return null
  const provider = headers.has('anthropic-version') ? 'anthropic' : 'openai'
  return { kind: 'side', name: 'models', provider, ...(id === undefined ? {} : { model: decoded(id) }) }
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

function pathOf(url: string): string {
  const path = URL.parse(url, 'http://localhost')?.pathname ?? ''
  return path.endsWith('/') ? path.slice(0, -1) : path
}
