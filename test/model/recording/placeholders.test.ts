import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NormalizeRule } from '../../../src/model/recording/normalize-rule.ts'
import { createPlaceholders } from '../../../src/model/recording/placeholders.ts'
import type { KnownValues } from '../../../src/model/responder.ts'
import type { Json, JsonObject } from '../../../src/trajectory/index.ts'
import { anyJson, anyObject, plain } from '../../trajectory/arbitrary.ts'

const VALUES: KnownValues = {
  suite: '/srv/shop',
  cwd: '/srv/shop/agent_1',
  home: '/root',
  tmp: '/var/tmp',
  gateway: 'http://127.0.0.1:4321/t/k3f9',
  trial: 'k3f9',
  today: '2026-11-21',
}
const realpath = (path: string): string => (path === '/var/tmp' ? '/private/var/tmp' : path)

function placeholders(rules: readonly NormalizeRule[] = [], values = VALUES) {
  const made = createPlaceholders(rules, realpath)
  made.know(values)
  return made
}

const hidden = (text: string): Json | undefined => placeholders().hide({ system: text })['system']

/** Texts of what matters: values, placeholders, backslashes, and what comes before and after them. */
const anyTricky = fc
  .array(
    fc.constantFrom(
      ...Object.values(VALUES),
      '/private/var/tmp',
      '-srv-shop-agent-1',
      'November 21, 2026',
      '11/21/2026',
      'Sat Nov 21 2026',
      ...'<|>|\\|/|a|1| |.|-|:|"|\n|n'.split('|'),
      ...[
        '<HOME>',
        '<\\HOME>',
        '<TODAY:us>',
        '<TODAY:2026-11-21>',
        '<*>',
        'HOME>',
        '<ID:1>',
        'TODAY:',
        'id=77aa77',
      ],
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

const anyBody: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      system: fc.oneof(anyTricky, fc.array(fc.record({ text: anyTricky }), { maxLength: 2 })),
      input: anyTricky,
      messages: fc.array(
        fc.record({
          role: fc.constantFrom('user', 'assistant', 'tool'),
          content: fc.oneof(
            anyTricky,
            fc.array(
              fc.record({ type: fc.constantFrom('text', 'tool_result'), text: anyTricky, content: anyJson }),
            ),
          ),
        }),
        { maxLength: 4 },
      ),
      metadata: fc.dictionary(anyTricky, fc.oneof(anyTricky, fc.nat())),
    },
    { requiredKeys: [] },
  )
  .chain((body) => anyObject.map((more): JsonObject => plain({ ...more, ...body })))

describe('hiding and revealing', () => {
  it('gives any JSON back, with rules or without', () => {
    const rules: readonly NormalizeRule[] = [
      { path: 'system[*].text', pattern: 'id=(\\w+)', name: 'ID' },
      { path: 'metadata.*', pattern: null, name: 'META' },
    ]
    fc.assert(
      fc.property(anyBody, fc.boolean(), (body, withRules) => {
        const trial = placeholders(withRules ? rules : [])
        expect(trial.reveal(trial.hide(body))).toStrictEqual(body)
      }),
      { numRuns: 1000 },
    )
  })

  it('gives any reply back', () => {
    fc.assert(
      fc.property(anyBody, anyBody, (asked, reply) => {
        const trial = placeholders()
        expect(trial.reveal(trial.hideReply(reply, trial.request(asked)))).toStrictEqual(reply)
      }),
      { numRuns: 500 },
    )
  })

  it('says as fast of the text of a request what it says of its body', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        const [fast, slow] = [placeholders(), placeholders()].map((trial, index) =>
          trial.request(body, index === 0 ? { body, text: JSON.stringify(body) } : undefined),
        )
        expect(fast?.form()).toStrictEqual(slow?.form())
      }),
    )
  })

  it('leaves a body without any of the values alone', () => {
    const body = { system: 'be <b>kind</b>', messages: [{ role: 'user', content: 'hi' }] }
    expect(
      placeholders()
        .request(body, { body, text: JSON.stringify(body) })
        .form(),
    ).toBe(body)
    expect(placeholders().hide(body)).toBe(body)
  })
})

describe('a known value', () => {
  it.each([
    ['cwd is /srv/shop/agent_1/x', 'cwd is <CWD>/x'],
    ['suite /srv/shop and /srv/shop/other', 'suite <SUITE> and <SUITE>/other'],
    ['~/.claude/projects/-srv-shop-agent-1/memory', '~/.claude/projects/<CWD_SLUG>/memory'],
    ['/root, "/root" and /root.', '<HOME>, "<HOME>" and <HOME>.'],
    ['/rooted /root-x /mnt/root a/root', '/rooted /root-x /mnt/root a/root'],
    ['{"text":"one\\n/root"}', '{"text":"one\\n<HOME>"}'],
    ['http://127.0.0.1:4321/t/k3f9/v1 of k3f9', '<GATEWAY>/v1 of <TRIAL>'],
    ['/var/tmp/a and /private/var/tmp/a', '<TMP>/a and <TMP:real>/a'],
    ['literally <HOME> and <\\HOME>', 'literally <\\HOME> and <\\\\HOME>'],
  ])('%s', (text, expected) => {
    expect(hidden(text)).toBe(expected)
  })

  it('is hidden in keys and in the results of tools, too', () => {
    const content = [{ type: 'tool_result', content: '/root/a' }]
    const body = { messages: [{ role: 'user', content }], tool_input: { '/root/b': 1 } }
    expect(placeholders().hide(body)).toEqual({
      messages: [{ role: 'user', content: [{ type: 'tool_result', content: '<HOME>/a' }] }],
      tool_input: { '<HOME>/b': 1 },
    })
  })

  it('that is short, or the root of all paths, is left alone', () => {
    const short = placeholders([], { cwd: '/', home: '/a', trial: 'abc' })
    expect(short.hide({ system: '/ /a abc' })).toEqual({ system: '/ /a abc' })
  })

  it('comes back as this trial has it', () => {
    const other = placeholders([], { ...VALUES, home: '/home/ci', tmp: '/tmp/x', today: '2027-01-05' })
    expect(other.reveal('<HOME>/a <TMP:real> <TODAY> <TODAY:us> <TODAY:weekday> <NEVER:1> <\\HOME>')).toBe(
      '/home/ci/a /tmp/x 2027-01-05 1/5/2027 Tuesday, January 5, 2027 <NEVER:1> <HOME>',
    )
  })

  it('makes no difference between requests where only a link was followed', () => {
    const forms = ['/var/tmp/a', '/private/var/tmp/a'].map((system) =>
      placeholders().request({ system }).form(),
    )
    expect(forms[0]).toEqual(forms[1])
  })
})

describe("today's date", () => {
  it.each([
    ['2026-11-21', '<TODAY>'],
    ['2026-11-21T10:00', '<TODAY>T10:00'],
    ['November 21, 2026', '<TODAY:long>'],
    ['Nov 21, 2026', '<TODAY:short>'],
    ['21 November 2026', '<TODAY:day-first>'],
    ['Saturday, November 21, 2026', '<TODAY:weekday>'],
    ['Sat Nov 21 2026', '<TODAY:date-string>'],
    ['11/21/2026', '<TODAY:us>'],
    ['12026-11-21 2026-11-211 2026-11-22', '12026-11-21 2026-11-211 2026-11-22'],
  ])('%s', (text, expected) => {
    expect(hidden(text)).toBe(expected)
  })

  it('stays in what tools say, whatever the protocol', () => {
    const body: JsonObject = {
      messages: [
        { role: 'user', content: [{ type: 'tool_result', content: 'due 2026-11-21' }] },
        { role: 'tool', content: 'due 2026-11-21' },
      ],
    }
    expect(placeholders().hide(body)).toBe(body)
    const input: JsonObject = { input: [{ type: 'function_call_output', output: 'due 2026-11-21' }] }
    expect(placeholders().hide(input)).toBe(input)
  })

  const reply = (asked: JsonObject): Json => {
    const trial = placeholders()
    return trial.hideReply('it is 2026-11-21', trial.request(asked))
  }
  const tool = { role: 'tool', content: 'due 2026-11-21' }

  it('is hidden in a reply where the model was told it, and by no tool', () => {
    expect(reply({ system: 'Today is 2026-11-21' })).toBe('it is <TODAY>')
    expect(reply({ messages: [tool] })).toBe('it is 2026-11-21')
    expect(reply({ system: 'Today is 2026-11-21', messages: [tool] })).toBe('it is 2026-11-21')
  })

  it('is hidden in what the assistant said before by the rule of then', () => {
    const said = { role: 'assistant', content: 'it is 2026-11-21' }
    const body = { messages: [said, tool, said], system: 'Today is 2026-11-21' }
    expect(placeholders().hide(body)).toEqual({
      messages: [{ role: 'assistant', content: 'it is <TODAY>' }, tool, said],
      system: 'Today is <TODAY>',
    })
  })
})

describe('a rule of the suite', () => {
  const rule = (path: string, pattern: string | null, name: string | null = null): NormalizeRule => ({
    path,
    pattern,
    name,
  })

  it('names what varies by first appearance, and it is known everywhere from then on', () => {
    const trial = placeholders([rule('metadata.user_id', 'session_(\\w+)', 'SESSION')])
    expect(
      trial.hide({
        messages: [{ role: 'user', content: 'in aaaa1111' }],
        metadata: { user_id: 'session_aaaa1111' },
      }),
    ).toEqual({
      messages: [{ role: 'user', content: 'in <SESSION:1>' }],
      metadata: { user_id: 'session_<SESSION:1>' },
    })
    expect(trial.hide({ metadata: { user_id: 'session_bbbb2222' } })).toEqual({
      metadata: { user_id: 'session_<SESSION:2>' },
    })
    expect(trial.hide({ system: 'bbbb2222' })).toEqual({ system: '<SESSION:2>' })
    expect(trial.reveal('<SESSION:2> <SESSION:1>')).toBe('bbbb2222 aaaa1111')
  })

  it.each<[string, NormalizeRule, JsonObject, JsonObject]>([
    [
      'without a name forgets',
      rule('system[*].text', 'v(\\d+)'),
      { system: [{ text: 'v12, v3' }] },
      { system: [{ text: 'v<*>, v<*>' }] },
    ],
    [
      'reaches a text alone',
      rule('messages[*].content[*].text', 'v\\d+'),
      { messages: [{ content: 'v12' }] },
      { messages: [{ content: '<*>' }] },
    ],
    [
      'reaches any key',
      rule('metadata.*', null),
      { metadata: { a: 1, b: [2] } },
      { metadata: { a: '<*>', b: '<*>' } },
    ],
    [
      'reaches nothing else',
      rule('system[0].text', 'v\\d'),
      { system: [{ text: 'a' }, { text: 'v1' }] },
      { system: [{ text: 'a' }, { text: 'v1' }] },
    ],
  ])('%s', (_, given, body, expected) => {
    expect(placeholders([given]).hide(body)).toEqual(expected)
  })
})
