import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Blocks,
  damagedBlock,
  fetchBlock,
  hashOf,
  packBody,
  share,
  unpackBody,
} from '../../../src/model/recording/blocks.ts'
import type { Json, JsonObject } from '../../../src/trajectory/index.ts'
import { anyJson, anyObject, plain } from '../../trajectory/arbitrary.ts'

/** Content that is long, short, or made to look like a reference. */
const anyContent: fc.Arbitrary<Json> = fc.oneof(
  anyJson,
  fc.string({ minLength: 80, maxLength: 120 }),
  fc.string().map((hash): Json => ({ $block: hash })),
)

const anyBody: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      system: anyContent,
      tools: anyContent,
      content: anyContent,
      messages: fc.oneof(
        fc.array(fc.oneof(anyJson, fc.record({ role: fc.constant('user'), content: anyContent })), {
          maxLength: 4,
        }),
        anyJson,
      ),
    },
    { requiredKeys: [] },
  )
  .chain((body) => anyObject.map((more): JsonObject => plain({ ...more, ...body })))

describe('a body taken apart into blocks', () => {
  it('is put together again as it was, through a file', () => {
    fc.assert(
      fc.property(fc.array(anyBody, { maxLength: 3 }), (bodies) => {
        const blocks: Blocks = {}
        const stored = JSON.stringify({ packed: bodies.map((body) => packBody(body, blocks)), blocks })
        const file = JSON.parse(stored) as { packed: JsonObject[]; blocks: Blocks }
        expect(damagedBlock(file.blocks)).toBeNull()
        expect(file.packed.map((body) => unpackBody(body, file.blocks))).toStrictEqual(bodies)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps what is long once, and what is short in its place', () => {
    const blocks: Blocks = {}
    const system = 'You are kind. '.repeat(20)
    const body = {
      system,
      messages: [
        { role: 'user', content: 'hi' },
        { role: 'user', content: system },
      ],
    }
    expect([packBody(body, blocks), packBody(body, blocks)]).toHaveLength(2)
    expect(Object.values(blocks)).toEqual([system])
    expect(packBody(body, blocks)['messages']).toMatchObject([
      { content: 'hi' },
      { content: { $block: expect.any(String) } },
    ])
  })
})

describe('the hash of a value', () => {
  it('is the SHA-256 of its canonical JSON', () => {
    // RFC 8785 puts keys in order and leaves out white space: sha256('{"a":[1,"x"],"b":null}').
    expect(hashOf({ b: null, a: [1, 'x'] })).toBe(
      '854ef06dc57f5dfed10206344ab2d02e0b6c84b0e19436703a5afd0f1f9f2687',
    )
  })

  it('does not mind the order of keys, and minds everything else', () => {
    fc.assert(
      fc.property(anyObject, anyJson, (object, other) => {
        const turned = Object.fromEntries(Object.entries(object).reverse())
        expect(hashOf(turned)).toBe(hashOf(object))
        expect(hashOf([object, other])).not.toBe(hashOf([object, other, null]))
      }),
    )
  })

  it('is had of text that was cut inside a character', () => {
    const cut = '🌍'.slice(0, 1)
    expect(hashOf({ text: cut, more: [cut] })).toBe(hashOf({ more: [cut], text: cut }))
    expect(hashOf(cut)).not.toBe(hashOf('🌍'.slice(1)))
    expect(hashOf(`\\${cut}`)).not.toBe(hashOf(cut))
  })
})

describe('a damaged block', () => {
  it('is named when its content is not what its name says', () => {
    const blocks: Blocks = {}
    share('x'.repeat(100), blocks)
    const [name = ''] = Object.keys(blocks)
    expect(damagedBlock({ ...blocks, [name]: 'y'.repeat(100) })).toBe(name)
  })

  it('is missed by name', () => {
    expect(() => fetchBlock({ $block: 'abc' }, {})).toThrow('block abc is not in the file')
    expect(() => fetchBlock({ $block: 'constructor' }, {})).toThrow('constructor')
  })
})
