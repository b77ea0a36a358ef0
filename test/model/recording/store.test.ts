import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/model/random.ts'
import { findSecret } from '../../../src/model/recording/secrets.ts'
import { createRecordingStore } from '../../../src/model/recording/store.ts'
import { body, message } from '../build.ts'
import { recorded, recording, temporaryFolder } from './build.ts'

const SHOP = recording([recorded(body('hi'))])

/** Put together here, so that no scanner takes this file for a leak. */
const secrets = [
  ['an Anthropic key', ['sk', 'ant', 'api03', 'a'.repeat(24)].join('-')],
  ['an OpenAI key', `sk-proj-${'A1'.repeat(20)}`],
  ['an AWS access key', `AKIA${'Z9'.repeat(8)}`],
  ['a GitHub token', `ghp_${'a1'.repeat(18)}`],
  ['a Slack token', `xoxb-${'1'.repeat(12)}`],
  ['a private key', ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ')],
] as const

describe('a store of recordings', () => {
  it('gives back what was saved, in a folder that it makes', () => {
    const dir = join(temporaryFolder(), 'recordings', 'shop')
    const store = createRecordingStore(dir)
    expect(store.load('refund')).toEqual([])
    store.save('refund', [SHOP])
    expect(store.pathOf('refund')).toBe(join(dir, 'refund.json'))
    expect(createRecordingStore(dir).load('refund')).toEqual([SHOP])
  })

  it('replaces a file whole and leaves nothing else behind', () => {
    const dir = temporaryFolder()
    const store = createRecordingStore(dir)
    store.save('c', [SHOP])
    store.save('c', [SHOP, { ...SHOP, trial: 1 }])
    expect(store.load('c')).toHaveLength(2)
    expect(readdirSync(dir)).toEqual(['c.json'])
  })

  it('lists its cases, and not what an interrupted run left half written', () => {
    const dir = join(temporaryFolder(), 'recordings')
    const store = createRecordingStore(dir)
    expect(store.list()).toEqual([])
    for (const id of ['refund', 'a.b', 'greeting']) store.save(id, [SHOP])
    writeFileSync(join(dir, 'other.json.123.tmp'), '{')
    expect(store.list()).toEqual(['a.b', 'greeting', 'refund'])
    store.remove('a.b')
    store.remove('never there')
    expect(store.list()).toEqual(['greeting', 'refund'])
  })

  it('writes through a link, which stays one', () => {
    const [dir, elsewhere] = [temporaryFolder(), temporaryFolder()]
    writeFileSync(join(elsewhere, 'real.json'), '')
    symlinkSync(join(elsewhere, 'real.json'), join(dir, 'c.json'))
    createRecordingStore(dir).save('c', [SHOP])
    expect(lstatSync(join(dir, 'c.json')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(elsewhere, 'real.json'), 'utf8')).toContain('"case": "c"')
  })

  it('keeps the old file where the new one cannot be written', () => {
    const dir = temporaryFolder()
    const store = createRecordingStore(dir)
    store.save('c', [SHOP])
    mkdirSync(join(dir, `c.json.${process.pid}.tmp`))
    expect(() => store.save('c', [SHOP, SHOP])).toThrow(
      expect.objectContaining({ code: 'output-unwritable' }),
    )
    expect(store.load('c')).toEqual([SHOP])
  })

  it.each([
    ['that is no JSON', '{"format": 1,', 'recording-corrupt'],
    ['of a newer format', '{"format": 99}', 'recording-newer'],
    ['that is empty', '', 'recording-corrupt'],
  ])('refuses a file %s and names it', (_, text, code) => {
    const dir = temporaryFolder()
    writeFileSync(join(dir, 'c.json'), text)
    const load = () => createRecordingStore(dir).load('c')
    expect(load).toThrow(expect.objectContaining({ code, exitCode: 3 }))
    expect(load).toThrow(join(dir, 'c.json'))
  })
})

describe('a secret', () => {
  it.each(secrets)('%s is refused wherever it stands, and nothing is written', (what, secret) => {
    const dir = temporaryFolder()
    const store = createRecordingStore(dir)
    const places = [
      recording([recorded(body(`my key is ${secret}`))]),
      recording([recorded(body('hi'), message(`use ${secret}`))]),
      recording([], {
        tools: [{ id: null, name: 'env', result: { key: secret }, isError: false, latencyMs: null }],
      }),
    ]
    for (const place of places) {
      const save = () => store.save('c', [place])
      expect(save).toThrow(expect.objectContaining({ code: 'recording-secret' }))
      expect(save).toThrow(what)
      expect(save).not.toThrow(secret)
    }
    expect(existsSync(store.pathOf('c'))).toBe(false)
  })

  it.each(secrets)('%s is seen where it is encoded', (what, secret) => {
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    const escaped = JSON.stringify(JSON.stringify({ text: `line\n${secret}` }))
    const places = [
      base64(secret),
      base64(`user:${secret}`),
      `Basic/${base64(`x:${secret}`)}`,
      Buffer.from(secret).toString('base64url'),
      encodeURIComponent(`key ${secret}`),
      secret.replaceAll('-', '%2D').replaceAll('_', '%5F'),
      escaped,
      escaped.replaceAll('-', '\\\\u002d'),
    ]
    for (const place of places) expect(findSecret(`see ${place}`), place).toBe(what)
  })

  it('is not seen in the bytes of an image', () => {
    const random = createRandom(1)
    const bytes = Buffer.from(Array.from({ length: 200_000 }, () => Math.floor(random.next() * 256)))
    const image = bytes.toString('base64')
    expect(findSecret(image)).toBeNull()
    for (let from = 0; from < image.length; from += 15_000)
      expect(findSecret(image.slice(from, from + 15_000))).toBeNull()
  })

  it('is not seen in what only resembles one', () => {
    expect(
      findSecret('sk-ant-short, risk-assessment-of-everything, AKIA and -----BEGIN CERTIFICATE-----'),
    ).toBeNull()
    const store = createRecordingStore(temporaryFolder())
    store.save('c', [SHOP])
    expect(findSecret(readFileSync(store.pathOf('c'), 'utf8'))).toBeNull()
  })
})
