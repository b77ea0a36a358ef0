import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify, type ToStringOptions } from 'yaml'
import { loaded } from './files.ts'

const id = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,12}$/)
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((each) => each.isWellFormed())
const data = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'p')))

const reply = fc.oneof(
  fc.record({ text }),
  fc.record({ text, latency: fc.nat(5000).map((ms) => `${ms}ms`) }),
  fc.dictionary(id, data, { maxKeys: 3 }).map((args) => ({ call: { find_book: args } })),
)

const expectation = fc.oneof(
  text.map((contains) => ({ contains })),
  fc.constantFrom('find_book', 'renew_loan').map((tool) => ({ never_calls: tool })),
  fc.integer({ min: 1, max: 50 }).map((count) => ({ max_iterations: count })),
)

const suiteCase = fc.record(
  {
    id,
    input: text,
    expect: fc.array(expectation, { minLength: 1, maxLength: 3 }),
    tags: fc.array(text, { maxLength: 2 }),
    script: fc.array(reply, { maxLength: 3 }),
    trials: fc.integer({ min: 1, max: 9 }),
    tools: fc.record({ find_book: fc.array(fc.record({ return: data }), { minLength: 1, maxLength: 1 }) }),
  },
  { requiredKeys: ['id', 'input', 'expect'] },
)

const suite = fc.record({
  suite: id,
  agent: fc.constant('./agent.yaml'),
  assert: fc.array(fc.constantFrom('success_rate >= 95%', 'avg_cost <= $0.50'), {
    minLength: 1,
    maxLength: 3,
  }),
  tools: fc.constant({ find_book: [{ error: 'no such book' }] }),
  cases: fc.uniqueArray(suiteCase, { minLength: 1, maxLength: 6, selector: (each) => each.id }),
})

const style = fc.constantFrom<ToStringOptions>(
  {},
  { collectionStyle: 'flow' },
  { defaultStringType: 'QUOTE_DOUBLE' },
  { defaultStringType: 'BLOCK_LITERAL', indent: 4 },
)

test('a suite is read back as it was written, and every position is where it says', async () => {
  await fc.assert(
    fc.asyncProperty(suite, style, async (written, options) => {
      const yaml = stringify(written, { ...options, lineWidth: 0, aliasDuplicateObjects: false })
      // The writer does not bring every text of white space through every style.
      fc.pre(JSON.stringify(parse(yaml)) === JSON.stringify(written))
      const read = await loaded(yaml)
      const lines = yaml.split('\n')
      const at = (place: { readonly line: number; readonly column: number }): string =>
        (lines[place.line - 1] ?? '').slice(place.column - 1)

      expect(read.name).toBe(written.suite)
      expect(read.cases.map((each) => each.id)).toEqual(written.cases.map((each) => each.id))
      for (const [index, each] of read.cases.entries()) {
        const from = written.cases[index]
        expect(each.turns).toEqual([{ user: from?.input }])
        expect(each.trials).toBe(from?.trials ?? null)
        expect(each.script?.variants[0]?.replies.length).toBe(from?.script?.length)
        expect(each.expect).toHaveLength(from?.expect.length ?? 0)
        expect(at(each)).toMatch(/^(\{ *)?"?id/)
        for (const expected of each.expect)
          expect(at(expected)).toMatch(new RegExp(`^(\\{ *)?"?${expected.name}`))
      }
      for (const { text: assertion, ...place } of read.assert)
        expect(at(place).startsWith(assertion)).toBe(true)
    }),
    { numRuns: 80 },
  )
})
