import { RE2JS } from 're2js'
import { describe, expect, test } from 'vitest'
import { codesOf, loaded, withCases } from './files.ts'

const HELLO = '  - { id: hello, input: Hello, expect: [ contains: hi ] }\n'
const normalize = (value: string): string => withCases(HELLO, `normalize: ${value}\n`)
const preset = async () => (await loaded(normalize('claude-code'))).normalize

describe('normalize:', () => {
  test('reads rules in their order', async () => {
    const suite = await loaded(
      normalize(
        "[ { path: 'system[*].text', pattern: 'cch=([0-9a-f]+)', name: CCH }, { path: metadata.user_id } ]",
      ),
    )
    expect(suite.normalize).toEqual([
      { path: 'system[*].text', pattern: 'cch=([0-9a-f]+)', name: 'CCH' },
      { path: 'metadata.user_id', pattern: null, name: null },
    ])
  })

  test('a preset stands alone or among rules', async () => {
    const [first, second] = await Promise.all([
      preset(),
      loaded(normalize('[ { path: tools }, claude-code ]')),
    ])
    expect(second.normalize).toEqual([{ path: 'tools', pattern: null, name: null }, ...first])
  })

  test.each(['a', 'a.b', 'a[0].b', '[1]', '[*][*]', '*.b', 'a.*', 'messages[*].content[*]', 'a b.c-d'])(
    'takes the path %s',
    async (path) => {
      expect(await codesOf(normalize(`[ { path: ${JSON.stringify(path)} } ]`))).toEqual([])
    },
  )

  test.each(['', '.a', 'a.', 'a..b', 'a[]', 'a[-1]', 'a[x]', 'a[0', 'a]'])(
    'refuses the path %j',
    async (path) => {
      expect(await codesOf(normalize(`[ { path: ${JSON.stringify(path)} } ]`))).toEqual([
        '3:22 invalid-value',
      ])
    },
  )

  test.each(['SUITE', 'CWD', 'CWD_SLUG', 'HOME', 'TMP', 'GATEWAY', 'TRIAL', 'TODAY', '_A', 'a', '1A'])(
    'refuses the name %s',
    async (name) => {
      expect(await codesOf(normalize(`[ { name: "${name}", path: a } ]`))).toEqual(['3:22 invalid-value'])
    },
  )
})

describe('the preset claude-code', () => {
  /** What the rules for a path take out of a text. */
  async function taken(path: string, text: string): Promise<string[]> {
    return (await preset())
      .filter((rule) => rule.path === path)
      .flatMap(({ pattern }) => {
        if (pattern === null) return [text]
        const matcher = RE2JS.compile(pattern).matcher(text)
        const found: string[] = []
        while (matcher.find()) found.push(matcher.group(matcher.groupCount() > 0 ? 1 : 0) ?? '')
        return found
      })
  }

  const UUID = '0b7d9e52-4c1e-4b57-9a30-5d2f6f0c1a77'

  test.each([
    ['metadata.user_id', 'user_1_session_2', ['user_1_session_2']],
    [
      'system[*].text',
      'x-anthropic-billing-header: v=1; cch=ab12;\nYou are',
      ['x-anthropic-billing-header: v=1; cch=ab12;'],
    ],
    ['system[*].text', ' - OS Version: Linux 6.1\n - Shell', ['Linux 6.1']],
    [
      'system[*].text',
      'gitStatus: This is the git status.\nCurrent branch: main\n\nStatus:\n(clean)\n\nRecent commits:\n1a2b3c4 first\n5d6e7f8 second\nMind the gap.',
      [
        'This is the git status.\nCurrent branch: main\n\nStatus:\n(clean)\n\nRecent commits:\n1a2b3c4 first\n5d6e7f8 second\n',
      ],
    ],
    ['system[*].text', `Write to /tmp/claude/${UUID}/scratchpad`, [UUID]],
    ['messages[*].content[*].text', '<duration_ms>4012</duration_ms>', ['4012']],
    ['messages[*].content[*].content[*].text', 'done\nagentId: a1b2c3 (for later)', ['a1b2c3']],
    ['messages[*].content[*].content', `/root/.claude/${UUID}/tasks`, [UUID]],
    ['messages[*].content', `order ${UUID} of 12 ms`, []],
  ])('in %s of %j takes out what varies', async (path, text, varying) => {
    expect(await taken(path, text)).toEqual(varying)
  })

  test('binds what the model names again', async () => {
    const named = (await preset()).filter(({ name }) => name !== null)
    expect([...new Set(named.map(({ name }) => name))]).toEqual(['AGENT', 'SESSION'])
  })
})

describe('max_recording_age:', () => {
  test.each([
    ['30d', 30],
    ['1.5d', 1.5],
    ['12h', 0.5],
    ['7 d', 7],
  ])('%s is %s days', async (written, days) => {
    const suite = await loaded(withCases(HELLO, `max_recording_age: ${written}\n`))
    expect(suite.maxRecordingAgeDays).toBe(days)
  })
})
