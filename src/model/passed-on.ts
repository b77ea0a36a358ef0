/** Headers of one connection (RFC 9110, section 7.6.1), and what a client decides by itself. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
  'content-encoding',
  'accept-encoding',
  'expect',
])

/** The headers that are about the message. @param dropped more that go no further, in lower case */
export function passedOn(headers: Headers, dropped: readonly string[] = []): Headers {
  const listed = (headers.get('connection') ?? '').split(',').map((name) => name.trim().toLowerCase())
  const kept = new Headers()
  for (const [name, value] of headers) {
    if (!CONNECTION_HEADERS.has(name) && !listed.includes(name) && !dropped.includes(name)) {
      kept.append(name, value)
    }
  }
  return kept
}
