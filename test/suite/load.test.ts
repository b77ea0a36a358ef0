import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PawlError } from '../../src/errors.ts'
import { formatDiagnostic, loadSuite } from '../../src/suite/index.ts'
import { folderWith, load, loaded, withCases } from './files.ts'

const ORDERS = `model: claude-sonnet-4-5
system: You help customers of a shop.
tools:
  - { name: get_order, description: Looks an order up. }
  - { name: issue_refund, description: Pays back. }
  - { name: notify, description: Writes to the customer. }
  - { name: escalate, description: Hands over to a person. }
`

const SUITE = `# yaml-language-server: $schema=./suite.schema.json
suite: orders-support
agent: ./agents/orders.yaml
responses: replay
trials: 5
timeout: 60s
tags: [regression]
tools:
  get_order:
    - when: { order_id: A-1001 }
      return: { status: delivered, total: 49.90 }
    - error: order not found
      latency: 80ms
assert:
  - success_rate >= 95%
  - "avg_cost <= $0.50"
  - 'p95_latency <= 5s'
  - >-
    success_rate no_worse_than
    baseline margin 5pp
max_errors: 5%
recordings: ../recordings/orders
prices:
  house-model: { input: $2, output: 10, cache_read: $0.1 }
escalation_tools: [escalate]
cases:
  - id: refund-in-window
    input: I want my money back for order A-1001.
    tags: [refund]
    must_pass: true
    trials: 20
    timeout: 2m
    expect:
      - contains: refund
      - never_calls: escalate
      - max_iterations: 6
      - calls:
          order: in_order
          extra: deny
          list:
            - get_order
            - issue_refund: { order_id: A-1001, amount: { $approx: 49.9, $within: 0.01 } }
            - { tool: notify, args: { channel: mail }, match: exact, times: 1 }
  - id: two-turns
    turns:
      - user: Where is A-1001?
        expect: [ contains_any: [delivered, arrived] ]
      - user: [ { type: text, text: Then refund it. } ]
    expected_tool_calls: [issue_refund]
    tools:
      issue_refund: [ { return: null } ]
  - id: flaky-promo
    known_failing: { reason: "promo rules not in the prompt yet", until: 2027-01-31 }
    input: Use code SAVE10
    expected_contains: [SAVE10]
    max_iterations: 3
  - id: scripted
    input: hello
    expect: [ contains: delivered ]
    script:
      - thinking: Let me look.
        call: { get_order: { order_id: A-1001 } }
        usage: { input: 812, output: 64, cache_read: 10 }
        latency: 900ms
        ttft: 120ms
      - calls: [ escalate, notify: { channel: mail } ]
        model: house-model
      - text: It was delivered.
        stop_reason: max_tokens
    tools: { escalate: [ return: null ], notify: [ return: null ] }
`

const reply = { stopReason: 'end_turn', model: null, usage: null, latencyMs: null, ttftMs: null }

describe('loadSuite', () => {
  test('reads the whole format', async () => {
    const folder = folderWith({ 'evals/agents/orders.yaml': ORDERS, 'evals/orders.eval.yaml': SUITE })
    const { suite, diagnostics } = await loadSuite('evals/orders.eval.yaml', { cwd: folder })
    expect(diagnostics).toEqual([])
    const { cases = [], ...settings } = suite ?? {}
    expect(settings).toEqual({
      name: 'orders-support',
      path: join(folder, 'evals/orders.eval.yaml'),
      displayPath: 'evals/orders.eval.yaml',
      hash: expect.stringMatching(/^[0-9a-f]{16}$/),
      agent: { kind: 'reference', path: join(folder, 'evals/agents/orders.yaml') },
      responses: 'replay',
      trials: 5,
      timeoutMs: 60_000,
      tags: ['regression'],
      tools: {
        get_order: [
          {
            when: { order_id: 'A-1001' },
            answer: { kind: 'return', value: { status: 'delivered', total: 49.9 } },
            latencyMs: 0,
          },
          { when: null, answer: { kind: 'error', message: 'order not found' }, latencyMs: 80 },
        ],
      },
      assert: [
        { text: 'success_rate >= 95%', line: 15, column: 5 },
        { text: 'avg_cost <= $0.50', line: 16, column: 6 },
        { text: 'p95_latency <= 5s', line: 17, column: 6 },
        { text: 'success_rate no_worse_than baseline margin 5pp', line: 19, column: 5 },
      ],
      toolModule: null,
      state: null,
      maxErrors: 0.05,
      baseline: { path: null, requireSame: [] },
      recordingsDir: join(folder, 'recordings/orders'),
      normalize: [],
      faults: [],
      maxRecordingAgeDays: 90,
      prices: {
        'house-model': {
          input: 2,
          output: 10,
          cacheRead: 0.1,
          cacheWrite5m: 2.5,
          cacheWrite1h: 4,
          longPrompt: null,
        },
      },
      escalationTools: ['escalate'],
    })
    expect(cases.map(({ id, line, column }) => [id, line, column])).toEqual([
      ['refund-in-window', 27, 5],
      ['two-turns', 44, 5],
      ['flaky-promo', 52, 5],
      ['scripted', 57, 5],
    ])
    const [refund, turns, promo, scripted] = cases
    expect(refund).toMatchObject({
      tags: ['refund'],
      turns: [{ user: 'I want my money back for order A-1001.' }],
      script: null,
      tools: {},
      trials: 20,
      timeoutMs: 120_000,
      knownFailing: null,
      mustPass: true,
    })
    expect(refund?.expect.map(({ name, turn, line, column }) => [name, turn, line, column])).toEqual([
      ['contains', null, 34, 9],
      ['never_calls', null, 35, 9],
      ['max_iterations', null, 36, 9],
      ['calls', null, 37, 9],
    ])
    expect(turns).toMatchObject({
      turns: [{ user: 'Where is A-1001?' }, { user: [{ type: 'text', text: 'Then refund it.' }] }],
      tools: { issue_refund: [{ when: null, answer: { kind: 'return', value: null }, latencyMs: 0 }] },
      mustPass: false,
    })
    expect(turns?.expect.map(({ name, turn, line, column }) => [name, turn, line, column])).toEqual([
      ['contains_any', 1, 47, 19],
      ['calls', null, 49, 26],
    ])
    expect(promo).toMatchObject({
      knownFailing: { reason: 'promo rules not in the prompt yet', until: '2027-01-31' },
    })
    expect(promo?.expect.map(({ name, line, column }) => [name, line, column])).toEqual([
      ['contains', 55, 24],
      ['max_iterations', 56, 21],
    ])
    expect(scripted?.script).toEqual({
      variants: [
        {
          weight: 1,
          replies: [
            {
              content: [
                { type: 'thinking', thinking: 'Let me look.', signature: '' },
                { type: 'tool_use', id: 'toolu_0_0', name: 'get_order', input: { order_id: 'A-1001' } },
              ],
              stopReason: 'tool_use',
              model: null,
              usage: {
                inputTokens: 812,
                outputTokens: 64,
                cacheReadTokens: 10,
                cacheWrite5mTokens: 0,
                cacheWrite1hTokens: 0,
              },
              latencyMs: 900,
              ttftMs: 120,
            },
            {
              ...reply,
              content: [
                { type: 'tool_use', id: 'toolu_1_0', name: 'escalate', input: {} },
                { type: 'tool_use', id: 'toolu_1_1', name: 'notify', input: { channel: 'mail' } },
              ],
              stopReason: 'tool_use',
              model: 'house-model',
            },
            { ...reply, content: [{ type: 'text', text: 'It was delivered.' }], stopReason: 'max_tokens' },
          ],
        },
      ],
    })
  })

  test('fills in what a short suite leaves out', async () => {
    const suite = await loaded(withCases('  - { id: hi, input: Hello, expect: [ contains: hi ] }\n'))
    expect(suite).toMatchObject({
      responses: 'replay',
      trials: 1,
      timeoutMs: 60_000,
      tags: [],
      tools: {},
      assert: [{ text: 'success_rate >= 100%', line: 1, column: 1 }],
      maxErrors: 0.02,
      recordingsDir: join(dirname(suite.path), 'recordings/library-desk'),
      normalize: [],
      faults: [],
      maxRecordingAgeDays: 90,
      prices: {},
      escalationTools: null,
    })
  })

  test('plays scripts where every case has one', async () => {
    const scripted = '  - { id: a, input: Hello, expect: [ contains: hi ], script: [ text: hi ] }\n'
    const bare = '  - { id: b, input: Hello, expect: [ contains: hi ] }\n'
    expect((await loaded(withCases(scripted))).responses).toBe('script')
    expect((await loaded(withCases(scripted + bare))).responses).toBe('replay')
    expect((await loaded(withCases(scripted, 'responses: live\n'))).responses).toBe('live')
  })

  test('takes an agent that is a module', async () => {
    const text = withCases('  - { id: a, input: Hello, expect: [ contains: hi ] }\n')
    const suite = await loaded(text.replace('./agent.yaml', '{ module: ./agent.ts }'), {
      'agent.ts': 'export default async () => "hi"\n',
    })
    expect(suite.agent).toEqual({ kind: 'module', path: join(dirname(suite.path), 'agent.ts') })
  })

  test('a suite with warnings alone is a suite', async () => {
    const { suite, diagnostics } = await load(
      withCases('  - { id: a, input: Hello, expect: [ contains: hi ], script: [ call: fly ] }\n'),
    )
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['script-unknown-tool', 'warning'],
    ])
    expect(suite?.cases).toHaveLength(1)
  })

  test.each([
    ['missing.eval.yaml', 'there is no such file'],
    ['folder.eval.yaml', 'it is a folder'],
    ['latin1.eval.yaml', 'it is not UTF-8 text'],
  ])('throws for %s, which cannot be read', async (name, reason) => {
    const cwd = folderWith({ 'folder.eval.yaml/x': '', 'latin1.eval.yaml': Uint8Array.of(0x63, 0xe9, 0x0a) })
    const error = await loadSuite(name, { cwd }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(PawlError)
    expect(error).toMatchObject({
      code: 'suite-unreadable',
      message: `cannot read the suite ${name}: ${reason}`,
    })
  })

  test('an absolute path is shown as it was given', async () => {
    const folder = folderWith({ 'x.eval.yaml': 'suite: a b\nagent: ./nowhere.yaml\ncases: []\n' })
    const { diagnostics } = await loadSuite(join(folder, 'x.eval.yaml'))
    expect(diagnostics.map(({ span }) => span.file)).toEqual(Array(3).fill(join(folder, 'x.eval.yaml')))
    expect(diagnostics.map(({ code }) => code)).toEqual(['invalid-name', 'agent-unreadable', 'no-cases'])
  })

  test('a mistake in a shared list is told where it stands', async () => {
    const { diagnostics } = await load(
      withCases(
        '  - { id: a, input: Hello, expect: &all [ contains: 5 ] }\n  - { id: b, input: Hello, expect: *all }\n',
      ),
    )
    expect(diagnostics.map(formatDiagnostic)).toHaveLength(1)
    expect(diagnostics[0]?.span).toMatchObject({ line: 4, column: 53, length: 1 })
  })
})
