import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { expectationItem, expectationJsonSchema, parseExpectation, registry } from '../../src/expect/index.ts'
import { mistakes } from './build.ts'

describe('an item', () => {
  test('becomes its name and its checked spec', () => {
    expect(parseExpectation({ max_latency: '5s' })).toEqual({
      ok: true,
      name: 'max_latency',
      grading: { required: true, weight: 1 },
      spec: { max: 5000, text: '5s' },
    })
  })

  test.each([
    ['contains', 'wrong-type at .: expected an expectation such as "contains: refund", found "contains"'],
    [null, 'wrong-type at .: expected an expectation such as "contains: refund", found nothing'],
    [{}, 'wrong-type at .: the expectation is empty'],
    [{ contians: 'a' }, 'unknown-expectation at contians: there is no expectation "contians"'],
    [{ on: 'final', contians: 'a' }, 'unknown-expectation at contians: there is no expectation "contians"'],
    [
      { contains: 'a', matches: 'b' },
      'several-expectations at matches: an item holds one expectation, found contains and matches: make them two items',
    ],
    [
      { contains: 'a', ignroe: ['case'] },
      'unknown-key at ignroe: contains has no option "ignroe"; it takes ignore, on, required, weight',
    ],
    [
      JSON.parse('{"contains":"a","__proto__":1}'),
      'unknown-key at __proto__: contains has no option "__proto__"; it takes ignore, on, required, weight',
    ],
    [
      { max_iterations: 3, on: 'final' },
      'unknown-key at on: max_iterations has no option "on"; it takes required, weight',
    ],
    [
      { calls: { list: ['search'] }, extra: 'deny' },
      'unknown-key at extra: "extra" stands inside of calls, not beside it: calls: { extra: … }',
    ],
    [{ constructor: 'a' }, 'unknown-expectation at constructor: there is no expectation "constructor"'],
  ])('%j is refused in one sentence', (item, mistake) => {
    expect(mistakes(item)).toEqual([mistake])
  })

  test('tells all of its mistakes at once, under the path it was given', () => {
    const result = parseExpectation({ contains: 1, on: 'here', x: 1 }, ['cases', 0, 'expect', 2])
    expect(result.ok ? [] : result.issues.map(({ path }) => path)).toEqual([
      ['cases', 0, 'expect', 2, 'contains'],
      ['cases', 0, 'expect', 2, 'on'],
      ['cases', 0, 'expect', 2, 'x'],
    ])
  })

  test('offers what might have been meant', () => {
    const candidatesOf = (item: unknown): readonly string[] => {
      const result = parseExpectation(item)
      return result.ok ? [] : (result.issues[0]?.candidates ?? [])
    }
    expect(candidatesOf({ contians: 'a' })).toContain('contains')
    expect(candidatesOf({ contains: 'a', ignroe: [] })).toEqual(['ignore', 'on', 'required', 'weight'])
    expect(candidatesOf({ calls: { lits: ['a'], list: ['a'] } })).toEqual([
      'order',
      'extra',
      'among',
      'status',
      'list',
    ])
  })

  test('nested, points at its own place', () => {
    expect(mistakes({ all_of: [{ contains: 'a' }, { not: { contians: 'b' } }] })).toEqual([
      'unknown-expectation at all_of.1.not.contians: there is no expectation "contians"',
    ])
  })

  test('thousands of levels deep is refused, not run into', () => {
    let item: unknown = { contains: 'a' }
    for (let depth = 0; depth < 5000; depth++) item = { not: item }
    expect(mistakes(item)).toEqual([
      'invalid-value at .: the expectation is nested more than 100 levels deep',
    ])
  })
})

describe('the JSON Schema', () => {
  test.each([...registry.keys()])('of %s describes itself and its keys, and takes no others', (name) => {
    const schema = registry.get(name)?.schema
    const json = z.toJSONSchema(schema ?? z.never(), { io: 'input' })
    expect(json.description).toMatch(/\.|…$/)
    expect(json.required).toContain(name)
    expect(json.additionalProperties).toBe(false)
    for (const property of Object.values(json.properties ?? {})) {
      const { description, $ref } = property as { description?: string; $ref?: string }
      expect(description ?? $ref).toMatch(/\w/)
    }
  })

  test('of any item refers to itself where items nest', () => {
    const json = expectationJsonSchema()
    expect(json['anyOf']).toHaveLength(registry.size)
    expect(JSON.stringify(json)).toContain('{"$ref":"#/$defs/expectation"}')
  })

  test('stands in a larger schema, whose mistakes keep their paths', () => {
    const suite = z.object({ expect: z.array(expectationItem) })
    const result = suite.safeParse({ expect: [{ contains: 'a' }, { contians: 'a' }] })
    expect(result.error?.issues[0]?.path).toEqual(['expect', 1, 'contians'])
    expect(z.toJSONSchema(suite, { io: 'input' }).properties).toEqual({
      expect: { type: 'array', items: { $ref: '#/$defs/expectation' } },
    })
  })
})
