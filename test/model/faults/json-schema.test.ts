import { describe, expect, it } from 'vitest'
import { contradicting, sampleOf } from '../../../src/model/faults/json-schema.ts'
import type { JsonObject } from '../../../src/trajectory/index.ts'

const field = (schema: JsonObject): JsonObject => ({ type: 'object', properties: { x: schema } })

describe('a contradiction of a schema', () => {
  it.for([
    [{ type: 'integer' }, 3, '3'],
    [{ type: 'string' }, 'a', ['a']],
    [{ type: ['string', 'array'] }, 'a', { value: 'a' }],
    [{ type: ['number', 'null'] }, null, 'null'],
    [{ enum: ['a', 'b'] }, 'a', ['a']],
    [{ const: 1 }, 1, '1'],
    [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, 1, [1]],
    [{ properties: { y: {} } }, { y: 1 }, '{"y":1}'],
  ] as const)('of %j for %j is %j', ([schema, value, wrong]) => {
    expect(contradicting({ x: value }, field(schema))).toEqual({ x: wrong })
  })

  it.for([{}, { anyOf: [{ type: 'string' }, {}] }, { $ref: '#/$defs/y' }])(
    'is none where %j takes anything',
    (schema) => {
      expect(contradicting({ x: 1 }, field(schema))).toEqual({ x: 1 })
    },
  )

  it('leaves fields alone that the schema does not name', () => {
    expect(contradicting({ other: 1 }, field({ type: 'string' }))).toEqual({ other: 1 })
  })
})

describe('a sample of a schema', () => {
  it('has what is required, down to the leaves', () => {
    const inner = { type: 'object', properties: { n: { type: 'number' }, free: {} }, required: ['n'] }
    const schema = {
      type: 'object',
      properties: { inner, kind: { enum: ['a'] } },
      required: ['inner', 'kind'],
    }
    expect(sampleOf(schema)).toEqual({ inner: { n: 1 }, kind: 'a' })
  })
})
