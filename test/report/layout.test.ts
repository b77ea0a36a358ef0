import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOut } from '../../src/report/table.ts'
import { clip, displayWidth, wrap } from '../../src/report/width.ts'

describe('displayWidth', () => {
  it.each([
    ['plain', 5],
    ['\u001b[31mred\u001b[39m', 3],
    ['✔ ✖ ≥', 5],
    ['👍', 2],
    ['❤️', 2],
    ['👩‍👩‍👧', 2],
    ['🇨🇭', 2],
    ['漢字', 4],
    ['e\u0301', 1],
    ['', 0],
  ])('%j takes %d columns', (text, width) => expect(displayWidth(text)).toBe(width))
})

describe('wrap', () => {
  it('breaks at spaces', () => {
    expect(wrap('the quick brown fox jumps', 10)).toEqual(['the quick', 'brown fox', 'jumps'])
  })

  it('breaks inside a word that is longer than the line', () => {
    expect(wrap('abcdefghijkl', 5)).toEqual(['abcde', 'fghij', 'kl'])
  })

  it('keeps emoji whole', () => {
    expect(wrap('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 4)).toEqual(['👩‍👩‍👧👩‍👩‍👧', '👩‍👩‍👧'])
  })

  it('loses nothing but spaces, and fits', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.integer({ min: 2, max: 30 }),
        (text, width) => {
          const lines = wrap(text, width)
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})

it('clips with an ellipsis, whole emoji only', () => {
  expect(clip('abcdef', 6)).toBe('abcdef')
  expect(clip('abcdefg', 6)).toBe('abcde…')
  expect(clip('👍👍👍👍', 6)).toBe('👍👍…')
})

describe('layOut', () => {
  it('aligns by display width, not by length', () => {
    const rows = [
      ['👍', '1', 'end'],
      ['\u001b[1mlong\u001b[22m', '100', ''],
    ]
    expect(layOut(rows, ['left', 'right', 'left'])).toEqual([
      '👍      1  end',
      '\u001b[1mlong\u001b[22m  100',
    ])
  })

  it('leaves out a column that is empty in every row', () => {
    expect(
      layOut(
        [
          ['a', '', 'b'],
          ['c', '', 'd'],
        ],
        ['left', 'left', 'left'],
      ),
    ).toEqual(['a  b', 'c  d'])
  })
})
