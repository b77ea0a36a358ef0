import { describe, expect, test } from 'vitest'
import { codeFrame } from '../../src/suite/frame.ts'
import { sourceOf } from '../../src/suite/source.ts'

const frame = (text: string, line: number, column: number, length = 1): string =>
  codeFrame(sourceOf(text, 'x'), line, column, length)

describe('codeFrame', () => {
  test('shows two lines before, the line, the caret and one after', () => {
    const text = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`).join('\n')
    expect(frame(text, 9, 6)).toBe(
      ['   7 | line 7', '   8 | line 8', '>  9 | line 9', '     |      ^', '  10 | line 10'].join('\n'),
    )
  })

  test('ends with the file', () => {
    expect(frame('a: 1\nb: 2\n', 2, 1)).toBe(['  1 | a: 1', '> 2 | b: 2', '    | ^'].join('\n'))
    expect(frame('', 1, 1)).toBe(['> 1 |', '    | ^'].join('\n'))
  })

  test('underlines no further than the line goes', () => {
    expect(frame('key: value', 1, 6, 500)).toContain('    |      ^^^^^')
  })

  test('a long line becomes a window around the place', () => {
    const shown = frame(`${'a'.repeat(5000)}HERE${'b'.repeat(5000)}`, 1, 5001, 4)
    const [line = '', carets = ''] = shown.split('\n')
    expect(line.length).toBeLessThan(120)
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE')
  })

  test.each([0, 1, 50, 98, 99, 100, 101, 150])('the caret stands under column %i + 1', (before) => {
    const shown = frame(`${'a'.repeat(before)}X${'b'.repeat(200)}`, 1, before + 1)
    const [line = '', carets = ''] = shown.split('\n')
    expect(line[carets.indexOf('^')]).toBe('X')
  })

  test('tabs and unprintable characters take one column each', () => {
    const shown = frame('\ta\u{1b}[2J\u{202e}X', 1, 8)
    const [line = '', carets = ''] = shown.split('\n')
    expect(line).toBe('> 1 |  a�[2J�X')
    expect(line[carets.indexOf('^')]).toBe('X')
  })
})
