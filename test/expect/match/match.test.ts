import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkArgsPattern, checkPattern, matchArgs } from '../../../src/expect/index.ts'
import { compileMatcher, matchValue } from '../../../src/expect/match/match.ts'
import type { Json, JsonObject } from '../../../src/trajectory/index.ts'

/** `matches`, or the first difference in one line. */
function say(pattern: Json, value: Json): string {
  const result = matchValue(pattern, value)
  return result.ok ? 'matches' : `${result.path} expected ${result.expected}, found ${result.found}`
}

describe('a pattern without matchers', () => {
  test('is equal to itself alone, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        const [one, other] = [left, right].map((value) => JSON.parse(JSON.stringify(value)) as Json)
        fc.pre(!JSON.stringify([one, other]).includes('"$'))
        expect(matchValue(one ?? null, reversed(one ?? null)).ok).toBe(true)
        expect(matchValue(one ?? null, other ?? null).ok).toBe(isDeepStrictEqual(one, other))
      }),
      { numRuns: 500 },
    )
  })

  test.each<[Json, Json, string]>([
    [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }, '.a[0].b expected 1, found 2'],
    [{ a: 1, b: 2 }, { b: 3 }, '.a expected 1, found nothing'],
    [{ a: 1 }, { a: 1, 'two words': 2 }, '["two words"] expected nothing, found 2'],
    [[1, 2], [1], '[1] expected 2, found nothing'],
    [[1], [1, 'x'], '[1] expected nothing, found "x"'],
    [[1], { 0: 1 }, ' expected [1], found {"0": 1}'],
    [{}, [], ' expected {}, found []'],
    [null, 0, ' expected null, found 0'],
    ['1', 1, ' expected "1", found 1'],
    [1.0, 1, 'matches'],
    [-0, 0, 'matches'],
    ['\ud800', '\ud801', ' expected "\\ud800", found "\\ud801"'],
  ])('%j against %j: %s', (pattern, value, line) => {
    expect(say(pattern, value)).toBe(line)
  })

  test('takes __proto__ and constructor as data', () => {
    const proto = JSON.parse('{"__proto__": {"a": 1}}') as Json
    expect(say(proto, proto)).toBe('matches')
    expect(say(proto, {})).toBe('.__proto__ expected {a: 1}, found nothing')
    expect(say({}, proto)).toBe('.__proto__ expected nothing, found {a: 1}')
    expect(say({ constructor: { $any: true } }, {})).toBe('.constructor expected any value, found nothing')
    expect(matchArgs({}, proto, 'exact').ok).toBe(false)
  })
})

describe('a matcher', () => {
  test.each<[Json, Json, string]>([
    [{ $approx: 49.9, $within: 0.01 }, 49.91, 'matches'],
    [{ $approx: 1, $within: 0.1 }, 1.1, 'matches'],
    [{ $approx: 1, $within: 0.1 }, 0.9, 'matches'],
    [{ $approx: 49.9, $within: 0.01 }, 49.92, ' expected about 49.9 (±0.01), found 49.92'],
    [{ $approx: 0.3 }, 0.1 + 0.2, 'matches'],
    [{ $approx: 0.3 }, 0.300001, ' expected about 0.3, found 0.300001'],
    [{ $approx: 1 }, '1', ' expected about 1, found "1"'],
    [{ $one_of: ['a', { $approx: 2 }] }, 2, 'matches'],
    [{ $one_of: ['a', { $approx: 2 }] }, 'b', ' expected one of "a", about 2, found "b"'],
    [{ $matches: '^A-\\d+$' }, 'A-12', 'matches'],
    [{ $matches: '^A' }, 'B', ' expected text that matches "^A", found "B"'],
    [{ $matches: '1' }, 1, ' expected text that matches "1", found 1'],
    [{ a: { $any: true } }, { a: null }, 'matches'],
    [{ a: { $any: true } }, {}, '.a expected any value, found nothing'],
    [{ a: { $optional: 1 } }, {}, 'matches'],
    [{ a: { $optional: 1 } }, { a: 1 }, 'matches'],
    [{ a: { $optional: { b: 1 } } }, { a: { b: 2 } }, '.a.b expected 1, found 2'],
    [{ $contains: 'mail' }, 'by mail', 'matches'],
    [{ $contains: { id: 1 } }, [{ id: 2 }, { id: 1 }], 'matches'],
    [{ $contains: { id: 1 } }, [{ id: 2 }], ' expected something that contains {id: 1}, found [{id: 2}]'],
    [{ $contains: 'mail' }, 'MAIL', ' expected something that contains "mail", found "MAIL"'],
    [{ $contains: 1 }, '1', ' expected something that contains 1, found "1"'],
    [{ a: [{ b: { $one_of: [1, 2] } }] }, { a: [{ b: 2 }] }, 'matches'],
    [{ $gt: 5 }, 5.1, 'matches'],
    [{ $gt: 5 }, 5, ' expected above 5, found 5'],
    [{ $gte: 5 }, 5, 'matches'],
    [{ $gte: 5 }, '6', ' expected at least 5, found "6"'],
    [{ $gte: 1, $lt: 5 }, 1, 'matches'],
    [{ $gte: 1, $lt: 5 }, 5, ' expected at least 1 and below 5, found 5'],
    [{ $lte: 5, $gt: 1 }, 1, ' expected at most 5 and above 1, found 1'],
    [{ a: { $lte: 5 } }, {}, '.a expected at most 5, found nothing'],
    [{ $starts_with: 'A-' }, 'A-1', 'matches'],
    [{ $starts_with: 'A-' }, 'a-1', ' expected text that starts with "A-", found "a-1"'],
    [{ $ends_with: '1' }, 'A-1', 'matches'],
    [{ $ends_with: '1' }, 1, ' expected text that ends with "1", found 1'],
    [{ $ignore_case: 'Paris' }, 'PARIS', 'matches'],
    [{ $ignore_case: 'Paris' }, 'Pari', ' expected "Paris" in capitals or not, found "Pari"'],
    [{ $ignore_case: { $one_of: ['Paris', { $contains: 'Rome' }] } }, 'in ROME', 'matches'],
    [{ $ignore_case: 'a' }, ['a'], ' expected "a" in capitals or not, found ["a"]'],
    [{ $type: 'integer' }, 5, 'matches'],
    [{ $type: 'integer' }, 5.5, ' expected a value of type integer, found 5.5'],
    [{ $type: 'object' }, [], ' expected a value of type object, found []'],
    [{ a: { $type: 'null' } }, {}, '.a expected a value of type null, found nothing'],
    [{ $length: 2 }, [1, 2], 'matches'],
    [{ $length: { $lte: 1 } }, '😀', 'matches'],
    [{ $length: { $gte: 3 } }, 'ab', ' expected something of length at least 3, found length 2'],
    [{ $length: 2 }, 12, ' expected something of length 2, found 12'],
    [{ $not: 'b' }, 'a', 'matches'],
    [{ $not: { $one_of: [1, 2] } }, 2, ' expected not one of 1, 2, found 2'],
    [{ a: { $not: 1 } }, {}, '.a expected not 1, found nothing'],
    [{ a: { $optional: { $not: 1 } } }, {}, 'matches'],
    [{ $all_of: [{ $starts_with: 'A' }, { $length: { $lt: 3 } }] }, 'A1', 'matches'],
    [{ $all_of: [{ $gt: 1 }, { $not: 2 }] }, 2, ' expected not 2, found 2'],
    [{ $all_of: [{ a: { $gt: 1 } }] }, { a: 0 }, '.a expected above 1, found 0'],
  ])('%j against %j: %s', (pattern, value, line) => {
    expect(say(pattern, value)).toBe(line)
  })

  test('and its opposite never both match, and $all_of is the conjunction', () => {
    const pattern = fc.constantFrom<Json>(
      { $gt: 2 },
      { $length: 2 },
      { $ignore_case: 'A' },
      { $type: 'string' },
      { $contains: 1 },
      null,
      'a',
    )
    const value = fc.oneof(
      fc.integer({ min: 0, max: 4 }),
      fc.constantFrom('a', 'A', 'ab'),
      fc.array(fc.nat(2)),
    )
    fc.assert(
      fc.property(pattern, pattern, value, (one, other, given) => {
        const holds = matchValue(one, given).ok
        expect(matchValue({ $not: one }, given).ok).toBe(!holds)
        expect(matchValue({ $all_of: [one, other] }, given).ok).toBe(holds && matchValue(other, given).ok)
      }),
    )
  })

  test('is compiled once for many values', () => {
    const matches = compileMatcher({ id: { $matches: '^A' } })
    expect(matches({ id: 'A1' })).toEqual({ ok: true })
    expect(matches({ id: 'B1' })).toEqual({
      ok: false,
      path: '.id',
      expected: 'text that matches "^A"',
      found: '"B1"',
    })
  })
})

describe('arguments', () => {
  test('that are not named are free at the top level only', () => {
    const pattern: JsonObject = { order: { id: 1 } }
    expect(matchArgs(pattern, { order: { id: 1 }, note: 'x' }, 'partial')).toEqual({ ok: true })
    expect(matchArgs(pattern, { order: { id: 1, note: 'x' } }, 'partial')).toMatchObject({
      path: '.order.note',
      expected: 'nothing',
    })
    expect(matchArgs(pattern, { order: { id: 1 }, note: 'x' }, 'exact')).toMatchObject({ path: '.note' })
  })

  test('that are optional may be absent under exact too', () => {
    const pattern: JsonObject = { a: 1, b: { $optional: 2 } }
    expect(matchArgs(pattern, { a: 1 }, 'exact')).toEqual({ ok: true })
    expect(matchArgs(pattern, { a: 1, b: 3 }, 'exact')).toMatchObject({ path: '.b' })
  })

  test.each<Json>([null, 'text', [], 5])('are a mapping, not %j', (args) => {
    expect(matchArgs({}, args, 'partial').ok).toBe(false)
  })
})

describe('a pattern that cannot be meant is refused', () => {
  test.each<[unknown, string]>([
    [
      { a: { $aprox: 1 } },
      'a.$aprox: there is no matcher $aprox; there are $approx, $one_of, $matches, $any, $optional, $contains, $starts_with, $ends_with, $ignore_case, $gt, $gte, $lt, $lte, $type, $length, $not, $all_of',
    ],
    [{ a: { $approx: '1' } }, 'a.$approx: $approx takes a number'],
    [{ a: { $approx: 1, $within: -1 } }, 'a.$within: $within takes a number that is not negative'],
    [{ a: { $within: 1 } }, 'a.$within: $within belongs to $approx'],
    [{ a: { $approx: 1, b: 2 } }, 'a.b: $approx stands alone, found b beside it'],
    [{ a: { $any: true, $matches: 'x' } }, 'a.$matches: $any stands alone, found $matches beside it'],
    [{ a: { $any: false } }, 'a.$any: $any takes true'],
    [{ a: { $one_of: 1 } }, 'a.$one_of: $one_of takes a list'],
    [{ a: { $one_of: [] } }, 'a.$one_of: $one_of has nothing to choose from'],
    [{ a: { $one_of: [{ $any: 1 }] } }, 'a.$one_of.0.$any: $any takes true'],
    [{ a: { $matches: 5 } }, 'a.$matches: $matches takes a regular expression as text'],
    [{ a: { $matches: '(' } }, 'a.$matches: not a regular expression: missing closing ): "("'],
    [{ a: { $contains: '' } }, 'a.$contains: $contains takes text that is not empty'],
    [
      { a: [{ $optional: 1 }] },
      'a.0.$optional: $optional stands at an argument or a key, which may then be absent',
    ],
    [{ a: { $gt: '5' } }, 'a.$gt: $gt takes a number'],
    [{ a: { $gt: 5, $lt: Number.NaN } }, 'a.$lt: $lt takes a number'],
    [{ a: { $gt: 5, $lte: 5 } }, 'a.$lte: no number is above 5 and at most 5'],
    [{ a: { $gt: 5, $matches: 'x' } }, 'a.$matches: $gt stands alone, found $matches beside it'],
    [{ a: { $starts_with: '' } }, 'a.$starts_with: $starts_with takes text that is not empty'],
    [{ a: { $ends_with: 1 } }, 'a.$ends_with: $ends_with takes text that is not empty'],
    [
      { a: { $ignore_case: { $matches: 'x' } } },
      'a.$ignore_case: $ignore_case takes text, or $contains, $starts_with, $ends_with, $one_of of texts',
    ],
    [
      { a: { $type: 'text' } },
      'a.$type: $type takes one of string, number, integer, boolean, array, object, null',
    ],
    [{ a: { $length: 'x' } }, 'a.$length: $length takes a number; no number is "x"'],
    [{ a: { $length: { $gt: 'x' } } }, 'a.$length.$gt: $gt takes a number'],
    [{ a: { $not: { $any: true } } }, 'a.$not: no value is not any value'],
    [{ a: { $not: { $gt: 'x' } } }, 'a.$not.$gt: $gt takes a number'],
    [{ a: { $all_of: [] } }, 'a.$all_of: $all_of has nothing that has to match'],
    [{ a: { $all_of: 1 } }, 'a.$all_of: $all_of takes a list'],
    [{ a: { $all_of: [1, 2] } }, 'a.$all_of: nothing matches all of these: 1 is not 2'],
    [
      { a: { $all_of: [{ $gt: 5 }, { $lt: 1 }] } },
      'a.$all_of: nothing matches all of these: no number is above 5 and below 1',
    ],
    [
      { a: { $all_of: [{ $type: 'string' }, { $gt: 1 }] } },
      'a.$all_of: nothing matches all of these: no value is of all these kinds',
    ],
    [{ a: { $length: -1 } }, 'a.$length: $length takes a number; nothing has the length -1'],
    [{ a: { $length: 1.5 } }, 'a.$length: $length takes a number; nothing has the length 1.5'],
    [{ a: Number.NaN }, 'a: NaN is not a JSON value: no argument can be equal to it'],
    [{ a: undefined }, 'a: undefined is not a JSON value: no argument can be equal to it'],
  ])('%j', (pattern, message) => {
    const messages = checkPattern(pattern).map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    expect(messages).toEqual([message])
  })

  test('arguments as a whole take no matcher', () => {
    expect(checkArgsPattern({ $any: true }).map(({ message }) => message)).toEqual([
      '$any stands for the value of an argument, not for all arguments',
    ])
    expect(checkArgsPattern('x').map(({ message }) => message)).toEqual(['expected a mapping of arguments'])
    expect(checkArgsPattern({ a: { $any: true } })).toEqual([])
  })
})

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  )
}
