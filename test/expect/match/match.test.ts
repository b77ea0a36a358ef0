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
  ])('%j against %j: %s', (pattern, value, line) => {
    expect(say(pattern, value)).toBe(line)
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
      'a.$aprox: there is no matcher $aprox; there are $approx, $one_of, $matches, $any, $optional, $contains',
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
