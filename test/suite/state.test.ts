import { describe, expect, test } from 'vitest'
import { mergeStates } from '../../src/suite/index.ts'
import { codesOf, load, loaded, withCases } from './files.ts'

const CASE = '  - { id: a, input: Hello, expect: [ state: { loans.7: 1 } ] }\n'
const HEAD = `state: { desk: [1], loans: { "7": 0 } }
tools:
  renew_loan:
    - if: { "loans.{{loan}}": { $any: true } }
      set: { "loans.{{loan}}": "{{times}}" }
      append: { log: "{{loan}}" }
      delete: desk
      return: { $read: "loans.{{loan}}" }
`

describe('state of a suite', () => {
  test('is what a trial begins with, a case adding to it key by key', async () => {
    const own = CASE.replace('input', 'state: { loans: { "8": 1 }, desk: [2] }, input')
    const suite = await loaded(withCases(own, HEAD))
    expect(suite.state).toEqual({ desk: [1], loans: { '7': 0 } })
    expect(mergeStates(suite.state, suite.cases[0]?.state ?? null)).toEqual({
      loans: { '7': 0, '8': 1 },
      desk: [2],
    })
    expect(mergeStates(null, null)).toBe(null)
    expect(mergeStates({ a: { b: 1 }, l: [1, 2] }, { a: null, l: [3] })).toEqual({ a: null, l: [3] })
  })

  test('rules say what they ask of it and do to it', async () => {
    const { tools } = await loaded(withCases(CASE, HEAD))
    expect(tools['renew_loan']).toEqual([
      {
        when: null,
        if: { 'loans.{{loan}}': { $any: true } },
        effects: { set: { 'loans.{{loan}}': '{{times}}' }, append: { log: '{{loan}}' }, delete: ['desk'] },
        answer: { kind: 'return', value: { $read: 'loans.{{loan}}' } },
        latencyMs: 0,
      },
    ])
  })

  test('a misspelt $read is told, other $ keys are data', async () => {
    expect(await codesOf(withCases(CASE, HEAD.replace('$read', '$reed')))).toEqual(['10:17 unknown-key'])
    expect(await codesOf(withCases(CASE, HEAD.replace('$read', '$ref')))).toEqual([])
  })

  test('a rule with a condition does not hide those after it', async () => {
    const { diagnostics } = await load(withCases(CASE, `${HEAD}    - error: no such loan\n`))
    expect(diagnostics).toEqual([])
  })

  test.each([
    ['the state of the suite', CASE, HEAD.replace('"7": 0', '"7": 5')],
    ['that of a case', CASE.replace('input', 'state: { x: 1 }, input'), HEAD],
    ['a condition', CASE, HEAD.replace('$any: true', '$one_of: [0]')],
    ['an effect', CASE, HEAD.replace('delete: desk', 'delete: log')],
  ])('%s decides the hash of the case and of the suite', async (_, cases, head) => {
    const [before, after] = [await loaded(withCases(CASE, HEAD)), await load(withCases(cases, head))]
    expect(after.suite?.hash).not.toBe(before.hash)
    expect(after.suite?.cases[0]?.hash).not.toBe(before.cases[0]?.hash)
  })
})

const SCHEMA = `model: claude-sonnet-4-5
tools:
  - name: renew_loan
    input_schema: { type: object, properties: { loan: { type: string }, times: { type: integer } } }
`

describe('an argument that the tool does not have', () => {
  test.each([
    ['"loans.{{loan}}": { $any: true }', '"loans.{{lone}}": { $any: true }', '6:13'],
    ['"{{times}}"', '"{{time}}"', '7:33'],
    ['log: "{{loan}}"', 'log: "for {{loan}} {{lon}}"', '8:36'],
    ['$read: "loans.{{loan}}"', '$read: "loans.{{Loan}}"', '10:31'],
  ])('is told in %s', async (right, wrong, at) => {
    const files = { 'agent.yaml': SCHEMA }
    const text = withCases(CASE, HEAD)
    expect(await codesOf(text, files)).toEqual([])
    expect(await codesOf(text.replace(right, wrong), files)).toEqual([`${at} unknown-argument-expected`])
  })
})

describe('a module of tools', () => {
  const files = { 'tools.mjs': 'export default { tools: {} }' }

  test('is named in the place of the rules, and brings a state of its own', async () => {
    const suite = await loaded(withCases(CASE, 'tools: ./tools.mjs\n'), files)
    expect(suite).toMatchObject({
      tools: {},
      toolModule: { path: expect.stringMatching(/tools\.mjs$/), parts: { 'tools.mjs': expect.any(String) } },
    })
  })

  test.each([
    ['tools: ./tools.yaml\n', '3:8 invalid-value'],
    ['tools: ./tolls.mjs\n', '3:8 tools-unreadable'],
  ])('must be code that is there: %j', async (head, code) => {
    expect(await codesOf(withCases(CASE, head), files)).toContain(code)
  })

  test('has whatever tools it has: what scripts and expectations call is not held against its name', async () => {
    const item = `  - id: one
    input: Renew
    script: [ call: { renew_loan: {} }, text: Done. ]
    expect: [ calls: { list: [renew_loan] } ]
`
    const text = withCases(item, 'tools: ./tools.mjs\n').replace('./agent.yaml', '{ module: ./agent.mjs }')
    expect(await codesOf(text, { ...files, 'agent.mjs': 'export default () => 1' })).toEqual([])
  })

  test('is of no use to an agent that never asks it', async () => {
    const text = withCases(CASE, 'tools: ./tools.mjs\n').replace('./agent.yaml', '{ command: [ python3 ] }')
    expect(await codesOf(text, files)).toEqual(['3:1 tools-unreachable'])
  })
})

describe('a table', () => {
  const files = { 'loans.csv': 'loan,times\n7,1\n8,2\n' }
  const each = (path: string) =>
    `  - { id: "l-\${loan}", each: ./loans.csv, input: Renew, expect: [ state: { "${path}": "\${times}" } ] }\n`

  test('fills in the paths of its cases', async () => {
    const { cases } = await loaded(withCases(each('loans.${loan}'), HEAD), files)
    expect(cases.map(({ expect: [first] }) => first?.spec)).toMatchObject([
      { paths: [{ steps: ['loans', '7'], pattern: '1' }] },
      { paths: [{ steps: ['loans', '8'], pattern: '2' }] },
    ])
  })

  test('has no column for what is misspelt in a key', async () => {
    expect(await codesOf(withCases(each('loans.${lone}'), HEAD), files)).toEqual(['12:76 undefined-variable'])
  })

  test('never makes two keys one', async () => {
    const twice = each('loans.${loan}": 1, "loans.7')
    expect(await codesOf(withCases(twice, HEAD), files)).toEqual(['12:96 duplicate-key'])
  })
})
