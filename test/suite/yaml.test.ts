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
