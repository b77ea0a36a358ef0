import { describe, expect, test } from 'vitest'
import { compileSchema } from '../../src/expect/json-schema.ts'
import type { Json, JsonObject } from '../../src/trajectory/index.ts'
import { cpuMs } from './cpu.ts'

function check(schema: JsonObject, value: Json): string | null {
  const compiled = compileSchema(schema)
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message).join('\n'))
  return compiled.check(value)
}

describe('a schema', () => {
  test.each<[JsonObject, Json, string | null]>([
    [{ type: 'string' }, 'a', null],
    [{ type: ['string', 'null'] }, 5, 'must be string,null, found 5'],
    // What zod's own reading of JSON Schemas lets through, or does not read.
    [{ required: ['a'] }, {}, "must have required property 'a', found {}"],
    [{ minimum: 5 }, 3, 'must be >= 5, found 3'],
    [{ properties: { a: { type: 'string' } } }, { a: 1 }, '.a must be string, found 1'],
    [
      { if: { properties: { a: { const: 1 } } }, else: { required: ['b'] } },
      { a: 2 },
      "must have required property 'b', found {a: 2}",
    ],
    [{ not: { type: 'string' } }, 'a', 'must NOT be valid, found "a"'],
    [
      { dependentRequired: { a: ['b'] } },
      { a: 1 },
      'must have property b when property a is present, found {a: 1}',
    ],
    [
      { unevaluatedProperties: false, properties: { a: {} } },
      { b: 1 },
      'must not have "b" (unevaluatedProperties), found {b: 1}',
    ],
    [{ additionalProperties: false }, { b: 1 }, 'must not have "b" (additionalProperties), found {b: 1}'],
    [{ enum: [{ a: 1, b: 2 }] }, { b: 2, a: 1 }, null],
    [{ enum: ['a', 1] }, 'b', 'must be one of "a", 1, found "b"'],
    [{ const: [1] }, [1], null],
    [{ const: { a: 1 } }, { a: 1, valueOf: 1 }, 'must be {a: 1}, found {a: 1, valueOf: 1}'],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      'must not have the same item twice, found [{a: 1, b: 2}, {b: 2, a: 1}]',
    ],
    [{ uniqueItems: false }, [1, 1], null],
    [{ multipleOf: 0.01 }, 49.9, null],
    [
      { prefixItems: [{ type: 'string' }], items: false },
      ['a', 1],
      'must NOT have more than 1 items, found ["a", 1]',
    ],
    [{ anyOf: [{ type: 'string' }, { required: ['a'] }] }, {}, 'must match a schema in anyOf, found {}'],
    [{ allOf: [{ pattern: '^b' }, { pattern: 'a$' }] }, 'b', 'must match pattern "a$", found "b"'],
    [
      { properties: { 'a/b~c': { items: { anyOf: [{ type: 'string' }, { type: 'null' }] } } } },
      { 'a/b~c': [1] },
      '["a/b~c"][0] must match a schema in anyOf, found 1',
    ],
    [{ pattern: '^a+$' }, 'b', 'must match pattern "^a+$", found "b"'],
    [{ format: 'date' }, '2026-02-30', 'must match format "date", found "2026-02-30"'],
    [{ format: 'email' }, 'a@b.example', null],
    [{ required: ['constructor', '__proto__'] }, {}, "must have required property 'constructor', found {}"],
    [
      { properties: { a: { $ref: '#' } }, maxProperties: 1 },
      { a: { a: { b: 1, c: 2 } } },
      '.a.a must NOT have more than 1 properties, found {b: 1, c: 2}',
    ],
  ])('%j against %j', (schema, value, line) => {
    expect(check(schema, value)).toBe(line)
  })

  test('may be used twice under one $id', () => {
    expect(check({ $id: 'https://example.com/a', type: 'string' }, 'a')).toBeNull()
    expect(check({ $id: 'https://example.com/a', type: 'number' }, 1)).toBeNull()
  })

  test.each<[JsonObject, string]>([
    [
      { type: 'objet' },
      'type: not a JSON Schema: must be one of "array", "boolean", "integer", "null", "number", "object", "string"',
    ],
    [{ anyOf: [{}, { minimum: 'x' }] }, 'anyOf.1.minimum: not a JSON Schema: must be number'],
    [{ requred: ['a'] }, ': strict mode: unknown keyword: "requred"'],
    [{ format: 'phone' }, ': unknown format "phone" ignored in schema at path "#"'],
    [{ $ref: '#/$defs/x' }, ": can't resolve reference #/$defs/x from id #"],
    [
      { pattern: '(?=a)' },
      ': not a regular expression: invalid or unsupported Perl syntax: "(?="; look-around and back-references are not part of the syntax, which matches in linear time',
    ],
    [{ $ref: '#' }, ': the schema refers to itself without end'],
  ])('%j is refused', (schema, line) => {
    const compiled = compileSchema(schema)
    const lines = compiled.ok
      ? []
      : compiled.problems.map(({ path, message }) => `${path.join('.')}: ${message}`)
    expect(lines).toContain(line)
  })

  test.each<[string, JsonObject, Json]>([
    ['a catastrophic pattern', { pattern: '^(a+)+$' }, `${'a'.repeat(1_000_000)}b`],
    ['many items', { uniqueItems: true }, Array.from({ length: 200_000 }, (_, index) => [index])],
    ['an e-mail address', { format: 'email' }, `${'a.'.repeat(500_000)}@`],
    ['an address', { format: 'uri' }, `http://${'a.'.repeat(500_000)}`],
    ['a duration', { format: 'duration' }, `P${'1'.repeat(1_000_000)}`],
  ])('takes linear time on %s', (_, schema, value) => {
    check(schema, 'a')
    expect(cpuMs(() => check(schema, value))).toBeLessThan(3000)
  })

  test('is held against no value of endless depth', () => {
    let deep: Json = 1
    for (let depth = 0; depth < 10_000; depth++) deep = { a: deep }
    expect(check({ properties: { a: { $ref: '#' } } }, deep)).toBe('is more than 200 levels deep')
  })
})
