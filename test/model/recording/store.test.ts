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
import { hashOf } from '../../../src/model/recording/blocks.ts'
import type { Recording } from '../../../src/model/recording/format.ts'
import { createRecordingStore } from '../../../src/model/recording/store.ts'
import { createSecrets, ownSecrets } from '../../../src/secrets/index.ts'
import { parseJson } from '../../../src/trajectory/index.ts'
import { EXAMPLES, exampleOf, HARMLESS } from '../../secrets/examples.ts'
import { body, message } from '../build.ts'
import { recorded, recording, temporaryFolder } from './build.ts'

const SHOP = recording([recorded(body('hi'))])

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

  it('counts the recordings of a case, whatever stands in them', () => {
    const store = createRecordingStore(temporaryFolder())
    expect(store.count('c')).toBe(0)
    const said = message('hello\n      "recordedAt": "2026-11-20",', { recordedAt: { recordedAt: 'x' } })
    const like = recording([recorded(body('hi'), said)], { recordedAt: null })
    store.save('c', [like, { ...like, trial: 1 }, { ...like, trial: 7 }])
    expect(store.count('c')).toBe(3)
  })

  it('keeps every digit of a number', () => {
    const store = createRecordingStore(temporaryFolder())
    const said = parseJson('{"id":1234567890123456789}')
    store.save('c', [recording([recorded(body('hi', { metadata: said }), said)])])
    expect(readFileSync(store.pathOf('c'), 'utf8').match(/1234567890123456789/g)).toHaveLength(2)
    const [call] = store.load('c')[0]?.calls ?? []
    expect(JSON.stringify(call?.response)).toBe('{"id":1234567890123456789}')
    expect(call?.keys).toEqual([hashOf(call?.request ?? null)])
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
  const dir = () => createRecordingStore(temporaryFolder())
  const KEY = exampleOf('an Anthropic key')

  it.each(EXAMPLES.map(([what, text, secret = text]) => ({ what, text, secret })))(
    '$what is refused wherever it stands, and nothing is written: $text',
    ({ what, text, secret }) => {
      const store = dir()
      const places: [string, Recording][] = [
        [
          '.recordings[0].calls[0].request.messages[0].content',
          recording([recorded(body(`my key is ${text}`))]),
        ],
        [
          '.recordings[0].calls[0].response.content[0].text',
          recording([recorded(body('hi'), message(`use ${text}`))]),
        ],
        [
          '.recordings[0].tools[0].result.said',
          recording([], {
            tools: [{ id: null, name: 'env', result: { said: text }, isError: false, latencyMs: null }],
          }),
        ],
      ]
      for (const [path, place] of places) {
        const save = () => store.save('c', [place])
        expect(save).toThrow(expect.objectContaining({ code: 'recording-secret', exitCode: 3 }))
        expect(save).toThrow(
          `the recording of case c holds what looks like ${what} at ${path}; it was not written`,
        )
        expect(save).not.toThrow(secret)
      }
      expect(existsSync(store.pathOf('c'))).toBe(false)
    },
  )

  it('is refused by its value where it is a key of the run', () => {
    const own = createSecrets(ownSecrets({ SHOP_TOKEN: 'hunter22' }, ['SHOP_TOKEN']))
    const store = createRecordingStore(temporaryFolder(), { secrets: own })
    const call = recorded(body('say hunter22'), message('hunter22'))
    expect(() => store.save('c', [SHOP, recording([call])])).toThrow(
      'looks like the value of SHOP_TOKEN at .recordings[1].calls[0].request.messages[0].content and in 1 more place;',
    )
  })

  it('leaves the recording that is there as it was', () => {
    const store = dir()
    store.save('c', [SHOP])
    expect(() => store.save('c', [recording([recorded(body(KEY))])])).toThrow('an Anthropic key')
    expect(store.load('c')).toEqual([SHOP])
  })

  it.each(HARMLESS)('is not seen in %s', (text) => {
    const store = dir()
    const harmless = [recording([recorded(body(text), message(text))])]
    store.save('c', harmless)
    expect(store.load('c')).toEqual(harmless)
  })
})
