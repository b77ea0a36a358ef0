import { describe, expect, test } from 'vitest'
import { call, expected, find, said, verdict } from '../build.ts'

const refund = said('Done.', [
  call('get_order', { order_id: 'A-1001' }),
  call('issue_refund', { order_id: 'A-1001', amount: 94.9, note: 'late' }),
  call('notify', { channel: 'mail', to: 'x@y.z' }),
])

describe('calls in any order', () => {
  test('hold when each entry has a call of its own', () => {
    expect(verdict({ calls: { list: ['notify', 'get_order'] } }, refund)).toBe(
      'holds: every call of the list was made',
    )
    expect(find({ calls: { list: ['notify', 'get_order'] } }, refund).events).toEqual([1, 3])
  })

  test('a miss names the nearest call and the first argument that differs', () => {
    const args = { order_id: 'A-1001', amount: { $approx: 49.9, $within: 0.01 } }
    const item = { calls: { list: ['get_order', { issue_refund: args }] } }
    expect(verdict(item, refund)).toBe(
      'fails: issue_refund: no call matches; nearest is call 2 (event 2): .amount expected about 49.9 (±0.01), found 94.9',
    )
    expect(find(item, refund).events).toEqual([2])
  })

  test('the nearest call is the one that differs in the fewest arguments', () => {
    const trajectory = said('', [call('f', { a: 1, b: 9, c: 9 }), call('f', { a: 9, b: 2, c: 3 }), call('g')])
    expect(verdict({ calls: { list: [{ f: { a: 1, b: 2, c: 3 } }] } }, trajectory)).toBe(
      'fails: f: no call matches; nearest is call 2 (event 2): .a expected 1, found 9',
    )
  })

  test('a tool that was never called is said to be so', () => {
    expect(verdict({ calls: { list: ['escalate', 'get_order'] } }, refund)).toBe(
      'fails: escalate: never called',
    )
  })

  test('an entry that takes everything leaves a call to the one that is choosy', () => {
    const trajectory = said('', [call('search', { q: 'a' }), call('search', { q: 'b' })])
    expect(find({ calls: { list: ['search', { search: { q: 'a' } }] } }, trajectory).score).toBe(1)
    expect(find({ calls: { list: [{ search: { q: 'b' } }, 'search'] } }, trajectory).score).toBe(1)
  })

  test('one call does not answer two entries', () => {
    const once = said('', [call('search', { q: 'a' })])
    expect(verdict({ calls: { list: ['search', { search: { q: 'a' } }] } }, once)).toBe(
      'fails: search({q: "a"}): call 1 (event 1) matches, but it answers another entry of the list',
    )
  })

  test('other calls are denied by name', () => {
    expect(verdict({ calls: { extra: 'deny', list: ['get_order', 'notify'] } }, refund)).toBe(
      'fails: call 2 (event 2) is not expected: issue_refund({order_id: "A-1001", amount: 94.9, note: "late"})',
    )
  })

  test('of an empty list are none', () => {
    expect(verdict({ calls: { extra: 'deny', list: [] } }, said('hi'))).toBe('holds: no such call was made')
    expect(verdict({ calls: { order: 'exact', list: [] } }, said('hi', [call('f', { a: 1 })]))).toBe(
      'fails: call 1 (event 1) is not expected: f({a: 1})',
    )
  })

  test('look only among some tools', () => {
    const item = {
      calls: { among: ['get_order', 'issue_refund'], extra: 'deny', list: ['get_order', 'issue_refund'] },
    }
    expect(find(item, refund).score).toBe(1)
  })

  test('look only at calls that ended one way', () => {
    const trajectory = said('', [call('f', { n: 1 }, { status: 'error' }), call('f', { n: 2 }), call('g')])
    expect(find({ calls: { status: 'ok', extra: 'deny', list: ['f', 'g'] } }, trajectory).score).toBe(1)
    expect(
      find({ calls: { status: 'error', extra: 'deny', list: [{ f: { n: 1 } }] } }, trajectory).score,
    ).toBe(1)
    expect(verdict({ calls: { status: 'error', list: ['g'] } }, trajectory)).toBe(
      'fails: g: no call with status error',
    )
  })

  test('an exact entry allows no other arguments', () => {
    const exact = { tool: 'notify', args: { channel: 'mail' }, match: 'exact' }
    expect(verdict({ calls: { list: [exact] } }, refund)).toBe(
      'fails: notify: no call matches; nearest is call 3 (event 3): .to expected nothing, found "x@y.z"',
    )
    expect(find({ calls: { list: [{ ...exact, match: 'partial' }] } }, refund).score).toBe(1)
  })

  test('arguments that are not a mapping differ as a whole', () => {
    const broken = said('', [call('f', '{"a":')])
    expect(verdict({ calls: { list: [{ f: { a: 1 } }] } }, broken)).toBe(
      'fails: f: no call matches; nearest is call 1 (event 1): the arguments expected a mapping of arguments, found "{\\"a\\":"',
    )
  })
})

describe('an entry with times', () => {
  const twice = said('', [call('f', { a: 1 }), call('f', { a: 2 })])
  test.each([
    [{ tool: 'f', times: 2 }, 'holds: every call of the list was made'],
    [{ tool: 'f', times: 3 }, 'fails: f: expected 3 calls, found 2: call 1 (event 1), call 2 (event 2)'],
    [{ tool: 'f', times: 1 }, 'fails: call 2 (event 2) is one more than the 1 expected of f: f({a: 2})'],
    [{ tool: 'f', args: { a: 2 }, times: 1 }, 'holds: every call of the list was made'],
  ])('%j %s', (entry, line) => {
    expect(verdict({ calls: { list: [entry] } }, twice)).toBe(line)
  })

  test('counts the calls that no other entry answers', () => {
    const list = [{ tool: 'f', times: 1 }, { f: { a: 2 } }]
    expect(find({ calls: { list } }, twice).score).toBe(1)
    expect(find({ calls: { order: 'in_order', list } }, twice).score).toBe(1)
  })
})

describe('calls in order', () => {
  test('may have others between them', () => {
    expect(find({ calls: { order: 'in_order', list: ['get_order', 'notify'] } }, refund).score).toBe(1)
  })

  test('in the wrong order fail and say so', () => {
    expect(verdict({ calls: { order: 'in_order', list: ['notify', 'get_order'] } }, refund)).toBe(
      'fails: get_order: call 1 (event 1) matches, but not in this order',
    )
  })

  test('are aligned at best, not at the first that fits', () => {
    const trajectory = said(
      '',
      ['a', 'b', 'a', 'c'].map((name) => call(name)),
    )
    expect(find({ calls: { order: 'in_order', list: ['b', 'a', 'c'] } }, trajectory).score).toBe(1)
  })

  test('deny others too', () => {
    expect(
      verdict({ calls: { order: 'in_order', extra: 'deny', list: ['get_order', 'notify'] } }, refund),
    ).toBe(
      'fails: call 2 (event 2) is not expected: issue_refund({order_id: "A-1001", amount: 94.9, note: "late"})',
    )
  })
})

describe('exact calls', () => {
  const abc = said(
    '',
    ['a', 'b', 'c'].map((name) => call(name)),
  )
  test.each([
    [['a', 'b', 'c'], 'holds: every call of the list was made'],
    [['a', 'c'], 'fails: call 2 (event 2) is not expected: b({})'],
    [['a', 'x', 'b', 'c'], 'fails: x: never called'],
    [['a', 'x', 'c'], 'fails: x expected, found call 2 (event 2) b({})'],
    [['b', 'c'], 'fails: call 1 (event 1) is not expected: a({})'],
    [
      ['a', { b: { q: 1 } }, 'c'],
      'fails: b: no call matches; nearest is call 2 (event 2): .q expected 1, found nothing',
    ],
    [
      [],
      'fails: call 1 (event 1) is not expected: a({}); call 2 (event 2) is not expected: b({}); call 3 (event 3) is not expected: c({})',
    ],
  ])('%j %s', (list, line) => {
    expect(verdict({ calls: { order: 'exact', list } }, abc)).toBe(line)
  })

  test('many differences are cut to the first few', () => {
    const list = ['p', 'q', 'r', 's', 't', 'u', 'v']
    expect(verdict({ calls: { order: 'exact', list } }, said(''))).toBe(
      'fails: p: never called; q: never called; r: never called; s: never called; t: never called; and 2 more',
    )
  })
})

describe('never_calls', () => {
  test('holds where the tool was not called', () => {
    expect(verdict({ never_calls: 'escalate' }, refund)).toBe('holds: no such call was made')
  })

  test('names the call', () => {
    expect(verdict({ never_calls: ['escalate', { notify: { channel: 'mail' } }] }, refund)).toBe(
      'fails: call 3 (event 3) is notify({channel: "mail", to: "x@y.z"})',
    )
    expect(find({ never_calls: ['notify', 'get_order'] }, refund).events).toEqual([1, 3])
  })

  test('with arguments leaves other calls of the tool alone', () => {
    expect(find({ never_calls: { notify: { channel: 'sms' } } }, refund).score).toBe(1)
  })
})

test('an item in a few words', () => {
  const text = (item: unknown): string => find(item, said('')).text
  const list = ['get', { set: { a: { $approx: 1 } } }, { tool: 'f', args: {}, match: 'exact', times: 2 }]
  expect(text({ calls: { order: 'in_order', extra: 'deny', list } })).toBe(
    'calls get, set({a: {$approx: 1}}), f({} exactly) ×2 (in_order; no others)',
  )
  expect(text({ calls: { order: 'exact', status: 'ok', among: ['a'], list: [] } })).toBe(
    'calls nothing (exact; among a; status ok)',
  )
  expect(text({ never_calls: 'escalate' })).toBe('never calls escalate')
  expect(expected({ never_calls: 'escalate' }).name).toBe('never_calls')
})
