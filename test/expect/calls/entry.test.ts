import { describe, expect, test } from 'vitest'
import { mistakes } from '../build.ts'

describe('a list that cannot be meant is refused', () => {
  test.each([
    [{ calls: ['a'] }, 'wrong-type at calls: expected a mapping such as { list: [get_order] }, found a list'],
    [{ calls: {} }, 'wrong-type at calls.list: expected a list of calls, found nothing'],
    [{ calls: { list: 'a' } }, 'wrong-type at calls.list: expected a list of calls, found "a"'],
    [
      { calls: { list: [] } },
      'cannot-fail at calls.list: an empty list cannot fail; for no calls at all add extra: deny',
    ],
    [
      { calls: { order: 'exact', extra: 'allow', list: ['a'] } },
      'invalid-value at calls.extra: order: exact allows no other calls; for these among others write order: in_order',
    ],
    [
      { calls: { order: 'ordered', list: ['a'] } },
      'unknown-value at calls.order: expected one of exact, in_order, any_order, found "ordered"',
    ],
    [
      { calls: { among: ['b'], list: ['a'] } },
      'cannot-hold at calls.list.0: a is not among the tools that are looked at: b',
    ],
    [{ calls: { among: [], list: ['a'] } }, 'cannot-fail at calls.among: the list of tools is empty'],
    [
      { calls: { odrer: 'exact', list: ['a'] } },
      'unknown-key at calls.odrer: calls has no option "odrer"; it takes order, extra, among, status, list',
    ],
    [
      { calls: { list: [{ a: null }] } },
      'wrong-type at calls.list.0.a: expected a mapping of arguments, found nothing; for any arguments write a alone',
    ],
    [
      { calls: { list: [{ a: {}, b: {} }] } },
      'wrong-type at calls.list.0: expected a tool, { tool: { argument: value } } or { tool: name, args: …, match: … }, found a mapping with several keys',
    ],
    [
      { calls: { list: [{ tool: 'a', time: 2 }] } },
      'unknown-key at calls.list.0.time: an entry has no option "time"; it takes tool, args, match, exactly, at_least, at_most, times',
    ],
    [
      { calls: { list: [{ tool: 'a', times: 0 }] } },
      'invalid-value at calls.list.0.times: expected a whole number from 1 to 1000, found the number 0; for no such call write never_calls, or not: { calls: … }',
    ],
    [
      { calls: { list: [{ tool: 'a', match: 'exact' }] } },
      'missing-key at calls.list.0.match: match: exact needs args ({} for none)',
    ],
    [
      { calls: { list: [{ a: { b: { $aprox: 1 } } }] } },
      'unknown-key at calls.list.0.a.b.$aprox: there is no matcher $aprox; there are $approx, $one_of, $matches, $any, $optional, $contains, $starts_with, $ends_with, $ignore_case, $gt, $gte, $lt, $lte, $type, $length, $not, $all_of',
    ],
    [{ never_calls: [] }, 'cannot-fail at never_calls: the list of tools is empty'],
    [
      { never_calls: [{ tool: 'a', times: 1 }] },
      'unknown-key at never_calls.0.times: an entry has no option "times"; it takes tool, args, match',
    ],
  ])('%j', (item, mistake) => {
    expect(mistakes(item)).toEqual([mistake])
  })
})
