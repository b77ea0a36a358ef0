import { describe, expect, test } from 'vitest'
import { readJson } from '../../../src/expect/content/json-text.ts'
import { answer, find, mistakes, said, verdict } from '../build.ts'
import { cpuMs } from '../cpu.ts'

const order = '{"items": [{"sku": "A-1", "price": 49.9}], "total": 49.9}'

describe('JSON in a text', () => {
  test.each<[string, unknown]>([
    [order, [JSON.parse(order)]],
    [' null\n', [null]],
    ['Here:\n```json\n{"a": 1}\n```\nDone.', [{ a: 1 }]],
    ['```JSON\r\n{"a": 1}\r\n```', [{ a: 1 }]],
    ['~~~\n[1]\n~~~ \n', [[1]]],
    ['```js\nlet a = 1\n```\n```\n[2]\n```\n```json\n[3]\n```', [[2], [3]]],
    ['````json\n"```"\n````', ['```']],
    ['```json\n[1]\n````\n```json title="a"\n[2]\n```\n```jsonc\n[3]\n```', [[1], [2], [3]]],
    ['```json\nnot\n```\n```json\n[1]\n```', [[1]]],
  ])('%j', (text, values) => {
    expect(readJson(text)).toEqual({ ok: true, values })
  })

  test.each([
    ['It is 5.', ''],
    ['{"a": }', ''],
    ['{"a": 1', ''],
    ['[', ''],
    ['', ''],
    ['```json\n{"a": }\n```', ', nor is its block of code'],
    ['```js\n1\n```', ''],
  ])('%j is none', (text, why) => {
    expect(readJson(text)).toEqual({ ok: false, why })
  })
})

describe('json', () => {
  const schema = {
    type: 'object',
    properties: {
      total: { type: 'number', minimum: 0 },
      items: { type: 'array', items: { type: 'object' } },
    },
    required: ['items', 'total'],
    additionalProperties: false,
  }
  test.each([
    [{ json: true }, 'holds: the final output is JSON'],
    [{ json: { path: 'items[0].sku', value: 'A-1' } }, 'holds: the final output is JSON: items[0].sku "A-1"'],
    [{ json: { path: 'items[0].sku' } }, 'holds: the final output is JSON: items[0].sku'],
    [{ json: { value: { $type: 'object' } } }, 'holds: the final output is JSON: a value of type object'],
    [{ json: { schema } }, 'holds: the final output is JSON: valid by its schema'],
    [
      { json: { path: 'items[-1]', schema: { required: ['sku'] }, value: { $any: true } } },
      'holds: the final output is JSON: items[-1] any value',
    ],
    [
      { json: { path: 'items[0].sku', value: { $starts_with: 'B' } } },
      'fails: in the JSON of the final output items[0].sku is "A-1", expected text that starts with "B"',
    ],
    [
      { json: { path: 'items[0]', value: { sku: 'A-1' } } },
      'fails: in the JSON of the final output items[0].price is 49.9, expected nothing',
    ],
    [
      { json: { path: 'items[1].sku' } },
      'fails: in the JSON of the final output there is nothing at items[1].sku: it is { items: [{ sku: string, price: number }], total: number }',
    ],
    [
      { json: { schema: { properties: { items: { items: { required: ['name'] } } } } } },
      `fails: in the JSON of the final output the value.items[0] must have required property 'name', found {sku: "A-1", price: 49.9}`,
    ],
    [
      {
        json: [
          { path: 'total', value: { $gt: 50 } },
          { path: 'items', value: { $length: 1 } },
          { path: 'id' },
        ],
      },
      'fails: in the JSON of the final output total is 49.9, expected above 50; there is nothing at id: it is { items: [{ sku: string, price: number }], total: number }',
    ],
  ])('%j %s', (item, line) => {
    expect(verdict(item, said(order))).toBe(line)
  })

  test('is found in any message, and the nearest is explained', () => {
    const trajectory = said('Done.', [answer('{"a": 1, "b": 1}'), answer('{"a": 2}')])
    const both = [
      { path: 'a', value: 1 },
      { path: 'b', value: 2 },
    ]
    expect(verdict({ json: { path: 'a', value: 2 }, on: 'any_message' }, trajectory)).toBe(
      'holds: the message of event 2 is JSON: a 2',
    )
    expect(verdict({ json: both, on: 'any_message' }, trajectory)).toBe(
      'fails: in the JSON of the message of event 1 b is 1, expected 2',
    )
    expect(find({ json: both, on: 'any_message' }, trajectory).events).toEqual([1])
    expect(verdict({ json: true }, trajectory)).toBe('fails: the final output is not JSON; it is "Done."')
  })

  test.each([
    [
      { json: false },
      'wrong-type at json: expected true, or a mapping of schema, path and value, found false',
    ],
    [{ json: {} }, 'missing-key at json: expected true, or a mapping of schema, path and value'],
    [{ json: [] }, 'cannot-fail at json: the list of checks is empty'],
    [{ json: { sku: 1 } }, 'unknown-key at json.sku: json has no option "sku"; it takes schema, path, value'],
    [
      { json: [{ path: 'a..b' }] },
      'invalid-value at json.0.path: expected a path such as items[0].sku, found "a..b"',
    ],
    [
      { json: { path: 1 } },
      'wrong-type at json.path: expected a path such as items[0].sku, found the number 1',
    ],
    [{ json: { value: { a: { $gt: 'x' } } } }, 'invalid-value at json.value.a.$gt: $gt takes a number'],
    [{ json: { schema: true } }, 'wrong-type at json.schema: expected a JSON Schema, found true'],
    [
      { json: { schema: { properties: { a: { minimum: 'x' } } } } },
      'invalid-value at json.schema.properties.a.minimum: not a JSON Schema: must be number',
    ],
    [
      { json: { schema: { requred: ['a'] } } },
      'invalid-value at json.schema: strict mode: unknown keyword: "requred"',
    ],
  ])('%j is refused', (item, mistake) => {
    expect(mistakes(item)).toEqual([mistake])
  })

  test.each([
    ['deep lists', '['.repeat(500_000) + ']'.repeat(500_000)],
    ['fences', '```\n'.repeat(250_000)],
    ['line breaks', '\n'.repeat(1_000_000)],
  ])('takes linear time on %s', (_, text) => {
    const item = { json: { schema: { $defs: { a: { items: { $ref: '#/$defs/a' } } }, $ref: '#/$defs/a' } } }
    expect(cpuMs(() => find(item, said(text)))).toBeLessThan(3000)
    expect(find(item, said(text)).holds).toBe(false)
  })
})
