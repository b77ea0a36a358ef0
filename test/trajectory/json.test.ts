import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstDifference, type Json, own, parseJson } from '../../src/trajectory/index.ts'
import { anyJson } from './arbitrary.ts'

describe('firstDifference', () => {
  it('is null exactly where two values are deeply equal', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (a, b) => {
        expect(firstDifference(a, b) === null).toBe(isDeepStrictEqual(a, b))
        expect(firstDifference(a, structuredClone(a))).toBeNull()
      }),
    )
  })

  it('finds one value put in the place of another, wherever it is', () => {
    fc.assert(
      fc.property(anyJson, anyJson, anyJson, (shared, a, b) => {
        fc.pre(!isDeepStrictEqual(a, b))
        const found = firstDifference({ shared, list: [shared, a] }, { shared, list: [shared, b] })
        expect(found?.path.startsWith('.list[1]')).toBe(true)
      }),
    )
  })

  it.each<[string, Json | undefined, Json | undefined, string]>([
    ['the whole value', 1, 2, '.'],
    ['a field', { a: { b: 1 } }, { a: { b: 2 } }, '.a.b'],
    [
      'an item',
      { system: [{ text: 'x' }, { text: 'y' }] },
      { system: [{ text: 'x' }, { text: 'z' }] },
      '.system[1].text',
    ],
    ['a field that only one side has', { a: null }, {}, '.a'],
    ['an item that only one side has', [1], [1, 2], '[1]'],
    ['a key that is no name', { 'a b': 1 }, { 'a b': 2 }, '["a b"]'],
    ['a list where an object was', { a: [] }, { a: {} }, '.a'],
  ])('names %s', (_, before, after, path) => {
    expect(firstDifference(before, after)?.path).toBe(path)
  })

  it('says nothing of the order of keys, and minds that of items', () => {
    expect(firstDifference({ a: 1, b: 2 }, { b: 2, a: 1 })).toBeNull()
    expect(firstDifference([1, 2], [2, 1])).toEqual({ path: '[0]', before: 1, after: 2 })
  })
})

it('looks keys up as data, never on a prototype', () => {
  expect(own({}, 'constructor')).toBeUndefined()
  expect(own(JSON.parse('{"__proto__": 1}'), '__proto__')).toBe(1)
})

describe('reading JSON', () => {
  const ids =
    '{"id":1234567890123456789,"list":[ -9007199254740993, 1],"safe":9007199254740991,"text":":1234567890123456789"}'

  it('writes every number as it was', () => {
    expect(JSON.stringify(parseJson(ids))).toBe(ids.replace('[ ', '[').replace(', 1]', ',1]'))
    expect(parseJson('{"a":1.5,"b":1e21}')).toEqual({ a: 1.5, b: 1e21 })
  })

  it('tells numbers apart that JavaScript cannot', () => {
    const [one, other] = [parseJson('[9007199254740992]'), parseJson('[9007199254740993]')]
    expect(firstDifference(one, parseJson('[9007199254740992]'))).toBeNull()
    expect(firstDifference(one, other)?.path).toBe('[0]')
  })

  it('is what JSON.parse is for everything else', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!/\d{16}/.test(text))
        expect(parseJson(text)).toStrictEqual(JSON.parse(text))
      }),
    )
    expect(() => parseJson('{')).toThrow(SyntaxError)
  })
})
