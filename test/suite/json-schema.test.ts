import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { registry } from '../../src/expect/index.ts'
import { suiteJsonSchema } from '../../src/suite/index.ts'
import { isJsonObject, type Json } from '../../src/trajectory/index.ts'

const schema = suiteJsonSchema()
const validator = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])

const SUITE = `
suite: orders-support
agent: ./agents/orders.yaml
responses: replay
trials: 5
timeout: 60s
tags: [regression]
max_errors: 2%
max_recording_age: 30d
normalize: [ claude-code, { path: metadata.user_id, pattern: "[0-9]+", name: USER } ]
faults: [ overloaded, rate_limit@2x3, { fault: stall, at: 2, times: always, rate: 10%, retry_after: 3s } ]
tools:
  get_order:
    - when: { order_id: A-1001 }
      return: { status: delivered, total: 49.90 }
    - error: order not found
      latency: 80ms
assert: [ success_rate >= 95% ]
prices: { my-model: { input: 3, output: $15 } }
cases:
  - id: refund-in-window
    input: I want my money back for order A-1001.
    tags: [refund]
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
      - not: { contains: sorry }
  - id: two-turns
    turns:
      - user: Where is A-1001?
        expect: [ contains_any: [delivered, arrived] ]
      - user: Then refund it.
    expected_tool_calls: [search]
    expected_contains: [Paris]
    max_iterations: 3
  - id: "status-\${order_id}"
    each: ./orders.csv
    input: Status of \${order_id}?
    expect: [ contains: "\${status}" ]
  - id: scripted
    input: hello
    known_failing: { reason: not yet, until: 2027-01-31 }
    expect: [ contains: delivered ]
    script:
      - call: { get_order: { order_id: A-1001 } }
        usage: { input: 812, output: 64 }
        latency: 900ms
      - text: It was delivered.
`

/** Every `$ref` in a schema. */
function references(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(references)
  if (!isJsonObject(value)) return []
  const own = value['$ref']
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(value).flatMap(references)]
}

describe('suiteJsonSchema', () => {
  test('accepts a suite that uses the whole format', () => {
    expect(validator.safeParse(parse(SUITE)).error).toBeUndefined()
  })

  test.each([
    ['an unknown key', 'trials: 5', 'trails: 5'],
    ['no trials', 'trials: 5', 'trials: 0'],
    ['a duration without its unit', 'timeout: 60s', 'timeout: 60'],
    ['an unknown response mode', 'responses: replay', 'responses: relpay'],
    ['an unknown expectation', 'contains: refund', 'containz: refund'],
    ['a case without an id', 'id: two-turns', 'tags: []'],
    ['a number where text is matched', 'contains: refund', 'contains: 49.90'],
    ['an unknown key of a reply', 'latency: 900ms', 'latancy: 900ms'],
    ['an unknown fault', '[ overloaded,', '[ overlaoded,'],
    ['a fault at no call', 'rate_limit@2x3', 'rate_limit@0'],
    ['a fault that never hits', 'times: always', 'times: never'],
    ['a preset that nobody knows', 'claude-code', 'cloud-code'],
    ['a name of a variable in small letters', 'name: USER', 'name: user'],
  ])('refuses %s', (_, from, to) => {
    expect(validator.safeParse(parse(SUITE.replace(from, to))).success).toBe(false)
  })

  test.each([
    ['{ module: ./agent.ts }', true],
    ['{ command: [ python3, ./agent.py ], output: { json: answer }, env: { A_B: "1" }, tools: mcp }', true],
    ['{ http: { url: "http://127.0.0.1/chat", body: { a: [ 1 ] }, start: [ node, ./server.mjs ] } }', true],
    ['{ http: { url: "http://127.0.0.1/chat", start: { command: [ node ], timeout: 5s } } }', true],
    ['{ command: python3 }', false],
    ['{ command: [] }', false],
    ['{ command: [ a ], output: json }', false],
    ['{ command: [ a ], env: { A-B: "1" } }', false],
    ['{ http: { url: "http://127.0.0.1/chat", method: PATCH } }', false],
  ])('of the agent %s says %s', (agent, valid) => {
    expect(validator.safeParse(parse(SUITE.replace('./agents/orders.yaml', agent))).success).toBe(valid)
  })

  test('the file for editors is what the schema says', () => {
    const file = join(import.meta.dirname, '../../evals/suite.schema.json')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema)
  })

  test('is a draft 2020-12 schema whose references lead somewhere', () => {
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema')
    const definitions = Object.keys(schema['$defs'] as object)
    for (const reference of new Set(references(schema))) {
      expect(definitions.map((name) => `#/$defs/${name}`)).toContain(reference)
    }
  })

  test('describes every expectation', () => {
    const text = JSON.stringify(schema['$defs'])
    for (const name of registry.keys()) expect(text).toContain(`"${name}":`)
  })

  test('says no more is missing than the loader does: broken suites are all that differ', () => {
    const root = join(import.meta.dirname, '../../fixtures/broken')
    for (const folder of ['mocks', 'duplicate-id', 'unknown-price', 'agent-file']) {
      expect(readdirSync(join(root, folder))).toContain('suite.eval.yaml')
      const suite: unknown = parse(readFileSync(join(root, folder, 'suite.eval.yaml'), 'utf8'))
      expect(validator.safeParse(suite).error).toBeUndefined()
    }
  })
})
