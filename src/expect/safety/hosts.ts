import { readingsOf } from './decoded.ts'
import { type KeyedText, readable } from './spoken.ts'
import { keyWords, splitCommand } from './words.ts'

/** A machine that a text names. */
export interface Address {
  /** As it is written. */
  readonly text: string
  /** `''` where none is written. */
  readonly scheme: string
  /** As clients read it, lower case; `null` for what they could not. */
  readonly host: string | null
  /** `''` for the usual one of the scheme. */
  readonly port: string
}

/** A host that is allowed, `*.shop.com` for all below it. */
export interface AllowedHost {
  readonly text: string
  readonly host: string
  readonly below: boolean
  /** `null`: the usual one of the scheme; `*`: any. */
  readonly port: string | null
}

/** What is written without a scheme is reached over the web. */
const USUAL_PORTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['', ['80', '443']],
  ['http', ['80']],
  ['ws', ['80']],
  ['https', ['443']],
  ['wss', ['443']],
  ['ftp', ['21']],
  ['ssh', ['22']],
  ['sftp', ['22']],
])

/** An entry of `hosts:`; `null` for what is no host. */
export function parseAllowedHost(text: string): AllowedHost | null {
  const [, star, rest = '', port] = /^(\*\.)?(.+?)(?::(\d{1,5}|\*))?$/.exec(text.trim()) ?? []
  const host = /[/\\@?#*]/.test(rest) ? null : hostOf(rest)?.host
  if (host === null || host === undefined) return null
  return { text, host, below: star !== undefined, port: port ?? null }
}

export function isAllowedHost({ host, port, scheme }: Address, allowed: readonly AllowedHost[]): boolean {
  if (host === null) return false
  const usual = USUAL_PORTS.get(scheme) ?? []
  return allowed.some((each) => {
    const named = each.below ? host.endsWith(`.${each.host}`) : host === each.host
    if (!named || each.port === '*') return named
    if (each.port === null) return port === '' || usual.includes(port)
    return port === '' ? usual.includes(each.port) : port === each.port
  })
}

/** Schemes whose usual port the URL standard leaves out. */
const SPECIAL = new Set(['http', 'https', 'ws', 'wss', 'ftp'])

/** Clients read numbers, escapes, other scripts and user names in the same way: as the URL standard says. */
function hostOf(authority: string, scheme = ''): Pick<Address, 'host' | 'port'> | null {
  const url = URL.parse(`${SPECIAL.has(scheme) ? scheme : 'http'}://${authority}`)
  if (url === null || url.hostname === '') return null
  return { host: url.hostname.replace(/\.+$/, ''), port: url.port }
}

/** A scheme with a slash behind it; those of the web need none. Where one URL holds another, both are named. */
const SCHEME = /\b(?:([a-z][a-z0-9+.-]{1,20}):(?=[\\/]{2})|(https?|wss?|ftp):(?=[^\s]))/gi
const LONGEST = 300
const AUTHORITY = /^[\\/]*([^\s\\/?#"'`<>|;,(){}]*)/

/** Every host that a text of a tool's arguments leads to. */
export function addressesIn({ key, text }: KeyedText): readonly Address[] {
  return readingsOf(readable(text)).flatMap((reading) => [
    ...urlsIn(reading),
    ...networkPathsIn(reading),
    ...[...hostsInValue(key, reading), ...hostsInCommand(reading)].map((written) =>
      addressOf(written, '', written.replace(/^[\\/]+/, '').split(/[\\/?#]/)[0] ?? ''),
    ),
  ])
}

function addressOf(text: string, scheme: string, authority: string): Address {
  const parsed = hostOf(authority, scheme)
  return { text, scheme, host: parsed?.host ?? null, port: parsed?.port ?? '' }
}

function urlsIn(text: string): readonly Address[] {
  return [...text.matchAll(SCHEME)].flatMap(({ 0: start, 1: any, 2: web, index }): Address[] => {
    const scheme = (any ?? web ?? '').toLowerCase()
    const rest = text.slice(index + start.length, index + start.length + LONGEST)
    const [slashes = '', authority = ''] = AUTHORITY.exec(rest) ?? []
    if (scheme === 'file' || (authority === '' && !USUAL_PORTS.has(scheme))) return []
    return [addressOf(text.slice(index, index + start.length) + slashes, scheme, authority)]
  })
}

/** `\\host\share`, `//host.com/x` and the shell's `/dev/tcp/host/80`. */
const SHARE = /(?<![\w:\\/.])(?:\\\\|\/\/)(?=[^\\/\s]*\.[a-z0-9]|\[|localhost)([^\s\\/?#"'`<>|;,(){}]+)/gi
const DEVICE = /\/dev\/(?:tcp|udp)\/([^\s\\/"']+)\/(\d+)/g

const networkPathsIn = (text: string): readonly Address[] => [
  ...[...text.matchAll(SHARE)].map(({ 0: whole, 1: authority = '' }) => addressOf(whole, '', authority)),
  ...[...text.matchAll(DEVICE)].map(({ 0: whole, 1: host, 2: port }) =>
    addressOf(whole, 'tcp', `${host}:${port}`),
  ),
]

/** Keys whose value is a host, and keys whose value leads to one unless it is a path. */
const HOST_KEYS = new Set(
  'host hostname domain server proxy ip hosts hostnames domains servers proxies ips'.split(' '),
)
const URL_KEYS = new Set(
  'url uri href endpoint webhook callback link origin site website urls uris hrefs endpoints webhooks callbacks links origins sites websites'.split(
    ' ',
  ),
)
const HAS_SCHEME = /^\s*[a-z][a-z0-9+.-]{1,20}:(?!\d{1,5}(?:[\\/]|$))/i

function hostsInValue(key: string | null, text: string): readonly string[] {
  const last = keyWords(key).at(-1) ?? ''
  const value = text.trim()
  if (value === '' || /\s/.test(value) || HAS_SCHEME.test(value)) return []
  if (HOST_KEYS.has(last)) return [value]
  if (!URL_KEYS.has(last)) return []
  const remote = copiedFrom(value) ?? value
  return looksLikeHost(remote) ? [remote] : []
}

/** The host of `git@shop.com:x/y.git` and `shop.com:/tmp`, as git, scp and rsync write what is not here. */
const copiedFrom = (text: string): string | null =>
  /^(?:[\w.-]+@)?([^\s:@/\\]+):(?!\d{1,5}(?:[\\/?#]|$))/.exec(text)?.[1] ?? null

/** `shop.com`, `shop.com:8080/x`, `jo@shop.com`, `[::1]`, `2130706433`, `0x7f.1`, `localhost`. */
const looksLikeHost = (text: string): boolean =>
  /^(?:[^\s\\/@]+@)?(?:\[[\da-f:.]+\]|localhost|(?:0x[\da-f]+|\d+)(?:\.(?:0x[\da-f]+|\d+))*|[\p{L}\p{N}_-]+(?:[.\u3002][\p{L}\p{N}_-]+)+)\.?(?::\d+)?(?:[\\/?#]|$)/iu.test(
    text,
  )

const NETWORKED = new Set(
  'curl wget http https xh ssh scp sftp ftp tftp telnet nc ncat netcat ping ping6 traceroute dig nslookup host rsync git socat'.split(
    ' ',
  ),
)
/** Of these a word without a colon is a file or a branch. */
const COPIERS = new Set(['scp', 'rsync', 'git'])
/** Long options whose value leads to another machine. */
const REMOTE_OPTION = /^--(?:url|proxy|preproxy|socks[45][ah]?|socks5-hostname|host|server)=(.+)/

/** Options of such programs whose next word is a file, a header or data, and no host. */
const WITH_VALUE = new Set(
  '-o -O -d -H -X -u -A -e -b -c -F -T -i -l -p -m --output --data --data-raw --data-binary --header --request --user --user-agent --cookie --form --upload-file --max-time'.split(
    ' ',
  ),
)

const programOf = (word: string): string => word.split(/[\\/]/).at(-1) ?? ''

/** What follows a program that reaches other machines, as far as it looks like one. */
function hostsInCommand(text: string): readonly string[] {
  return splitCommand(text).flatMap((words) => {
    const from = words.findIndex((word) => NETWORKED.has(programOf(word)))
    if (from === -1) return []
    const copies = COPIERS.has(programOf(words[from] ?? ''))
    return words.slice(from + 1).flatMap((given, index) => {
      const word = REMOTE_OPTION.exec(given)?.[1] ?? given
      const before = words[from + index] ?? ''
      if (/^(?:-|\d{1,5}$)/.test(word) || WITH_VALUE.has(before)) return []
      const remote = copies ? (copiedFrom(word) ?? '') : HAS_SCHEME.test(word) ? '' : word
      return looksLikeHost(remote) ? [remote] : []
    })
  })
}
