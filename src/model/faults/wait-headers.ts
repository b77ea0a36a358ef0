import type { ProtocolName } from '../protocol/types.ts'

/** `retry-after` counts whole seconds (RFC 9110, 10.2.3); clients read the milliseconds before it. */
export const retryAfterHeaders = (ms: number): Record<string, string> => ({
  'retry-after': String(Math.ceil(ms / 1000)),
  ...(ms % 1000 === 0 ? {} : { 'retry-after-ms': String(ms) }),
})

/** The limits of an account whose requests are used up, and whose tokens are not. */
export function limitHeaders(protocol: ProtocolName, waitMs: number): Record<string, string> {
  return protocol === 'messages' ? ANTHROPIC : openaiLimits(waitMs)
}

/** Without `-reset`: that is a time of day, which a virtual clock does not have. */
const ANTHROPIC = {
  'anthropic-ratelimit-requests-limit': '50',
  'anthropic-ratelimit-requests-remaining': '0',
  'anthropic-ratelimit-tokens-limit': '40000',
  'anthropic-ratelimit-tokens-remaining': '40000',
  'anthropic-ratelimit-input-tokens-limit': '30000',
  'anthropic-ratelimit-input-tokens-remaining': '30000',
  'anthropic-ratelimit-output-tokens-limit': '10000',
  'anthropic-ratelimit-output-tokens-remaining': '10000',
}

const openaiLimits = (waitMs: number): Record<string, string> => ({
  'x-ratelimit-limit-requests': '50',
  'x-ratelimit-remaining-requests': '0',
  'x-ratelimit-reset-requests': waitMs < 1000 ? `${waitMs}ms` : `${waitMs / 1000}s`,
  'x-ratelimit-limit-tokens': '40000',
  'x-ratelimit-remaining-tokens': '40000',
  'x-ratelimit-reset-tokens': '0s',
})
