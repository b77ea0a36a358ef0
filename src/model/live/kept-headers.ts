/** Headers that decide what a client does next, or name the request to the provider; others are not what it said. */
const KEPT_HEADERS =
  /^(?:request-id|x-request-id|retry-after|retry-after-ms|x-should-retry|anthropic-ratelimit-.+|x-ratelimit-.+)$/

export const keptHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => KEPT_HEADERS.test(name)))
