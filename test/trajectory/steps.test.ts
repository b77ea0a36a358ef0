import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSteps, showSteps, valueAt, withValueAt } from '../../src/trajectory/index.ts'
import { anyJson } from './arbitrary.ts'

describe('a path', () => {
  it.each([
    ['orders.A-1001.status', ['orders', 'A-1001', 'status']],
    ['items[0].sku', ['items', '0', 'sku']],
    ['users["jo@shop.com"].name', ['users', 'jo@shop.com', 'name']],
    ['["a \\"b\\""]', ['a "b"']],
    ['orders.1001', ['orders', '1001']],
    ['__proto__.x', ['__proto__', 'x']],
  ])('%s has its steps', (path, steps) => expect(parseSteps(path)).toEqual(steps))

  it.each(['', '.', 'a.', '.a', 'a..b', 'a[', 'a[x]', 'a b', 'a["b]', '${a}', '{{a}}', 'a.*'])(
    '%j is none',
    (path) => expect(parseSteps(path)).toBe(null),
  )

  it('says any steps so that they can be read again', () => {
    const steps = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(steps, (given) => {
        expect(parseSteps(showSteps(given))).toEqual(given)
      }),
    )
  })
})

describe('a value at a path', () => {
  it('is no member of a prototype', () => {
    for (const path of ['constructor', '__proto__', 'toString.name', 'list.length', 'list[-1]']) {
      expect(valueAt({ list: [1] }, parseSteps(path) ?? ['list', '-1'])).toBe(undefined)
    }
  })

  it('is there once it was put there, and gone once it was taken out', () => {
    const keys = fc.array(fc.oneof(fc.constantFrom('__proto__', 'constructor', 'a'), fc.string()), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(keys, anyJson, (steps, value) => {
        const made = withValueAt({}, steps, value)
        expect(valueAt(made, steps)).toEqual(value)
        expect(valueAt(withValueAt(made, steps, undefined), steps)).toBe(undefined)
        expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
      }),
    )
  })

  it('changes nothing of the value it was put into, and copies only the way to it', () => {
    const before = { a: { b: 1 }, c: { d: 2 } }
    const after = withValueAt(before, ['a', 'b'], 3)
    expect([before, after]).toEqual([
      { a: { b: 1 }, c: { d: 2 } },
      { a: { b: 3 }, c: { d: 2 } },
    ])
    expect(valueAt(after, ['c'])).toBe(before.c)
  })

  it('goes into lists by their indices, up to the first that is free', () => {
    expect(withValueAt([1, 2], ['2'], 3)).toEqual([1, 2, 3])
    expect(withValueAt([1, 2], ['0'], undefined)).toEqual([2])
    expect(() => withValueAt({ l: [1] }, ['l', '5'], 3)).toThrow('l is a list of 1, and 5 is no place in it')
    expect(() => withValueAt({ l: [1] }, ['l', 'x'], 3)).toThrow('no place in it')
    expect(() => withValueAt({ a: 'text' }, ['a', 'b'], 3)).toThrow('a is neither a mapping nor a list')
  })
})
