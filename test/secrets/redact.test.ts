import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/model/random.ts'
import { createSecrets } from '../../src/secrets/index.ts'
import { EXAMPLES, exampleOf, HARMLESS } from './examples.ts'

const secrets = createSecrets()
const ROWS = EXAMPLES.map(([what, text, secret = text]) => ({ what, text, secret }))
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const each = (text: string, write: (char: string) => string): string => [...text].map(write).join('')

const ENCODINGS: readonly (readonly [name: string, encode: (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['JSON in JSON', (text) => JSON.stringify(JSON.stringify({ text: `line\n${text}` }))],
  ['JSON, by code', (text) => each(text, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)],
  [
    'JSON in JSON, by code',
    (text) => text.replaceAll(/[-_.:]/g, (char) => `\\\\u00${char.charCodeAt(0).toString(16)}`),
  ],
  ['percent', (text) => encodeURIComponent(`key ${text}`)],
  [
    'percent, all of it',
    (text) => each(text, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`),
  ],
  ['base64', base64],
  ['base64, one character later', (text) => base64(` ${text}`)],
  ['base64, behind a name', (text) => `Basic/${base64(`x:  ${text}`)}`],
  ['base64 for URLs', (text) => Buffer.from(text).toString('base64url')],
  ['base64 in lines', (text) => base64(`${'x'.repeat(69)} ${text}`).replaceAll(/.{76}/g, '$&\r\n')],
  [
    'base64 of much text',
    (text) => base64(`${'some words '.repeat(4000)} ${text} ${'and more '.repeat(4000)}`),
  ],
  ['base64 twice', (text) => base64(base64(` ${text}`))],
  ['base64 of percent', (text) => base64(encodeURIComponent(text).replaceAll('-', '%2D'))],
  ['hex', (text) => Buffer.from(text).toString('hex')],
  ['hex, large', (text) => Buffer.from(text).toString('hex').toUpperCase()],
  ['HTML, decimal', (text) => each(text, (char) => `&#${char.charCodeAt(0)};`)],
  [
    'HTML, hexadecimal',
    (text) => text.replaceAll(/[-_.:/=]/g, (char) => `&#x${char.charCodeAt(0).toString(16)};`),
  ],
  ['HTML, by name', (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
  ['zero-width between', (text) => each(text, (char) => `${char}\u200b`)],
  ['word joiners between', (text) => [...text].join('\u2060')],
]

describe('a credential', () => {
  describe.each(ROWS)('$what: $text', ({ what, text, secret }) => {
    it.each(ENCODINGS)('is found and replaced: %s', (_, encode) => {
      const { value, found } = secrets.redact({ tools: [{ result: `see ${encode(text)} there` }] })
      expect(found.map((each) => each.what)).toContain(what)
      expect(new Set(found.map(({ path }) => path))).toEqual(new Set(['.tools[0].result']))
      const shown = value.tools[0]?.result
      expect(shown).toContain('[redacted: ')
      expect(shown).toMatch(/^see /)
      expect(shown).not.toContain(secret)
      expect(secrets.redact(value)).toEqual({ value, found: [] })
    })
  })

  it('is cut out of the text around it', () => {
    const key = exampleOf('an Anthropic key')
    const mark = '[redacted: an Anthropic key]'
    const redacted = (text: string) => secrets.redact(text).value
    expect(redacted(`a ${key} b ${key}, c`)).toBe(`a ${mark} b ${mark}, c`)
    expect(redacted(`"caf\\u00e9" ${key.replaceAll('-', '%2D')}! \\n`)).toBe(`"caf\\u00e9" ${mark}! \\n`)
    expect(redacted(`x&amp;y ${[...key].join('\u200b')}\u200b z`)).toBe(`x&amp;y ${mark}\u200b z`)
    expect(redacted(`x ${base64(key)} y`)).toBe(
      `x ${mark}== y`.replace('==', base64(key).replace(/[^=]/g, '')),
    )
    expect(redacted('postgres://alice:hunter22@db/shop')).toBe(
      'postgres://alice:[redacted: a password in a URL]@db/shop',
    )
  })

  it('leaves no piece of it where a quotation is cut short', () => {
    const password = exampleOf('a bearer token').slice(-8)
    const said = `it is ${exampleOf('a bearer token')}, no more`
    const reasons = [
      `it is "it is authorization: Bearer ${password.slice(0, 5)}…"`,
      `"…${password.slice(-4)}, no more"`,
    ]
    const { value } = secrets.redact({ said, reasons, other: 'ends in abc…' })
    expect(value.reasons).toEqual([
      'it is "it is authorization: Bearer [redacted: a bearer token]…"',
      '"…[redacted: a bearer token], no more"',
    ])
    expect(value.other).toBe('ends in abc…')
  })

  it('is told by the key beside it, and replaced where it is a key itself', () => {
    const aws = 'aB3dE5fG7h'.repeat(4)
    const token = exampleOf('a GitHub token')
    const { value, found } = secrets.redact({
      env: { AWS_SECRET_ACCESS_KEY: aws, Authorization: ['Bearer abc12345'], other: aws, count: 3 },
      [token]: null,
    })
    expect(value).toEqual({
      env: {
        AWS_SECRET_ACCESS_KEY: '[redacted: an AWS secret access key]',
        Authorization: ['Bearer [redacted: a bearer token]'],
        other: aws,
        count: 3,
      },
      '[redacted: a GitHub token]': null,
    })
    expect(found).toEqual([
      { what: 'an AWS secret access key', path: '.env.AWS_SECRET_ACCESS_KEY' },
      { what: 'a bearer token', path: '.env.Authorization[0]' },
      { what: 'a GitHub token', path: '.' },
    ])
  })

  it.each(HARMLESS)('is not seen in %s', (text) => {
    expect(secrets.redact({ key: text, text: JSON.stringify({ text }) }).found).toEqual([])
  })

  it('is not seen in the bytes of an image, however they are written', () => {
    const random = createRandom(1)
    const bytes = Buffer.from(Array.from({ length: 500_000 }, () => Math.floor(random.next() * 256)))
    for (const encoding of ['base64', 'base64url', 'hex'] as const) {
      const image = bytes.toString(encoding)
      expect(secrets.redact(image)).toEqual({ value: image, found: [] })
    }
  })

  it('costs time in proportion to the text, whatever is in it', () => {
    const bad = [
      '\\n-----BEGIN PRIVATE KEY-----',

      '-eyJ',
      '-----BEGIN PRIVATE KEY-----a',
      'https://a:',
      'authorization: bearer ',
      '\\',
      '%41',
      'aB3 ',
    ]
    for (const text of bad) {
      const [short, long] = [40_000, 400_000].map((length) => cpuMs(text.repeat(length / text.length)))
      expect(long, text).toBeLessThan(60 * Math.max(short ?? 0, 20))
    }
  })
})

function cpuMs(text: string): number {
  const before = process.cpuUsage()
  secrets.redact(text)
  return process.cpuUsage(before).user / 1000
}
