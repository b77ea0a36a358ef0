import { describe, expect, test } from 'vitest'
import { call, find, mistakes, said, verdict } from '../build.ts'
import { cpuMs } from '../cpu.ts'

describe('groups, alternatives and counts that cannot be meant are refused', () => {
  const list = (...items: readonly unknown[]) => ({ calls: { list: items } })
  test.each([
    [list({ in_order: [] }), 'cannot-fail at calls.list.0.in_order: the group is empty'],
    [
      list({ in_order: ['a', 'b'], times: 2 }),
      'unknown-key at calls.list.0.times: a group stands alone, found "times" beside in_order',
    ],
    [
      list({ any_order: ['a', { in_order: ['b', 7] }] }),
      'wrong-type at calls.list.0.any_order.1.in_order.1: expected a tool, { tool: { argument: value } } or { tool: name, args: …, match: … }, found the number 7',
    ],
    [list({ one_of: [] }), 'cannot-hold at calls.list.0.one_of: one_of has nothing to choose from'],
    [
      list({ one_of: ['a', { in_order: ['b', 'c'] }] }),
      'wrong-type at calls.list.0.one_of.1: one_of chooses between single calls, found in_order; write any_of with two calls expectations',
    ],
    [
      list({ one_of: ['a', { tool: 'b', times: 2 }] }),
      'unknown-key at calls.list.0.one_of.1.times: an entry has no option "times"; it takes tool, args, match',
    ],
    [
      list({ one_of: ['a'], at_leest: 2 }),
      'unknown-key at calls.list.0.at_leest: one_of has no option "at_leest"; beside it stand exactly, at_least, at_most',
    ],
    [
      list({ tool: 'a', exactly: 2, at_most: 3 }),
      'invalid-value at calls.list.0.at_most: exactly stands alone, found at_most beside it',
    ],
    [
      list({ tool: 'a', at_least: 3, at_most: 2 }),
      'cannot-hold at calls.list.0.at_most: at least 3 and at most 2 cannot both hold',
    ],
    [
      list({ tool: 'a', at_least: 0 }),
      'invalid-value at calls.list.0.at_least: expected a whole number from 1 to 1000, found the number 0',
    ],
    [
      { calls: { among: ['a'], list: [{ in_order: ['a', { one_of: ['a', 'b'] }] }] } },
      'cannot-hold at calls.list.0: b is not among the tools that are looked at: a',
    ],
    [
      { calls: { order: 'in_order', list: [{ any_order: [...'abcdefghijklm'] }, 'z'] } },
      'invalid-value at calls.list: the groups can be met in more than 5000 ways: let fewer entries be free beside others in order',
    ],
  ])('%j', (item, mistake) => {
    expect(mistakes(item)).toEqual([mistake])
  })
})

test('a tool may be named like a group', () => {
  const made = said('', [call('in_order', { a: 1 }), call('one_of', {}), call('tool', { tool: 'x' })])
  const list = [{ in_order: { a: 1 } }, { one_of: {} }, { tool: { tool: 'x' } }]
  expect(find({ calls: { order: 'exact', list } }, made).holds).toBe(true)
})

test('groups in a few words', () => {
  const list = [
    { in_order: ['a', { tool: 'b', at_least: 2 }] },
    { one_of: ['c', { d: { n: 1 } }], at_most: 3 },
    { tool: 'e', at_least: 1, at_most: 2 },
    { tool: 'f', exactly: 2 },
  ]
  expect(find({ calls: { list } }, said('')).text).toBe(
    'calls in_order(a, b ×(at least 2)), one_of(c, d({n: 1})) ×(at most 3), e ×(1 to 2), f ×2 (any_order)',
  )
})

describe('an entry that needs calls and may have more', () => {
  test('leaves a call to another that needs it', () => {
    const made = said('', [call('f', { a: 1 }), call('f', { a: 2 })])
    const list = [{ tool: 'f', at_most: 2 }, { f: { a: 1 } }]
    expect(find({ calls: { extra: 'deny', list } }, made).holds).toBe(true)
    const more = [{ tool: 'f', at_least: 1 }, { f: { a: 1 } }, { f: { a: 2 } }]
    expect(find({ calls: { list: more } }, made).holds).toBe(false)
  })

  test('counts calls that are too few beside its nearest', () => {
    const made = said('', [call('f', { a: 1 }), call('f', { a: 2 })])
    expect(verdict({ calls: { list: [{ tool: 'f', args: { a: 1 }, exactly: 2 }] } }, made)).toBe(
      'fails: f: expected 2 calls, found 1: call 1 (event 1)',
    )
  })
})

describe('thousands of calls', () => {
  const many = said(
    '',
    Array.from({ length: 3000 }, (_, n) => call(n % 2 === 0 ? 'f' : 'g', { n })),
  )
  test.each([
    [
      'counts',
      [
        { tool: 'f', at_most: 1000 },
        { tool: 'g', exactly: 1000 },
      ],
    ],
    ['alternatives', [{ one_of: ['f', 'g'], at_least: 900 }, { f: { n: 4 } }]],
    ['groups', [{ in_order: ['f', 'g', { f: { n: 900 } }] }, { in_order: ['g', 'f', 'g'] }]],
    ['free entries in a group', [{ in_order: [{ any_order: [...'fgfgfgfgfgf'] }, { f: { n: -1 } }] }]],
  ])('are held against %s in time', (_, list) => {
    expect(cpuMs(() => find({ calls: { list } }, many))).toBeLessThan(4000)
  })
})
