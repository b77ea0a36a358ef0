import { describe, expect, it } from 'vitest'
import { createSecrets, ownSecrets } from '../../src/secrets/index.ts'

const forms = (value: string): string[] => [
  value,
  JSON.stringify(JSON.stringify(value)),
  ...['', 'a', 'ab'].map((before) => Buffer.from(before + value).toString('base64')),
  Buffer.from(value).toString('base64url'),
  Buffer.from(value).toString('hex'),
  encodeURIComponent(value).replaceAll('r', '%72'),
  [...value].join('\u200d'),
]

describe("the run's own keys", () => {
  it.each(['hunter22', 'a "quoted" pass phrase', 'corp-key/4711+äö', '-----\nline\n'])(
    'are known by their value, however it is written: %j',
    (value) => {
      const own = ownSecrets({ OPENAI_API_KEY: value }, [])
      const what = 'the value of OPENAI_API_KEY'
      expect(own).toEqual([{ what, value: value.trim() }])
      for (const form of forms(value.trim())) {
        const { found, value: shown } = createSecrets(own).redact({ text: `it is ${form}.` })
        expect(found, form).toContainEqual({ what, path: '.text' })
        expect(shown.text, form).not.toContain(form)
      }
    },
  )

  it('are the providers’, and those of the passed variables that are named as credentials', () => {
    const names = [
      'ANTHROPIC_API_KEY',
      'MY_TOKEN',
      'db_password',
      'CLIENT_SECRET',
      'SMTP_PASS',
      'KEYBOARD',
      'PWD',
    ]
    const env = Object.fromEntries(names.map((name) => [name, `value-of-${name}`]))
    expect(ownSecrets(env, []).map(({ what }) => what)).toEqual(['the value of ANTHROPIC_API_KEY'])
    const passed = ownSecrets({ ...env, UNPASSED_KEY: 'not-passed-on' }, names)
    expect(passed.map(({ what }) => what.replace('the value of ', ''))).toEqual(names.slice(0, 5))
  })

  it.each([
    'pawl',
    'test',
    'none',
    '',
    'seven77',
    'test-key-123',
    'your_api_key',
    'sk-ant-dummy',
    'XXXXXXXXXXXX',
    'not-needed',
  ])('are not the dummy %j', (value) => expect(ownSecrets({ ANTHROPIC_API_KEY: value }, [])).toEqual([]))

  it('come before what they look like', () => {
    const value = `sk-${'proj-'}${'A1'.repeat(20)}`
    const own = ownSecrets({ OPENAI_API_KEY: value }, [])
    expect(createSecrets(own).redact(`a ${value} b`).value).toBe(
      'a [redacted: the value of OPENAI_API_KEY] b',
    )
  })
})
