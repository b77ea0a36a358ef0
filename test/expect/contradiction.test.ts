import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contradiction, items } from '../../src/expect/index.ts'
import { answer, call, expected, find, said } from './build.ts'

const clash = (one: unknown, other: unknown): string | null => {
  for (const left of items.claims(expected(one))) {
    for (const right of items.claims(expected(other))) {
      const why = contradiction(left, right)
      if (why !== null) return why
    }
  }
  return null
}

const text = fc.constantFrom('a', 'ab', 'b a', 'A', 'a, b')
const ignore = fc.constantFrom([], ['case'], ['commas', 'whitespace'], ['markdown'])
const on = fc.constantFrom('final', 'any_message', 'all_text')
const tool = fc.constantFrom('f', 'g')
const content = fc
  .record({
    name: fc.constantFrom('contains', 'not_contains', 'equals', 'starts_with', 'ends_with'),
    text,
    ignore,
    on,
  })
  .map(({ name, text, ignore, on }) => ({ [name]: text, on, ...(ignore.length === 0 ? {} : { ignore }) }))
const anItem = fc.oneof(
  content,
  fc.record({ never_calls: tool }),
  fc.record({ only_tools: tool }),
  fc.record({ max_tool_calls: fc.nat({ max: 2 }) }),
  fc
    .record({
      order: fc.constantFrom('any_order', 'exact'),
      list: fc.array(tool, { minLength: 1, maxLength: 2 }),
    })
    .map((calls) => ({ calls })),
  fc
    .record({ tool, at_least: fc.integer({ min: 1, max: 3 }) })
    .map((entry) => ({ calls: { list: [entry] } })),
)
const aTrial = fc
  .record({ last: text, before: fc.array(text, { maxLength: 2 }), tools: fc.array(tool, { maxLength: 3 }) })
  .map(({ last, before, tools }) =>
    said(last, [...before.map((each) => answer(each)), ...tools.map((name) => call(name))]),
  )

describe('expectations that contradict each other', () => {
  it('are never met by the same trial', () => {
    fc.assert(
      fc.property(anItem, anItem, aTrial, (one, other, trial) => {
        fc.pre(clash(one, other) !== null)
        expect(find(one, trial).holds && find(other, trial).holds).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    [
      { contains: 'the loan was renewed' },
      { not_contains: 'renewed' },
      '"the loan was renewed" is said, and "renewed" is not',
    ],
    [{ equals: 'done' }, { contains: 'do it' }, '"done" and nothing else is said, and "do it" is'],
    [{ calls: { list: ['f'] } }, { only_tools: ['g', 'h'] }, 'f is called, and no other tool than g, h'],
    [{ refuses: true }, { not_refuses: true }, 'a refusal, and none'],
  ])('are told from %j and %j', (one, other, why) => {
    expect(clash(one, other)).toBe(why)
    expect(clash(other, one)).toBe(why)
  })

  it.each([
    [{ contains: 'renewed' }, { not_contains: 'Renewed' }],
    [{ contains: 'renewed' }, { not_contains: 'renewed', on: 'any_message' }],
    [
      { equals: 'a', on: 'any_message' },
      { equals: 'b', on: 'any_message' },
    ],
    [{ calls: { list: [{ f: { x: 1 } }] } }, { never_calls: { f: { x: 2 } } }],
    [{ calls: { list: [{ one_of: ['f', 'g'] }] } }, { never_calls: 'f' }],
  ])('are not seen in %j and %j, which a trial can meet', (one, other) => {
    expect(clash(one, other)).toBeNull()
  })
})
