import { isLoopback } from './loopback.ts'
import type { Address } from './network-guard.ts'

const PUBLIC_URLS = ['https://api.anthropic.com/', 'https://api.openai.com/']

/** Where model calls go: the providers' public addresses, and those that this run is configured for. */
export interface ProviderAddresses {
  includesUrl(url: string): boolean
  includes(address: Address): boolean
}

export function createProviderAddresses(baseUrls: readonly string[]): ProviderAddresses {
  const prefixes = [...PUBLIC_URLS, ...baseUrls.map((url) => `${url.replace(/\/+$/, '')}/`)]
  const places = new Set(prefixes.map((url) => placeOf(addressOf(new URL(url)))))
  return {
    includesUrl: (url) => prefixes.some((prefix) => url.startsWith(prefix)),
    includes: (address) => places.has(placeOf(address)),
  }
}

const addressOf = ({ hostname, port, protocol }: URL): Address => ({
  host: hostname,
  port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
})

/** This machine has many names. */
const placeOf = ({ host, port }: Address): string =>
  `${isLoopback(host) ? 'localhost' : host.toLowerCase()}:${port}`
