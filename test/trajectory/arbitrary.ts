import fc from 'fast-check'
import type { Json, JsonObject } from '../../src/trajectory/index.ts'

/** The value as a file gives it back: no prototype of its own, no -0. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** Any value a file or the wire can carry: what JSON.parse gives, hostile keys such as `__proto__` included. */
export const anyJson: fc.Arbitrary<Json> = fc.jsonValue({ maxDepth: 3 }).map((value) => plain(value) as Json)

export const anyObject: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.string({ maxLength: 8 }), anyJson, { maxKeys: 5 })
  .map(plain)

/** A request whose history is drawn from few messages, so that those of a conversation share prefixes. */
export const anyRequest: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      model: fc.constantFrom('a', 'b'),
      system: fc.constantFrom('be kind', 'be brief'),
      messages: fc.array(
        fc.constantFrom<Json>(
          { role: 'user', content: 'hi' },
          { role: 'assistant', content: [] },
          'odd',
          null,
        ),
      ),
    },
    { requiredKeys: [] },
  )
  .chain((body) => anyObject.map((more): JsonObject => ({ ...more, ...body })))
