import { describe, expect, test } from 'vitest'
import { scoreTrial } from '../../src/expect/index.ts'
import type { Json } from '../../src/trajectory/index.ts'
import {
  answer,
  call,
  expected,
  final,
  find,
  measuresOf,
  mistakes,
  reply,
  said,
  score,
  trial,
  user,
  verdict,
} from './build.ts'
import { cpuMs } from './cpu.ts'

describe('a trial', () => {
  const done = said('All done.', [call('f')])

  test('passes when everything holds', () => {
    expect(score([{ contains: 'done' }, { max_tool_calls: 1 }], done)).toMatchObject({
      outcome: 'pass',
      reason: null,
    })
  })

  test('fails with the first expectation that does not hold, and scores all', () => {
    const result = score([{ contains: 'done' }, { never_calls: 'f' }, { equals: 'x' }], done)
    expect(result.outcome).toBe('fail')
    expect(result.reason).toBe('never calls f: call 1 (event 1) is f({})')
    expect(result.expectations.map((each) => each.score)).toEqual([1, 0, 0])
    expect(result.expectations[1]).toEqual({
      name: 'never_calls',
      required: true,
      weight: 1,
      holds: false,
      text: 'never calls f',
      turn: null,
      line: 1,
      column: 1,
      score: 0,
      reason: 'call 1 (event 1) is f({})',
      events: [1],
    })
  })

  test('is unscored when nothing fails but something is unknown', () => {
    const unknown = { ...done, latencyMs: null }
    const result = score([{ contains: 'done' }, { max_latency: '5s' }], unknown)
    expect(result.outcome).toBe('unscored')
    expect(result.reason).toBe('max_latency 5s: the latency is unknown: nobody measured it')
    expect(score([{ max_latency: '5s' }, { contains: 'gone' }], unknown).outcome).toBe('fail')
  })

  test('that ended in an error is an error, whatever its expectations say', () => {
    const end = {
      kind: 'error',
      code: 'provider-failure',
      message: '529 overloaded',
      transient: true,
    } as const
    expect(score([{ contains: 'done' }], { ...done, end })).toEqual({
      outcome: 'error',
      reason: '529 overloaded',
      score: null,
      expectations: [],
    })
  })

  test('in which the agent failed is a fail, though its expectations hold', () => {
    const end = { kind: 'agent_failure', code: 'timeout', message: 'no answer in 60s' } as const
    const result = score([{ contains: 'done' }], { ...done, end })
    expect(result).toMatchObject({ outcome: 'fail', reason: 'no answer in 60s' })
    expect(result.expectations[0]?.score).toBe(1)
  })

  test('of which nothing was expected is never a pass', () => {
    expect(score([], done)).toEqual({
      outcome: 'unscored',
      reason: 'nothing was expected',
      score: null,
      expectations: [],
    })
  })
})

describe('an expectation on a turn', () => {
  const two = trial([
    user('a'),
    call('f'),
    answer('first'),
    reply('first'),
    user('b', 2),
    call('g', {}, { turn: 2 }),
    answer('second', { turn: 2 }),
    reply('second', 2),
    final('second', 2),
  ])

  test('sees the reply, the messages and the calls of that turn alone', () => {
    expect(find({ equals: 'first' }, two, 1)).toMatchObject({ score: 1, events: [3], turn: 1 })
    expect(find({ equals: 'second' }, two, 2)).toMatchObject({ score: 1, events: [7] })
    expect(find({ contains: 'first', on: 'any_message' }, two, 2).score).toBe(0)
    expect(find({ never_calls: 'f' }, two, 2).score).toBe(1)
    expect(find({ contains: 'first', on: 'turn 1' }, two, 2).score).toBe(0)
  })

  test('refers to events of the whole trial', () => {
    expect(verdict({ never_calls: 'g' }, two, 2)).toBe('fails: call 1 (event 5) is g({})')
    expect(find({ never_calls: 'g' }, two, 2).events).toEqual([5])
    expect(find({ stop_reason: 'refusal' }, two, 1).events).toEqual([2])
  })

  test('says the turn in the reason of the trial', () => {
    const result = scoreTrial(
      two,
      { expect: [expected({ never_calls: 'g' }, 2)], minScore: null },
      measuresOf(two),
    )
    expect(result.reason).toBe('turn 2: never calls g: call 1 (event 5) is g({})')
  })

  test('does not hold when the turn never came', () => {
    expect(verdict({ never_calls: 'g' }, two, 3)).toBe('fails: turn 3 never came')
    expect(verdict({ not: { contains: 'x' } }, two, 3)).toBe('fails: turn 3 never came')
  })
})

describe('hostile trials', () => {
  test('a megabyte of output is searched quickly and shown in short', () => {
    const huge = said('x,X '.repeat(250_000))
    const ignore = ['case', 'commas', 'whitespace']
    const spent = cpuMs(() => {
      for (const item of [{ contains: 'needle', ignore }, { matches: 'n.*e.*e' }, { equals: 'y', ignore }]) {
        const { score: result, reason } = find(item, huge)
        expect(result).toBe(0)
        expect(reason.length).toBeLessThan(600)
      }
    })
    expect(spent).toBeLessThan(5000)
  })

  test('a regular expression that backtracking would never finish takes no time', () => {
    const trap = `${'a'.repeat(50_000)}!`
    const args = { q: { $matches: '^(a|a)*$' } }
    const spent = cpuMs(() => {
      expect(find({ matches: '^(a+)+$' }, said(trap)).score).toBe(0)
      expect(find({ calls: { list: [{ f: args }] } }, said('', [call('f', { q: trap })])).score).toBe(0)
    })
    expect(spent).toBeLessThan(5000)
  })

  test('arguments thousands of levels deep are compared and shown', () => {
    const deep = nest(5000)
    const trajectory = said('', [call('f', { deep })])
    expect(find({ calls: { list: ['f'], extra: 'deny' } }, trajectory).score).toBe(1)
    expect(verdict({ calls: { list: [{ f: { deep: nest(50) } }] } }, trajectory)).toContain(
      'expected null, found [[[[[[[…]]]]]]]',
    )
    expect(verdict({ never_calls: 'f' }, trajectory)).toBe(
      'fails: call 1 (event 1) is f({deep: [[[[[[…]]]]]]})',
    )
  })

  test('a pattern thousands of levels deep is refused', () => {
    expect(mistakes({ calls: { list: [{ f: { deep: nest(5000) } }] } })).toEqual([
      'invalid-value at .: the expectation is nested more than 100 levels deep',
    ])
  })

  test('lone surrogates and control characters are shown escaped', () => {
    expect(verdict({ equals: 'a' }, said('\ud800\u001b[31m'))).toBe(
      'fails: the final output does not equal "a"; it is "\\ud800\\u001b[31m"',
    )
    const half = said(`${'x'.repeat(119)}😀`)
    expect(find({ equals: 'a' }, half).reason.isWellFormed()).toBe(true)
  })

  test('a tool named like a member of every object is a tool', () => {
    const odd = said('', [call('constructor'), call('__proto__', JSON.parse('{"__proto__": 1}') as Json)])
    const list = JSON.parse('["constructor", {"__proto__": {"__proto__": 1}}]') as unknown[]
    expect(find({ calls: { order: 'exact', list } }, odd).score).toBe(1)
    expect(find({ never_calls: 'toString' }, odd).score).toBe(1)
  })

  test('thousands of calls are matched in time', () => {
    const many = said(
      '',
      Array.from({ length: 3000 }, (_, n) => call('f', { n })),
    )
    const list = Array.from({ length: 20 }, (_, n) => ({ f: { n: n * 7 } }))
    const spent = cpuMs(() => {
      for (const order of ['any_order', 'in_order'])
        expect(find({ calls: { order, list } }, many).score).toBe(1)
    })
    expect(spent).toBeLessThan(5000)
  })
})

function nest(levels: number): Json {
  let value: Json = null
  for (let level = 0; level < levels; level++) value = [value]
  return value
}
