import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { trajectoryOf, transcriptSchema } from '../../../src/model/transcript.ts'
import type { JsonObject } from '../../../src/trajectory/index.ts'
import { call, find, mistakes, said, verdict } from '../build.ts'

const assistant = (...calls: readonly (readonly [string, JsonObject])[]): JsonObject => ({
  role: 'assistant',
  content: calls.map(([name, input], index) => ({ type: 'tool_use', id: `t${index}`, name, input })),
})
const person = (content: string): JsonObject => ({ role: 'user', content })
const trialOf = (messages: readonly JsonObject[]) =>
  trajectoryOf(transcriptSchema.parse({ case: 'c', messages }), { model: null, isToolError: () => false })

describe('a reference that cannot be meant is refused', () => {
  test.each([
    [
      { trajectory: {} },
      [
        'wrong-type at trajectory.like: expected a list of messages or of calls, or the file of one, found nothing',
      ],
    ],
    [
      { trajectory: { like: ['a'], extra: 'allow' } },
      [
        'invalid-value at trajectory.extra: order: exact leaves no room for extra: allow; write order: in_order or any_order',
      ],
    ],
    [
      { trajectory: { like: ['a'], order: 'any_order', missing: 'allow' } },
      [
        'cannot-fail at trajectory.missing: where calls may be missing and others be made, nothing can fail: add extra: deny',
      ],
    ],
    [
      { trajectory: { like: [], order: 'in_order' } },
      [
        'cannot-fail at trajectory.like: a reference without calls cannot fail where others are allowed: add extra: deny',
      ],
    ],
    [
      { trajectory: { like: [{ a: 7 }] } },
      [
        'wrong-type at trajectory.like.0.a: expected a mapping of arguments, found the number 7; for any arguments write a alone',
      ],
    ],
    [
      { trajectory: { like: [person('hi'), 'a'] } },
      ['invalid-value at trajectory.like.1: expected a message with a role, as the others have'],
    ],
    [
      { trajectory: { like: [assistant(['a', { b: { $aprox: 1 } }])] } },
      [
        'unknown-key at trajectory.like.0: in a call of a: there is no matcher $aprox; there are $approx, $one_of, $matches, $any, $optional, $contains, $starts_with, $ends_with, $ignore_case, $gt, $gte, $lt, $lte, $type, $length, $not, $all_of',
      ],
    ],
    [
      {
        trajectory: {
          like: [{ role: 'assistant', tool_calls: [{ function: { name: 'a', arguments: '{' } }] }],
        },
      },
      ['invalid-value at trajectory.like.0: the arguments of a are no JSON object'],
    ],
    [
      { trajectory: { like: ['a'], order: 'ordered' } },
      ['unknown-value at trajectory.order: expected one of exact, in_order, any_order, found "ordered"'],
    ],
  ])('%j', (item, problems) => {
    expect(mistakes(item)).toEqual(problems)
  })
})

test('an entry that says how it matches is not overruled', () => {
  const made = said('', [call('f', { a: 1, b: 2 })])
  expect(find({ trajectory: { like: [{ f: { a: 1 } }] } }, made).holds).toBe(false)
  expect(find({ trajectory: { like: [{ f: { a: 1 } }], args: 'partial' } }, made).holds).toBe(true)
  const own = { tool: 'f', args: { a: 1 }, match: 'partial' }
  expect(find({ trajectory: { like: [own] } }, made).holds).toBe(true)
})

test('on a turn the reference is of that turn alone', () => {
  const trial = trialOf([
    person('a'),
    assistant(['f', {}]),
    { role: 'assistant', content: 'done' },
    person('b'),
    assistant(['g', {}]),
    { role: 'assistant', content: 'done' },
  ])
  const like = [person('b'), assistant(['g', {}])]
  expect(find({ trajectory: { like } }, trial, 2).holds).toBe(true)
  expect(verdict({ trajectory: { like } }, trial, 1)).toBe(
    'fails: they part at step 1: g: no call in this step; call 1 (event 2) is not expected: f({})',
  )
})

test('a transcript is like itself in every order, and like none with a call less', () => {
  const step = fc.array(fc.tuple(fc.constantFrom('f', 'g'), fc.record({ a: fc.constantFrom(1, 2) })), {
    minLength: 1,
    maxLength: 3,
  })
  const messages = fc
    .array(fc.array(step, { maxLength: 3 }), { minLength: 1, maxLength: 3 })
    .map((turns) => turns.flatMap((steps) => [person('go'), ...steps.map((calls) => assistant(...calls))]))
  const order = fc.constantFrom('exact', 'in_order', 'any_order')
  fc.assert(
    fc.property(messages, order, (given, how) => {
      const item = { trajectory: { like: given, order: how, extra: 'deny' } }
      expect(find(item, trialOf(given)).holds).toBe(true)
      const last = given.findLastIndex(({ role }) => role === 'assistant')
      if (last >= 0) expect(find(item, trialOf(given.toSpliced(last, 1))).holds).toBe(false)
    }),
  )
})
