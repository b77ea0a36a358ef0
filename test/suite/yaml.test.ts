// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how suites name variables
import { describe, expect, test } from 'vitest'
import type { Path, Point } from '../../src/suite/problem.ts'
import { sourceOf } from '../../src/suite/source.ts'
import { parseYaml } from '../../src/suite/yaml.ts'

function parse(text: string) {
  const reading = parseYaml(sourceOf(text, 'x.yaml'))
  if (!reading.ok) throw new Error(reading.mistakes.map(({ message }) => message).join('\n'))
  return reading.file
}

/** The text that a path points at. */
function pointed(text: string, path: Path, point?: Point): string {
  const { start, end } = parse(text).range(path, point)
  return text.slice(start, end)
}

const TEXT = `base: &base { x: 1, y: two words }
list:
  - first
  - "quoted \${name} text"
merged:
  <<: *base
  y: own
alias: *base
several:
  <<: [ { p: 1 }, *base ]
empty:
"quoted key": |
  a block
  of text
`

describe('positions', () => {
  test.each<[Path, Point | undefined, string]>([
    [['base', 'y'], undefined, 'two words'],
    [['base', 'y'], 'key', 'y'],
    [['list', 1], undefined, '"quoted ${name} text"'],
    [['list', 1], { text: '${name}' }, '${name}'],
    [['list', 1], { text: 'absent' }, '"quoted ${name} text"'],
    [['merged', 'y'], undefined, 'own'],
    [['merged', 'x'], undefined, '1'],
    [['several', 'x'], 'key', 'x'],
    [['several', 'p'], 'key', 'p'],
    [['alias'], undefined, '*base'],
    [['alias', 'y'], undefined, 'two words'],
    [['empty'], undefined, 'empty'],
    [['quoted key'], 'key', '"quoted key"'],
    [['merged', 'missing'], undefined, 'merged'],
    [['list', 7], undefined, 'list'],
    [['missing'], undefined, 'base'],
    [['base', 'x', 'deeper', 0], undefined, 'x'],
  ])('%j %j points at %s', (path, point, expected) => {
    expect(pointed(TEXT, path, point)).toBe(expected)
  })

  test('a scalar is known as it is written', () => {
    const file = parse("a: 049.90\nb: '1'\nc: &n ~\nd: *n\ne: [1]\n")
    expect(file.written(['a'])).toEqual({ text: '049.90', quoted: false })
    expect(file.written(['b'])).toEqual({ text: '1', quoted: true })
    expect(file.written(['d'])).toEqual({ text: '~', quoted: false })
    expect(file.written(['e'])).toBeNull()
    expect(file.written(['z', 3])).toBeNull()
  })
})

describe('values', () => {
  test('are those of YAML 1.2, keys being text', () => {
    expect(parse('a: yes\nb: 0o17\n1: 2027-01-31\nnull: 1_000\nc: !!str 5\nd: True\ne: 1e3\n').value).toEqual(
      {
        a: 'yes',
        b: 15,
        1: '2027-01-31',
        null: '1_000',
        c: '5',
        d: true,
        e: 1000,
      },
    )
  })

  test('merge keys give what is not there already, the first mapping first', () => {
    const text = 'a: &a { x: 1, y: 1 }\nb: &b { y: 2, z: 2 }\nc: { y: 3, <<: [*b, *a] }\nd: { "<<": 1 }\n'
    expect(parse(text).value).toMatchObject({ c: { x: 1, y: 3, z: 2 }, d: { '<<': 1 } })
    expect(parse('a: &a { x: 1, y: 1 }\nb: &b { y: 2 }\nc: { <<: [*b, *a] }\n').value).toMatchObject({
      c: { x: 1, y: 2 },
    })
  })

  test('an anchor that is set again means its last value before the alias', () => {
    expect(parse('a: &n 1\nb: *n\nc: &n 2\nd: *n\n').value).toEqual({ a: 1, b: 1, c: 2, d: 2 })
  })
})

describe('syntax errors', () => {
  const BEFORE = 'cases:\n  - id: one\n    input: Hello\n    expect:\n      - contains: hi\n'
  const AFTER = '  - id: three\n    input: Hello\n    expect:\n      - contains: hi\n'

  function told(slip: string): string[] {
    const source = sourceOf(BEFORE + slip + AFTER, 'x.yaml')
    const reading = parseYaml(source)
    return reading.ok
      ? []
      : reading.mistakes.map(({ start, message }) => `${source.place(start).line} ${message}`)
  }

  test.each([
    [
      'an item too deep',
      '   - id: two\n     input: Hello\n',
      '6 wrong indentation: expected 2 or 4 spaces before this, found 3',
    ],
    [
      'an item too far out',
      ' - id: two\n   input: Hello\n',
      '6 wrong indentation: expected 0 or 2 spaces before this, found 1',
    ],
    [
      'a key too deep',
      '  - id: two\n     input: Hello\n',
      '7 wrong indentation: expected 4 spaces before this, found 5',
    ],
    [
      'a key at a dash',
      '  - id: two\n  input: Hello\n',
      '7 wrong indentation: expected 0 or 4 spaces before this, found 2',
    ],
    [
      'an expectation too deep',
      '       - contains: ho\n',
      '6 wrong indentation: expected 6 or 8 spaces before this, found 7',
    ],
    [
      'an expectation too far out',
      '     - contains: ho\n      - contains: he\n',
      '6 wrong indentation: expected 4 or 6 spaces before this, found 5',
    ],
    ['tabs', '\t- id: two\n\t  input: Hello\n', '6 Tabs are not allowed as indentation'],
    [
      'tabs below a key',
      '  - id: two\n    expect:\n\t\t- contains: hi\n',
      '8 Tabs are not allowed as indentation',
    ],
    ['a bracket that stays open', '  - id: two\n    tags: [ a\n', expect.stringMatching(/^8 Flow sequence/)],
  ])('%s is one mistake', (_, slip, expected) => {
    expect(told(slip)).toEqual([expected])
  })

  test('mistakes that stay on their lines come all at once', () => {
    expect(
      told('  - id: two\n    input: [a] b\n    tags: @c\n    note: d: e\n    more: x\n\tx: 1\n'),
    ).toEqual([
      '7 [ begins a list, and text follows it',
      '8 Plain value cannot start with reserved character @',
      '9 Nested mappings are not allowed in compact mappings',
      '11 Tabs are not allowed as indentation',
    ])
  })
})
