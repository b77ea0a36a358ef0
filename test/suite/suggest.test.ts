import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editDistance, nearest, suggestion } from '../../src/suite/suggest.ts'

describe('editDistance', () => {
  // Optimal string alignment; the first pairs are those of Wikipedia's article on Damerau–Levenshtein distance.
  test.each([
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
    ['expect', 'expcet', 1],
    ['', 'abc', 3],
    ['same', 'same', 0],
  ])('from %s to %s is %i', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance)
  })

  test('is symmetric, zero only for equal texts, and never longer than the longer text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const distance = editDistance(a, b)
        expect(distance).toBe(editDistance(b, a))
        expect(distance === 0).toBe(a === b)
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
  })
})

describe('suggestions', () => {
  test('name the nearest word, whatever its case and dashes', () => {
    expect(nearest('max-errors', ['max_errors', 'max_cost'])).toBe('max_errors')
    expect(nearest('Expect', ['input', 'expect'])).toBe('expect')
    expect(nearest('inptu', ['input', 'expect'])).toBe('input')
  })

  test('name the word that is begun, where only one begins so', () => {
    expect(nearest('in', ['input', 'output'])).toBe('input')
    expect(nearest('cache', ['cache_read', 'cache_write_5m'])).toBeNull()
    expect(nearest('i', ['input'])).toBeNull()
  })

  test('are not made up: a far word has the list instead', () => {
    expect(nearest('zzz', ['id', 'tags'])).toBeNull()
    expect(suggestion('zzz', ['id', 'tags'])).toBe('known: id, tags')
    expect(suggestion('zzz', [])).toBeNull()
  })

  test('cost nothing for a word of a megabyte', () => {
    expect(nearest('x'.repeat(1 << 20), ['input'])).toBeNull()
  })
})
