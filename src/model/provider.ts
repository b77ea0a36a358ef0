import type { Provider } from './protocol/types.ts'

/** Where a provider is asked, and with which key. */
export interface Upstream {
  readonly apiKey: string | null
  /** True for a token that goes as a bearer and never as `x-api-key`. */
  readonly bearer?: boolean
  readonly baseUrl: string
}

export type Upstreams = Readonly<Record<Provider, Upstream>>

/** The key of agents that have none of their own to know; it is replaced on the way to the provider. */
export const DUMMY_KEY = 'pawl'

/** What follows the provider's base address: OpenAI's ends with `/v1`, Anthropic's does not. */
export function upstreamUrl(url: string, provider: Provider, { baseUrl }: Upstream): string {
  const { pathname, search } = new URL(url)
  const version = pathname.lastIndexOf('/v1/')
  const rest = version === -1 ? pathname : pathname.slice(version + '/v1'.length)
  const base = baseUrl.replace(/\/+$/, '')
  return `${base}${provider === 'anthropic' ? '/v1' : ''}${rest}${search}`
}
