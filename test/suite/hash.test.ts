import { describe, expect, test } from 'vitest'
import type { Suite } from '../../src/suite/index.ts'
import { loaded, withCases } from './files.ts'

const FIRST = '  - { id: a, input: Hello, expect: [ contains: hi ], script: [ { text: hi, latency: 1s } ] }\n'
const SECOND = '  - { id: b, input: Bye, expect: [ contains: bye ] }\n'
const HEAD = 'tools: { find_book: [ { return: Emma } ] }\n'

const load = (cases: string, head = HEAD): Promise<Suite> => loaded(withCases(cases, head))
const base = load(FIRST + SECOND)

describe('hashes', () => {
  test('are the same whatever does not decide results', async () => {
    const { hash, cases } = await base
    const same = await Promise.all([
      load(SECOND + FIRST),
      load(`# a comment\n${FIRST}${SECOND}`),
      load(FIRST + SECOND, `${HEAD}trials: 9\ntags: [x]\nassert: [ success_rate >= 50% ]\nmax_errors: 9%\n`),
      load(FIRST + SECOND, `${HEAD}responses: live\nrecordings: ./elsewhere\nmax_recording_age: 9d\n`),
      load(FIRST.replace('1s', '1000ms') + SECOND.replace('b,', 'b, must_pass: true, trials: 3, tags: [y],')),
    ])
    for (const other of same) {
      expect(other.hash).toBe(hash)
      expect(new Set(other.cases.map((each) => each.hash))).toEqual(new Set(cases.map((each) => each.hash)))
    }
  })

  test.each([
    ['the input', FIRST.replace('Hello', 'Hello!'), HEAD],
    ['an expectation', FIRST.replace('contains: hi', 'contains: hey'), HEAD],
    ['the script', FIRST.replace('text: hi', 'text: hey'), HEAD],
    ['a latency of the script', FIRST.replace('1s', '2s'), HEAD],
    ['a mock of the suite', FIRST, HEAD.replace('Emma', 'Persuasion')],
    [
      'a mock of the case',
      FIRST.replace('input', 'tools: { find_book: [ { error: closed } ] }, input'),
      HEAD,
    ],
    ['a fault of the case', FIRST.replace('input', 'faults: [ overloaded ], input'), HEAD],
    ['a fault of the suite', FIRST, `${HEAD}faults: [ overloaded ]\n`],
    ['the timeout', FIRST, `${HEAD}timeout: 5s\n`],
  ])('%s decides the hash of the case and of the suite', async (_, first, head) => {
    const [before, after] = [await base, await load(first + SECOND, head)]
    expect(after.hash).not.toBe(before.hash)
    expect(after.cases[0]?.hash).not.toBe(before.cases[0]?.hash)
  })

  test('what a scorer says decides the hash of its case, wherever it stands in it', async () => {
    const hashes = (scorer: string, code: string) =>
      loaded(withCases(FIRST.replace('contains: hi', scorer) + SECOND, HEAD), { 's.mjs': code }).then(
        (suite) => suite.cases.map(({ hash }) => hash),
      )
    for (const item of ['scorer: ./s.mjs', 'not: { any_of: [ contains: x, scorer: ./s.mjs ] }']) {
      const [before, after] = await Promise.all([
        hashes(item, 'export default () => 1'),
        hashes(item, 'export default () => 0'),
      ])
      expect(after[0]).not.toBe(before[0])
      expect(after[1]).toBe(before[1])
    }
  })

  test('two spellings of a fault are one', async () => {
    const [short, long] = await Promise.all([
      load(FIRST + SECOND, `${HEAD}faults: [ stall@2 ]\n`),
      load(FIRST + SECOND, `${HEAD}faults: [ { fault: stall, at: 2 } ]\n`),
    ])
    expect(short.hash).toBe(long.hash)
  })

  test.each([
    ['its name', FIRST + SECOND, HEAD, 'library-desk', 'other-desk'],
    ["a case's id", FIRST.replace('id: a', 'id: c') + SECOND, HEAD, '', ''],
    ['a case more', `${FIRST}${SECOND}${SECOND.replace('id: b', 'id: c')}`, HEAD, '', ''],
    ['a price', FIRST + SECOND, `${HEAD}prices: { m: { input: 1, output: 2 } }\n`, '', ''],
    ['what varies in requests', FIRST + SECOND, `${HEAD}normalize: claude-code\n`, '', ''],
    ['what counts as an escalation', FIRST + SECOND, `${HEAD}escalation_tools: [renew_loan]\n`, '', ''],
  ])('%s decides the hash of the suite alone', async (_, cases, head, from, to) => {
    const before = await base
    const after = await loaded(withCases(cases, head).replace(from, to))
    expect(after.hash).not.toBe(before.hash)
    expect(after.cases.slice(0, 2).map(({ hash }) => hash)).toEqual(before.cases.map(({ hash }) => hash))
  })
})
