import { describe, expect, test } from 'vitest'
import { formatDiagnostic } from '../../src/suite/index.ts'
import { codesOf, load, loaded, withCases } from './files.ts'

const HELLO = '  - { id: hello, input: Hello, expect: [ contains: hi ] }\n'
const returning = (value: string): string =>
  withCases(HELLO, `tools:\n  find_book:\n    - return: ${value}\n`)

describe('hostile YAML', () => {
  test.each([
    ['flow lists', `${'['.repeat(10_000)}x${']'.repeat(10_000)}`],
    ['flow lists that stay open', '['.repeat(10_000)],
    ['flow mappings', `${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['compact block lists', `${'- '.repeat(10_000)}x`],
  ])('10,000 levels of %s are refused', async (_, value) => {
    expect(await codesOf(returning(`\n        ${value}`))).toEqual([
      expect.stringMatching(/^6:\d+ yaml-too-deep$/),
    ])
  })

  test('10,000 levels of block mappings are refused', async () => {
    const nested = Array.from({ length: 10_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')
    expect(await codesOf(nested)).toEqual([expect.stringMatching(/yaml-too-deep$/)])
  })

  test('what is nested as deep as data may be is read', async () => {
    const value = `${'['.repeat(80)}x${']'.repeat(80)}`
    expect((await loaded(returning(value))).tools['find_book']).toHaveLength(1)
  })

  test('a bomb of merge keys is refused', async () => {
    const lines = ['  x: &x0 { a: 1, b: 2 }']
    for (let level = 1; level < 30; level++) {
      const before = `*x${level - 1}`
      lines.push(`  k${level}: &x${level} { p: ${before}, q: ${before}, <<: ${before} }`)
    }
    const codes = await codesOf(`suite: bomb\ntools:\n${lines.join('\n')}\n`)
    expect(codes).toEqual([expect.stringMatching(/yaml-alias-bomb$/)])
  })

  test('an alias that many cases share is no bomb', async () => {
    const shared = '  - { id: first, input: Hello, expect: &polite [ contains: hi ] }\n'
    const others = Array.from(
      { length: 500 },
      (_, i) => `  - { id: case-${i}, input: Hello, expect: *polite }\n`,
    )
    const suite = await loaded(withCases(shared + others.join('')))
    expect(suite.cases).toHaveLength(501)
    expect(suite.cases.at(-1)?.expect[0]).toMatchObject({ name: 'contains', line: 4 })
  })

  test('a scalar of a megabyte is read, and cut where it is shown', async () => {
    const long = 'x'.repeat(1 << 20)
    const suite = await loaded(withCases(HELLO.replace('Hello', long)))
    expect(suite.cases[0]?.turns).toEqual([{ user: long }])
    const { diagnostics } = await load(withCases(HELLO.replace('id: hello', `id: "${long} "`)))
    expect(diagnostics.map(({ code }) => code)).toEqual(['invalid-name'])
    expect(diagnostics.map(formatDiagnostic).join('\n').length).toBeLessThan(3000)
  })

  test('a mapping of 100,000 keys is read in linear time', async () => {
    const keys = Array.from({ length: 100_000 }, (_, i) => `k${i}: ${i}`).join(', ')
    const started = performance.now()
    const suite = await loaded(returning(`{ ${keys} }`))
    expect(performance.now() - started).toBeLessThan(5000)
    expect(suite.tools['find_book']).toHaveLength(1)
  })

  test('keys of Object.prototype are keys', async () => {
    const suite = await loaded(returning('{ constructor: 1, toString: 2, hasOwnProperty: 3 }'))
    expect(suite.tools['find_book']?.[0]?.answer).toEqual({
      kind: 'return',
      value: { constructor: 1, toString: 2, hasOwnProperty: 3 },
    })
    expect(Object.keys({})).toEqual([])
    expect(await codesOf(withCases(HELLO, 'toString: 1\n'))).toEqual(['3:1 unknown-key'])
    expect(await codesOf(withCases(HELLO, 'tools: { constructor: [ { return: 1 } ] }\n'))).toEqual([
      '3:10 mock-undeclared',
    ])
  })

  test.each([
    ['plain', '__proto__: { polluted: true }'],
    ['quoted', '"__proto__": { polluted: true }'],
    ['escaped', '"__prot\\x6f__": { polluted: true }'],
  ])('a %s __proto__ key is refused', async (_, line) => {
    expect(await codesOf(withCases(HELLO, `${line}\n`))).toEqual(['3:1 forbidden-key'])
    expect(({} as { polluted?: true }).polluted).toBeUndefined()
  })

  test('a byte order mark and CRLF change no position', async () => {
    const text = withCases('  - id: hello\n    input: Hello\n    expects: [ contains: hi ]\n')
    const codes = await codesOf(text)
    expect(codes).toEqual(['6:5 unknown-key'])
    expect(await codesOf(text.replaceAll('\n', '\r\n'))).toEqual(codes)
    expect(await codesOf(`\u{feff}${text}`)).toEqual(codes)
    expect(await codesOf(`\u{feff}suit: x\n${text}`)).toContain('1:1 unknown-key')
  })

  test('tabs inside a line keep the caret under its place', async () => {
    const { diagnostics } = await load(withCases(HELLO, 'trials:\t0\n'))
    expect(diagnostics[0]?.frame).toContain('> 3 | trials: 0\n    |         ^')
  })

  test('what moves the cursor or turns text around is not shown as it is', async () => {
    const { diagnostics } = await load(withCases(HELLO, 'tr\u{1b}[31m\u{202e}: 0\n'))
    const shown = diagnostics.map(formatDiagnostic).join('\n')
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-key'])
    for (const hidden of ['\u{1b}', '\u{202e}']) expect(shown).not.toContain(hidden)
  })

  test.each([
    ['an empty file', '', 'file-empty'],
    ['a comment', '# soon\n', 'file-empty'],
    ['a document that is null', '~\n', 'not-a-mapping'],
    ['a text', 'hello\n', 'not-a-mapping'],
    ['an open quote', 'suite: "library\n', 'yaml-syntax'],
    ['binary', '\u{0}\u{1}\u{2}', 'not-a-mapping'],
    ['only braces', '{', 'yaml-syntax'],
    ['a complex key', '? [a, b]\n: 1\n', 'yaml-syntax'],
  ])('%s is told as such', async (_, text, code) => {
    const codes = await codesOf(text)
    expect(codes.map((each) => each.split(' ')[1])).toEqual([code])
  })
})
