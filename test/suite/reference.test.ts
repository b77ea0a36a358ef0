import { describe, expect, test } from 'vitest'
import { parseExpectation } from '../../src/expect/index.ts'
import { load, loaded, withCases } from './files.ts'

const CASE = '  - { id: a, input: Hello, expect: [ trajectory: { like: ./right.json } ] }\n'

/** The spec of an item whose reference is written in it. */
function specOf(like: unknown): unknown {
  const result = parseExpectation({ trajectory: { like } })
  return result.ok ? result.spec : result.issues
}

describe('a reference trajectory in a file', () => {
  const calls = ['find_book', { renew_loan: { id: 7 } }]
  const messages = [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'find_book', input: {} }] },
  ]

  test.each([
    ['a list of calls', calls, calls],
    ['a list of messages', messages, messages],
    ['a transcript', { case: 'a', messages }, messages],
  ])('is as good as one in the suite: %s', async (_, content, like) => {
    const { cases } = await loaded(withCases(CASE), { 'right.json': JSON.stringify(content) })
    expect(cases[0]?.expect[0]?.spec).toEqual(specOf(like))
  })

  test('decides the hash of the case by what is in it', async () => {
    const hashWith = async (content: unknown) =>
      (await loaded(withCases(CASE), { 'right.json': JSON.stringify(content) })).cases[0]?.hash
    expect(await hashWith(calls)).toBe(await hashWith(calls))
    expect(await hashWith(calls)).not.toBe(await hashWith(['find_book']))
  })

  test('may be another for each row of a table, and part of another expectation', async () => {
    const text =
      '  - { id: "${id}", each: rows.csv, input: Hello, expect: [ not: { trajectory: { like: "./${id}.json" } } ] }\n'
    const files = { 'rows.csv': 'id\na\nb\n', 'a.json': '["find_book"]', 'b.json': '["renew_loan"]' }
    const { cases } = await loaded(withCases(text), files)
    expect(cases.map(({ expect: [first] }) => first?.spec)).toEqual([
      { name: 'trajectory', spec: specOf(['find_book']) },
      { name: 'trajectory', spec: specOf(['renew_loan']) },
    ])
  })

  test('names tools that the agent may not have', async () => {
    const { diagnostics } = await load(withCases(CASE), { 'right.json': '["find_bok"]' })
    expect(diagnostics.map(({ code, span }) => [code, span.line])).toEqual([['unknown-tool-expected', 4]])
  })
})
