import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesBetween, type Json, showSteps } from '../../../src/trajectory/index.ts'
import { anyObject } from '../../trajectory/arbitrary.ts'
import { call, find, mistakes, trial, verdict } from '../build.ts'

/** A trial whose one call led from one state to the other. */
const ledFrom = (before: Json, after: Json) =>
  trial([
    call('do', {}, { changes: changesBetween(before, after) }),
    { type: 'state', turn: 1, atMs: null, state: after },
  ])

describe('state', () => {
  it('holds for what is there, and names all that changed besides', () => {
    fc.assert(
      fc.property(anyObject, anyObject, (before, after) => {
        const played = ledFrom(before, after)
        const paths = Object.entries(after).filter(([, value]) => !JSON.stringify(value).includes('"$'))
        const named = Object.fromEntries(paths.map(([key, value]) => [showSteps([key]), value]))
        if (paths.length > 0) expect(verdict({ state: named }, played)).toMatch(/^holds/)
        const changes = changesBetween(before, after)
        const { holds, reason, events } = find({ state: {}, only_changes: [] }, played)
        expect(holds).toBe(changes.length === 0)
        expect(events.every((index) => index < played.events.length)).toBe(true)
        if (changes.length > 0) expect(reason).toContain('should not have changed')
        const allowed = changes.map(({ path }) => showSteps(path))
        expect(verdict({ state: {}, only_changes: allowed }, played)).toMatch(/^holds/)
      }),
    )
  })

  it('lets a path be allowed that goes deeper than what was made or taken away', () => {
    const [without, withIt] = [{}, { refunds: { a: { amount: 1, by: 'x' } } }]
    for (const played of [ledFrom(without, withIt), ledFrom(withIt, without)]) {
      expect(verdict({ state: {}, only_changes: ['refunds.a.amount', 'refunds.a.by'] }, played)).toMatch(
        /^holds/,
      )
      expect(verdict({ state: {}, only_changes: ['refunds.a.amount'] }, played)).toContain(
        'refunds.a.by should not have changed',
      )
    }
  })

  it('is not fooled by the names of prototypes', () => {
    const played = ledFrom({}, { a: 1 })
    for (const path of ['constructor', '__proto__', 'a.toString', 'hasOwnProperty']) {
      expect(verdict({ state: { [path]: { $any: true } } }, played)).toContain('found nothing')
    }
  })

  it('says a few of many complaints, and how many more there are', () => {
    const before = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`k${index}`, 0]))
    const after = Object.fromEntries(Object.keys(before).map((key) => [key, 1]))
    const { reason } = find({ state: {}, only_changes: [] }, ledFrom(before, after))
    expect(reason).toMatch(/; and 4 more$/)
  })

  it('keeps a reason short whatever is in the state', () => {
    const huge = 'x'.repeat(1_000_000)
    const { reason } = find(
      { state: { [`a["${huge}"]`]: 1 } },
      ledFrom({ a: {} }, { a: { [`y${huge}`]: huge } }),
    )
    expect(reason.length).toBeLessThan(1000)
  })

  it.each([
    [
      { state: [] },
      'wrong-type at state: expected paths into the state, each with its pattern, found a list',
    ],
    [{ state: {} }, 'cannot-fail at state: nothing is expected of the state'],
    [
      { state: { 'a..b': 1 } },
      'invalid-value at state.a..b: expected a path such as orders.A-1001.items[0], found "a..b"',
    ],
    [{ state: { a: { $approx: 'x' } } }, 'invalid-value at state.a.$approx: $approx takes a number'],
    [
      { state: {}, only_changes: 'a' },
      'wrong-type at only_changes: expected a list of paths into the state, found "a"',
    ],
    [
      { state: {}, only_changes: [1] },
      'wrong-type at only_changes.0: expected a path into the state, found the number 1',
    ],
    [
      { state: { a: 1 }, only: [] },
      'unknown-key at only: state has no option "only"; it takes absent, only_changes, required, weight',
    ],
  ])('%j is refused', (item, message) => expect(mistakes(item)).toEqual([message]))
})
