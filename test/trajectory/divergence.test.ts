import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ContentBlock,
  type Divergence,
  type End,
  firstDivergence,
  type Json,
  type Trajectory,
  type TrajectoryEvent,
} from '../../src/trajectory/index.ts'
import { answer, reply, trial, user } from '../expect/build.ts'
import { type Act, crash, one, together, trialOf } from './acts.ts'
import { anyObject } from './arbitrary.ts'

const between = (baseline: readonly Act[], candidate: readonly Act[]): Divergence | null =>
  firstDivergence(trialOf(baseline), trialOf(candidate))

const get = (id: number): Act => one('get_order', { id })
const long = 'the customer would like to have the money back as soon as possible'
const longer = 'because the parcel came two weeks late they would like a refund now'

describe('where a candidate leaves its baseline', () => {
  it('is nowhere where both did the same', () => {
    expect(between([get(1), 'done'], [get(1), 'done'])).toBeNull()
    expect(firstDivergence(trial([]), trial([]))).toBeNull()
  })

  it('is the same tool with another argument, by the path of the first', () => {
    const found = between(
      [get(1), one('refund', { order: 1, items: [{ sku: 'a' }, { sku: 'b' }] }), 'done'],
      [get(1), one('refund', { order: 1, items: [{ sku: 'a' }, { sku: 'c' }] }), 'done'],
    )
    expect(found).toMatchObject({
      kind: 'argument',
      difference: { path: '.items[1].sku', before: 'b', after: 'c' },
      turn: 1,
      steps: { baseline: 1, candidate: 1 },
      common: 1,
      onlyWords: false,
    })
  })

  it('is never the order of keys', () => {
    expect(
      between([one('refund', { a: 1, b: { c: 2, d: 3 } })], [one('refund', { b: { d: 3, c: 2 }, a: 1 })]),
    ).toBeNull()
  })

  it('is an argument that only one of them gave', () => {
    expect(between([one('refund', { note: null })], [one('refund', {})])).toMatchObject({
      kind: 'argument',
      difference: { path: '.note', before: null, after: undefined },
    })
  })

  it('is another tool', () => {
    expect(between([get(1), 'done'], [one('escalate'), 'done'])).toMatchObject({
      kind: 'tool',
      baseline: { name: 'get_order' },
      candidate: { name: 'escalate' },
      common: 0,
    })
  })

  it('is an answer instead of a call, and the other way round', () => {
    expect(between([get(1), 'done'], ['which order?'])).toMatchObject({
      kind: 'answered',
      baseline: { name: 'get_order' },
      candidate: 'which order?',
    })
    expect(between(['which order?'], [get(1), 'done'])).toMatchObject({
      kind: 'called',
      baseline: 'which order?',
      candidate: { name: 'get_order' },
    })
  })

  it('is the end of one of them', () => {
    expect(between([get(1)], [get(1), get(2)])).toMatchObject({
      kind: 'more',
      candidate: { calls: [{ input: { id: 2 } }] },
      steps: { baseline: 1, candidate: 1 },
    })
    expect(between([get(1), 'done', 'bye'], [get(1), 'done'])).toMatchObject({
      kind: 'fewer',
      baseline: { kind: 'answer', text: 'bye', turn: 2 },
      turn: 2,
      steps: { baseline: 2, candidate: 2 },
    })
  })

  it('is the end of a turn that one of them left without an answer', () => {
    const silent = trial([
      user('a'),
      answer('', { response: null }),
      user('b', 2),
      answer('so', { turn: 2 }),
      reply('so', 2),
    ])
    expect(firstDivergence(trialOf(['hello', 'so']), silent)).toMatchObject({
      kind: 'fewer',
      turn: 1,
      steps: { baseline: 0, candidate: 0 },
    })
  })

  it('is a crash before the next step, whichever side has it', () => {
    const whole = trialOf([get(1), 'done'])
    const broken = trialOf([get(1)], { end: crash })
    expect(firstDivergence(whole, broken)).toMatchObject({
      kind: 'ended',
      baseline: { kind: 'completed' },
      candidate: { code: 'crash' },
      steps: { baseline: 1, candidate: 1 },
    })
    expect(firstDivergence(broken, whole)).toMatchObject({ kind: 'ended', candidate: { kind: 'completed' } })
  })

  it('is another end after the same steps; what its message says does not count', () => {
    const late = { ...crash, code: 'timeout' }
    const ended = (end: End): Trajectory => trialOf([get(1), 'done'], { end })
    expect(firstDivergence(ended(crash), ended(late))).toMatchObject({
      kind: 'ended',
      steps: { candidate: 2 },
    })
    expect(firstDivergence(ended(crash), ended({ ...crash, message: 'another id' }))).toBeNull()
  })
})

describe('what is said', () => {
  it('beside a call does not count', () => {
    const acts = [get(1), 'done']
    expect(
      firstDivergence(trialOf(acts, { text: 'I look' }), trialOf(acts, { text: 'One moment' })),
    ).toBeNull()
  })

  it('in an answer counts where all that was done is the same, from where it differs', () => {
    expect(between([get(1), 'It was delivered.'], [get(1), 'It was lost.'])).toMatchObject({
      kind: 'answer',
      from: 7,
      steps: { candidate: 1 },
      onlyWords: true,
    })
  })

  it('counts after what is done in a later turn', () => {
    expect(between(['hello', get(1), 'done'], ['hi there', get(2), 'done'])).toMatchObject({
      kind: 'argument',
      turn: 2,
      common: 1,
    })
  })

  it('in sentences of an argument counts so, too', () => {
    const noted = (note: string): Act => one('refund', { id: 1, note })
    expect(between([noted(long), get(1)], [noted(longer), get(2)])).toMatchObject({
      difference: { path: '.id' },
    })
    expect(between([noted(long), get(1)], [noted(longer), get(1)])).toMatchObject({
      kind: 'argument',
      difference: { path: '.note' },
      onlyWords: true,
    })
    expect(between([noted(long), get(1)], [noted('late'), get(2)])).toMatchObject({
      difference: { path: '.note' },
    })
  })
})

describe('what tools return', () => {
  const told = (result: Json, status: 'ok' | 'error' | 'unanswered' = 'ok'): Act =>
    one('get_order', { id: 1 }, { result, status })

  it('is a divergence where both did and said the same: the world differed', () => {
    expect(
      between([told('{"status":"sent","n":1}'), 'done'], [told('{"n":1,"status":"lost"}'), 'done']),
    ).toMatchObject({
      kind: 'result',
      tool: 'get_order',
      difference: { path: '.status', before: 'sent', after: 'lost' },
      onlyWords: true,
    })
  })

  it('is the same in a text and in the only block of a list', () => {
    expect(between([told('{"a":1}')], [told([{ type: 'text', text: '{ "a": 1 }' }])])).toBeNull()
  })

  it('is not the same as an error of the same text', () => {
    expect(between([told('no')], [told('no', 'error')])).toMatchObject({ kind: 'result' })
  })

  it('says nothing where there is no answer', () => {
    expect(between([told('no')], [told(null, 'unanswered')])).toBeNull()
  })

  it('is named where the agent leaves after it, and not where it left before', () => {
    expect(between([told('5'), get(2)], [told('6'), get(3)])?.told.result).toMatchObject({
      tool: 'get_order',
      steps: { candidate: 0 },
      difference: { before: '5', after: '6' },
    })
    expect(between([get(2), told('5')], [get(3), told('6')])?.told.result).toBeNull()
  })
})

it('the first turn in which the user said something else is named', () => {
  const turns = (words: string): Trajectory =>
    trial([user('a'), reply('x'), user(words, 2), reply(words, 2), user('c', 3)])
  expect(firstDivergence(turns('b'), turns('no'))?.told.userTurn).toBe(2)
  expect(between(['a'], ['b'])?.told.userTurn).toBeNull()
})

describe('calls made together', () => {
  it('have no order', () => {
    expect(between([together(['a'], ['b'], ['b'])], [together(['b'], ['a'], ['b'])])).toBeNull()
  })

  it('are the same as calls made one after the other', () => {
    expect(
      between([together(['a'], ['b']), one('c'), 'done'], [one('b'), one('a'), one('c'), 'done']),
    ).toBeNull()
  })

  it('are as many as there are', () => {
    expect(between([together(['a'], ['a']), 'done'], [one('a'), 'done'])).toMatchObject({
      kind: 'answered',
      baseline: { name: 'a' },
    })
  })

  it('differ in the one that the other side has not made', () => {
    const found = between([together(['a'], ['b', { x: 1 }])], [together(['b', { x: 2 }], ['a'])])
    expect(found).toMatchObject({ kind: 'argument', candidate: { name: 'b' }, difference: { path: '.x' } })
  })

  it('are held against those of the same tool before those of another', () => {
    const found = between([together(['a'], ['b', { x: 1 }])], [together(['c'], ['b', { x: 2 }])])
    expect(found).toMatchObject({ kind: 'argument', candidate: { name: 'b' } })
  })
})

describe('sub-agents', () => {
  const asks = (said: string): Json => ({ role: 'user', content: said })
  const use = (name: string, id: string, input: Json): ContentBlock => ({ type: 'tool_use', id, name, input })
  const model = (said: string, content: readonly ContentBlock[]): TrajectoryEvent =>
    answer('', { request: { messages: [asks(said)] }, response: { role: 'assistant', content } })
  const delegating = (helpers: readonly (readonly [task: string, id: number])[], last = 'done'): Trajectory =>
    trial([
      user('hi'),
      model('hi', [use('delegate', 'm', {})]),
      ...helpers.map(([task, id]) => model(task, [use('get_order', `${task}-${id}`, { id })])),
      reply(last),
    ])

  it('are held against each other by what they were asked, in whatever order they began', () => {
    expect(
      firstDivergence(
        delegating([
          ['x', 1],
          ['y', 2],
        ]),
        delegating([
          ['y', 2],
          ['x', 1],
        ]),
      ),
    ).toBeNull()
    expect(
      firstDivergence(
        delegating([
          ['x', 1],
          ['y', 2],
        ]),
        delegating([
          ['y', 2],
          ['x', 3],
        ]),
      ),
    ).toMatchObject({
      kind: 'argument',
      subAgent: 2,
      difference: { before: 1, after: 3 },
      steps: { candidate: 0 },
      common: 3,
    })
  })

  it('count before what the main agent says, and after what it does', () => {
    expect(firstDivergence(delegating([['x', 1]]), delegating([['x', 2]], 'other words'))?.kind).toBe(
      'argument',
    )
    const other = trial([
      user('hi'),
      model('hi', [use('look', 'm', {})]),
      model('x', [use('get_order', 'h', { id: 2 })]),
    ])
    expect(firstDivergence(delegating([['x', 1]]), other)).toMatchObject({ kind: 'tool', subAgent: null })
  })

  it('may be more or fewer', () => {
    expect(firstDivergence(delegating([]), delegating([['x', 1]]))).toMatchObject({
      kind: 'more',
      subAgent: 1,
    })
    expect(firstDivergence(delegating([['x', 1]]), delegating([]))).toMatchObject({
      kind: 'fewer',
      subAgent: 1,
    })
  })
})

it('arguments nested deeper than any stack are compared as a whole', () => {
  const nest = (leaf: Json): Json => {
    let value = leaf
    for (let depth = 0; depth < 20_000; depth++) value = [value]
    return value
  }
  expect(between([one('a', { x: nest(1) })], [one('a', { x: nest(1) })])).toBeNull()
  expect(between([one('a', { x: nest(1) })], [one('a', { x: nest(2) })])).toMatchObject({
    kind: 'argument',
    difference: { path: '.' },
  })
})

const MIRRORED: Readonly<Record<string, string>> = {
  answered: 'called',
  called: 'answered',
  more: 'fewer',
  fewer: 'more',
}

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.oneof(anyObject, fc.constantFrom({}, { x: 1 }))), {
    minLength: 1,
    maxLength: 3,
  }),
  fc.constantFrom('yes', 'no', long, ''),
)
const anyTrial = fc
  .tuple(fc.array(anyAct, { maxLength: 6 }), fc.boolean())
  .map(([acts, isBroken]) => trialOf(acts, isBroken ? { end: crash } : {}))

describe('of any two trials', () => {
  it('one left itself nowhere', () => {
    fc.assert(fc.property(anyTrial, (one) => firstDivergence(one, one) === null))
  })

  it('each left the other at the same place, in the mirrored way', () => {
    fc.assert(
      fc.property(anyTrial, anyTrial, (one, other) => {
        const there = firstDivergence(one, other)
        const back = firstDivergence(other, one)
        expect(back?.kind).toBe(there === null ? undefined : (MIRRORED[there.kind] ?? there.kind))
        const { baseline, candidate } = there?.steps ?? {}
        expect(back?.steps).toEqual(there === null ? undefined : { baseline: candidate, candidate: baseline })
      }),
    )
  })

  it('the ids of the provider change nothing', () => {
    fc.assert(
      fc.property(
        fc.array(anyAct, { maxLength: 6 }),
        (acts) => firstDivergence(trialOf(acts), trialOf(acts)) === null,
      ),
    )
  })
})
