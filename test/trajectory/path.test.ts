import { describe, expect, it } from 'vitest'
import { parsePath, readPath, shapeOf } from '../../src/trajectory/path.ts'

const ANSWER = { choices: [{ text: 'a' }, { text: 'b' }], 'odd key': { $x: null }, __proto: 1 }

describe('a path', () => {
  it.each([
    ['choices[0].text', 'a'],
    ['$.choices[-1].text', 'b'],
    ['["odd key"].$x', null],
    ['', ANSWER],
    ['$', ANSWER],
  ])('%s leads to a value', (path, value) => {
    expect(readPath(ANSWER, path)).toEqual(value)
  })

  it.each([
    'choices.text',
    'choices[2]',
    'choices[0].text.length',
    'constructor',
    'toString',
    'choices["0"]',
  ])('%s leads nowhere', (path) => {
    expect(readPath(ANSWER, path)).toBeUndefined()
  })

  it.each(['a..b', 'a[', 'a[x]', '*', 'a b', '["q]'])('%s is none', (path) => {
    expect(parsePath(path)).toBeNull()
    expect(readPath({ a: 1 }, path)).toBeUndefined()
  })
})

it.each([
  [{ a: 'x', b: [1, 2], c: { d: { e: { f: 1 } } } }, '{ a: string, b: [number, …], c: { d: { e: { … } } } }'],
  [[], '[]'],
  [null, 'null'],
  [{}, '{}'],
])('the shape of %j tells how it is built', (value, shape) => {
  expect(shapeOf(value)).toBe(shape)
})
