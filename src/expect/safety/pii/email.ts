import type { Detector, Found } from './found.ts'

/** RFC 5321: 64 octets before the sign, labels of 63; the last one is never a number. */
const DOMAIN = /@(?:[\p{L}\p{N}][\p{L}\p{N}-]{0,62}\.){1,8}\p{L}[\p{L}\p{N}-]{1,62}/uy
const LOCAL = /[\p{L}\p{N}._%+'-]/u
const MAX_LOCAL = 64

/** `jo (at) shop [dot] com` is an address as well. */
const SPELLED_AT = /\s{0,2}[([{<]\s?at\s?[)\]}>]\s{0,2}/gi
const SPELLED_DOT = /\s{0,2}[([{<]\s?dot\s?[)\]}>]\s{0,2}/gi

export const email: Detector = {
  what: 'an email address',
  find: (given) => {
    const text = given.replace(SPELLED_AT, '@').replace(SPELLED_DOT, '.')
    const found: Found[] = []
    for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
      DOMAIN.lastIndex = at
      const [domain] = DOMAIN.exec(text) ?? []
      const start = localStart(text, at)
      if (domain === undefined || start === at) continue
      const value = text.slice(start, at) + domain
      found.push({ start, value, plain: value.toLowerCase() })
    }
    return found
  },
}

function localStart(text: string, at: number): number {
  let start = at
  while (start > 0 && at - start < MAX_LOCAL && LOCAL.test(text.charAt(start - 1))) start--
  while (start < at && /[.'-]/.test(text.charAt(start))) start++
  return start
}
