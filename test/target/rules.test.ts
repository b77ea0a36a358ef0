import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MockRule } from '../../src/suite/index.ts'
import { answerOf, ruleFor } from '../../src/target/rules.ts'
import type { Json, JsonObject } from '../../src/trajectory/index.ts'
import { anyJson } from '../trajectory/arbitrary.ts'

const STATE = {
  orders: { 'A-1': { status: 'delivered', paid: 49.9 }, 'A-2': { status: 'shipped' } },
  log: [],
}

const rule = (more: Partial<MockRule> & { readonly return?: Json; readonly error?: string }): MockRule => {
  const { return: value = null, error, ...rest } = more
  const answer = error === undefined ? { kind: 'return', value } : { kind: 'error', message: error }
  return { when: null, answer, latencyMs: 0, ...rest } as MockRule
}

const effects = (over: Partial<MockRule['effects']>) => ({
  effects: { set: {}, append: {}, delete: [], ...over },
})

describe('a rule with a condition', () => {
  const answers = (condition: JsonObject, input: Json): boolean =>
    ruleFor([rule({ if: condition })], input, STATE) !== undefined

  it.each<[JsonObject, Json, boolean]>([
    [{ 'orders.{{id}}.status': 'delivered' }, { id: 'A-1' }, true],
    [{ 'orders.{{id}}.status': 'delivered' }, { id: 'A-2' }, false],
    [{ 'orders.{{id}}.status': 'delivered' }, { id: 'A-3' }, false],
    [{ 'orders.{{id}}.status': 'delivered' }, {}, false],
    [{ 'orders.{{id}}.status': 'delivered' }, 'no mapping', false],
    [{ 'orders.{{id}}.paid': '{{amount}}' }, { id: 'A-1', amount: 49.9 }, true],
    [{ 'orders.{{id}}.paid': '{{amount}}' }, { id: 'A-1', amount: '49.9' }, false],
    [{ 'orders.{{id}}.paid': '{{amount}}' }, { id: 'A-1', amount: { $any: true } }, false],
    [{ 'orders.{{id}}.paid': { $one_of: ['{{a}}', '{{b}}'] } }, { id: 'A-1', a: 1, b: 49.9 }, true],
    [{ 'orders.A-{{n}}.status': { $matches: '^ship' } }, { n: 2 }, true],
    [{ 'orders.{{items[0].id}}': { $any: true } }, { items: [{ id: 'A-2' }] }, true],
    [{ 'orders.{{id}}': { $any: true } }, { id: 'A-1.status' }, false],
    [{ 'orders.{{id}}': { $any: true } }, { id: '__proto__' }, false],
    [{ 'orders.{{id}}': { $any: true } }, { id: { toString: 'A-1' } }, false],
  ])('%j holds for %j: %s', (condition, input, holds) => expect(answers(condition, input)).toBe(holds))
})

describe('the answer of a rule', () => {
  const answer = (given: Parameters<typeof rule>[0], input: Json) => answerOf(rule(given), input, STATE)

  it('has the arguments of the call, each of its own type where it stands alone', () => {
    const value = { a: '{{x}}', b: ['id {{ y.z }} of {{x}}'], c: '\\{{x}}' }
    expect(answer({ return: value }, { x: 7, y: { z: [1] } }).value).toEqual({
      a: 7,
      b: ['id [1] of 7'],
      c: '{{x}}',
    })
    expect(answer({ error: 'no {{x}}' }, { x: 7 })).toMatchObject({ value: 'no 7', isError: true })
  })

  it('reads the world as it is after the change', () => {
    const given = {
      ...effects({
        set: { 'orders.{{id}}.refunded': true, 'refunds.{{id}}': { amount: '{{amount}}' } },
        append: { log: { id: '{{id}}', paid: { $read: 'orders.{{id}}.paid' } } },
        delete: ['orders.{{id}}.status', 'orders.nobody'],
      }),
      return: { order: { $read: 'orders.{{id}}' }, log: { $read: 'log' } },
    }
    const { value, state } = answer(given, { id: 'A-1', amount: 49.9 })
    expect(value).toEqual({ order: { paid: 49.9, refunded: true }, log: [{ id: 'A-1', paid: 49.9 }] })
    expect(state).toEqual({
      orders: { 'A-1': { paid: 49.9, refunded: true }, 'A-2': { status: 'shipped' } },
      log: [{ id: 'A-1', paid: 49.9 }],
      refunds: { 'A-1': { amount: 49.9 } },
    })
  })

  it('is an error and changes nothing where a part of it cannot be', () => {
    const set = { done: true }
    const cases: [Parameters<typeof rule>[0], string][] = [
      [{ ...effects({ set }), return: { $read: 'orders.{{id}}' } }, 'there is nothing at orders.A-9'],
      [{ ...effects({ set }), return: '{{other}}' }, 'the argument "other" is missing'],
      [{ ...effects({ set: { ...set, 'log.x': 1 } }) }, 'log is a list of 0, and x is no place in it'],
      [{ ...effects({ set, append: { orders: 1 } }) }, 'orders is no list'],
      [{ ...effects({ set: { ...set, 'a.{{list}}': 1 } }) }, 'the argument "list" names nothing'],
    ]
    for (const [given, message] of cases) {
      const { value, isError, state } = answer(given, { id: 'A-9', list: [] })
      expect({ isError, state }).toEqual({ isError: true, state: STATE })
      expect(value).toContain(message)
    }
  })

  it('may be an error that changes the world all the same', () => {
    const { isError, state } = answer({ ...effects({ set: { broken: true } }), error: 'timed out' }, {})
    expect({ isError, broken: state['broken'] }).toEqual({ isError: true, broken: true })
  })

  it('never throws and never touches a prototype, whatever the model sends', () => {
    const given = {
      ...effects({ set: { 'orders.{{id}}.{{id}}': '{{value}}' }, append: { log: '{{value}}' } }),
      return: { $read: 'orders.{{id}}' },
    }
    const id = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'A-1'), anyJson)
    fc.assert(
      fc.property(id, anyJson, (id, value) => {
        expect(typeof answer(given, { id, value }).isError).toBe('boolean')
        expect(Object.keys(Object.prototype)).toEqual([])
      }),
    )
  })

  it('refuses what is too deep to keep', () => {
    let deep: Json = 1
    for (let level = 0; level < 20_000; level++) deep = [deep]
    expect(answer({ return: '{{deep}}' }, { deep })).toMatchObject({
      value: 'the argument "deep" is too deep',
      isError: true,
    })
  })
})
