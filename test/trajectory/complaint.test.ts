import { describe, expect, it } from 'vitest'
import { lastLines, lastWord } from '../../src/trajectory/index.ts'

const PYTHON = `starting
Traceback (most recent call last):
  File "agent.py", line 3, in <module>
    main(None + 1)
         ~~~~~^~~
TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'
`

const NODE = `file:///agent.mjs:1
throw Object.assign(new RangeError('too far'), { code: 7 })
^

RangeError: too far
    at file:///agent.mjs:1:21 {
  code: 7
}

Node.js v24.21.0
`

describe('what a program complained of last', () => {
  it.each([
    ['a traceback of Python', PYTHON, "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'"],
    ['a stack of Node', NODE, 'RangeError: too far'],
    ['a line', 'no such order\r\n', 'no such order'],
    ['indented lines', '  first\n  second\n', 'second'],
    ['nothing', '\n \n', ''],
  ])('is its last word: %s', (_, stderr, word) => {
    expect(lastWord(stderr)).toBe(word)
  })

  it('is shown in its lines, without marks below code', () => {
    expect(lastLines(PYTHON).split('\n')).toEqual([
      'starting',
      'Traceback (most recent call last):',
      '  File "agent.py", line 3, in <module>',
      '    main(None + 1)',
      "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'",
    ])
  })

  it('is shown in a few lines that are not too long', () => {
    const many = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(1000)}`).join('\n')
    const lines = lastLines(many).split('\n')
    expect(lines).toHaveLength(12)
    expect(lines.at(-1)).toMatch(/^99 x{297}…$/)
  })
})
