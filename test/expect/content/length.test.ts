import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countUnits, sentencesOf, UNITS, type Unit } from '../../../src/expect/content/units.ts'
import { mistakes, said, verdict } from '../build.ts'
import { cpuMs } from '../cpu.ts'

describe('the length of a text', () => {
  test.each<[Unit, string, number]>([
    ['characters', '', 0],
    ['characters', 'a😀é', 3],
    ['characters', '\ud800a', 2],
    ['words', 'It is 3.5 km — or so.', 6],
    ['words', ' - \n * ', 0],
    ['words', '東京 tower', 3],
    ['sentences', 'One. Two! Three? "Four." (Five.) Six', 6],
    ['sentences', 'It is 3.14, see a.b.', 1],
    ['sentences', '好。是吗？', 2],
    ['sentences', 'A list:\n- one\n- two', 3],
    ['sentences', '... !', 0],
    ['lines', 'a\r\n\n  \nb\n', 2],
  ])('in %s of %j is %d', (unit, text, count) => {
    expect(countUnits(text, unit)).toBe(count)
  })

  test('in characters is what iterating gives', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => countUnits(text, 'characters') === [...text].length,
      ),
    )
  })

  test('is that of its sentences together', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const words = sentencesOf(text).reduce((sum, sentence) => sum + countUnits(sentence, 'words'), 0)
        expect(words).toBeGreaterThanOrEqual(countUnits(text, 'words'))
      }),
    )
  })

  test.each(
    UNITS.flatMap((unit) => ['.', '."', 'a ', '\n', '東', '”'].map((part): [Unit, string] => [unit, part])),
  )('takes linear time in %s of %j', (unit, part) => {
    expect(cpuMs(() => countUnits(part.repeat(500_000), unit))).toBeLessThan(3000)
  })
})

describe('length', () => {
  test('counts characters where nothing is said', () => {
    expect(verdict({ length: { min: 4 } }, said('a😀b'))).toBe(
      'fails: the final output has 3 characters, at least 4 expected',
    )
    expect(verdict({ length: { min: 1, max: 1, unit: 'words' } }, said('yes'))).toBe(
      'holds: the final output has 1 word, at least 1 and at most 1 expected',
    )
  })

  test.each([
    [{ length: {} }, 'cannot-fail at length: expected a min above 0, or a max'],
    [{ length: { min: 0 } }, 'cannot-fail at length: expected a min above 0, or a max'],
    [{ length: { min: 5, max: 4 } }, 'cannot-hold at length.max: nothing is at least 5 and at most 4 long'],
    [
      { length: 100 },
      'wrong-type at length: expected a mapping such as { max: 100, unit: words }, found the number 100',
    ],
    [{ length: { max: 1.5 } }, 'invalid-value at length.max: expected a whole number, found the number 1.5'],
    [{ length: { max: '5' } }, 'wrong-type at length.max: expected a whole number, found "5"'],
    [
      { length: { max: 5, unit: 'bytes' } },
      'unknown-value at length.unit: expected one of characters, words, sentences, lines, found "bytes"',
    ],
    [
      { length: { max: 5, units: 'words' } },
      'unknown-key at length.units: length has no option "units"; it takes min, max, unit',
    ],
    [
      { length: { max: 5 }, on: 'any_message' },
      'unknown-value at on: expected final, all_text or turn n (from 1), found "any_message"',
    ],
  ])('%j is refused', (item, mistake) => {
    expect(mistakes(item)).toEqual([mistake])
  })
})
