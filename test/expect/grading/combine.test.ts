import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { call, find, mistakes, said, verdict } from '../build.ts'

const paris = { ...said('Paris', [call('search')]), latencyMs: null }
const yes = { contains: 'Paris' }
const no = { contains: 'Rome' }
const unclear = { max_latency: '5s' }

describe('combinations', () => {
  test.each([
    [{ not: no }, 'holds: as it should not: the final output does not contain "Rome"; it is "Paris"'],
    [{ not: yes }, 'fails: it holds, but should not: the final output contains "Paris"'],
    [
      { all_of: [yes, no] },
      'fails: contains "Rome": the final output does not contain "Rome"; it is "Paris"',
    ],
    [
      { all_of: [yes, { never_calls: 'f' }] },
      'holds: contains "Paris": the final output contains "Paris"; never calls f: no such call was made',
    ],
    [{ any_of: [no, yes] }, 'holds: contains "Paris": the final output contains "Paris"'],
    [
      { any_of: [no, { never_calls: 'search' }] },
      'fails: contains "Rome": the final output does not contain "Rome"; it is "Paris"; never calls search: call 1 (event 1) is search({})',
    ],
  ])('%j %s', (item, line) => {
    expect(verdict(item, paris)).toBe(line)
  })

  test('rest on the events of their parts', () => {
    expect(find({ any_of: [no, { never_calls: 'search' }] }, paris).events).toEqual([1, 4])
  })

  test.each([
    [{ not: unclear }, 'unknown'],
    [{ all_of: [yes, unclear] }, 'unknown'],
    [{ all_of: [no, unclear] }, 'fails'],
    [{ any_of: [no, unclear] }, 'unknown'],
    [{ any_of: [yes, unclear] }, 'holds'],
  ])('%j with an unknown part %s', (item, word) => {
    expect(verdict(item, paris).split(':')[0]).toBe(word)
  })

  test('are named with their parts', () => {
    expect(find({ not: { all_of: [yes, { any_of: [no, { matches: 'x' }] }] } }, paris).text).toBe(
      'not (all of (contains "Paris"; any of (contains "Rome"; matches "x")))',
    )
  })

  test.each([
    [{ all_of: [] }, 'cannot-fail at all_of: the list of expectations is empty'],
    [{ any_of: yes }, 'wrong-type at any_of: expected a list of expectations, found a mapping'],
    [{ at_least: 0, of: [yes] }, 'cannot-fail at at_least: at least 0 of them always hold'],
    [{ at_least: 3, of: [yes, no] }, 'cannot-hold at at_least: 3 of 2 can never hold'],
    [
      { at_least: 1.5, of: [yes] },
      'invalid-value at at_least: expected a whole number, found the number 1.5',
    ],
    [{ at_least: [yes], of: [yes] }, 'wrong-type at at_least: expected a whole number, found a list'],
    [{ at_least: 1, of: [] }, 'cannot-fail at of: the list of expectations is empty'],
    [{ at_least: 1 }, 'missing-key at of: expected a list of expectations beside it:  of: [ … ]'],
    [{ not: [yes] }, 'wrong-type at not: expected an expectation such as "contains: refund", found a list'],
  ])('%j is refused', (item, mistake) => {
    expect(mistakes(item)).toEqual([mistake])
  })
})

describe('the algebra', () => {
  const leaf = fc.constantFrom<unknown>(yes, no, unclear)
  const { item } = fc.letrec<{ item: unknown }>((tie) => ({
    item: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.record({ not: tie('item') }),
      fc.record({ all_of: fc.array(tie('item'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any_of: fc.array(tie('item'), { minLength: 1, maxLength: 3 }) }),
      fc
        .record({
          at_least: fc.integer({ min: 1, max: 3 }),
          of: fc.array(tie('item'), { minLength: 1, maxLength: 3 }),
        })
        .map(({ at_least, of }) => ({ at_least: Math.min(at_least, of.length), of })),
    ),
  }))
  const word = (each: unknown): string => verdict(each, paris).split(':')[0] ?? ''

  test('not is an involution and swaps holds and fails', () => {
    fc.assert(
      fc.property(item, (each) => {
        const turned = { holds: 'fails', fails: 'holds', unknown: 'unknown' }[word(each)]
        expect(word({ not: each })).toBe(turned)
        expect(word({ not: { not: each } })).toBe(word(each))
      }),
    )
  })

  test('all_of and any_of are each other’s mirror', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 3 }), (parts) => {
        const mirrored = { not: { any_of: parts.map((part) => ({ not: part })) } }
        expect(word({ all_of: parts })).toBe(word(mirrored))
      }),
    )
  })

  test('at_least is any_of at one, all_of at all, and the mirror of the rest', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 4 }), fc.nat(3), (parts, more) => {
        const count = Math.min(more + 1, parts.length)
        const rest = { at_least: parts.length - count + 1, of: parts.map((part) => ({ not: part })) }
        expect(word({ at_least: 1, of: parts })).toBe(word({ any_of: parts }))
        expect(word({ at_least: parts.length, of: parts })).toBe(word({ all_of: parts }))
        expect(word({ at_least: count, of: parts })).toBe(word({ not: rest }))
      }),
    )
  })
})
