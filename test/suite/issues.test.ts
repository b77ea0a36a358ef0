import { describe, expect, test } from 'vitest'
import { LIBRARY, load, withCases } from './files.ts'

const HELLO = '  - { id: hello, input: Hello, expect: [ contains: hi ] }\n'
const hello = (change: string): string =>
  withCases(HELLO.replace('input: Hello, expect: [ contains: hi ]', change))

async function told(text: string, agent = LIBRARY): Promise<string[]> {
  const { diagnostics } = await load(text, { 'agent.yaml': agent })
  return diagnostics.map(({ span, message, hint }) => {
    const place = `${span.file.startsWith('agent') ? 'agent ' : ''}${span.line}:${span.column}`
    return `${place} ${message}${hint === null ? '' : ` | ${hint}`}`
  })
}

describe('mistakes in our words', () => {
  test.each([
    [
      'a key that is no name points at the key',
      withCases(HELLO, 'tools: { "": [ { return: 1 } ] }\n'),
      ['3:10 "" cannot be a key here'],
    ],
    [
      'of a union, the form that was meant is explained',
      hello('input: [ { text: hi } ], expect: [ contains: hi ]'),
      ['4:29 "type" is missing in item 1 of "input": expected text'],
    ],
    [
      'no form of a union',
      hello('input: 5, expect: [ contains: hi ]'),
      [
        '4:25 "input": expected text or a list, found the number 5 | in quotes it stays text as it is written: "5"',
      ],
    ],
    ['a date is text, and needs no quotes', hello('input: 2027-01-31, expect: [ contains: 2027-01-31 ]'), []],
    [
      'a null that is written where text is matched',
      hello('input: Hello, expect: [ contains: ~ ]'),
      ['4:52 expected text, found nothing | in quotes it stays text as it is written: "~"'],
    ],
    [
      'nothing where text is matched',
      hello('input: Hello, expect: [ contains: ]'),
      ['4:42 expected text, found nothing'],
    ],
    [
      'a mistake inside of a nested expectation',
      hello('input: Hello, expect: [ not: { contains: 12 } ]'),
      [expect.stringContaining('4:59 expected text, found the number 12')],
    ],
    [
      'a reply of an unknown variant',
      hello('input: Hello, expect: [ contains: hi ], script: { variants: [ { replies: [ txt: hi ] } ] }'),
      ['4:93 there is no key "txt" in item 1 of "replies" | did you mean "text"?'],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await told(text)).toEqual(expected)
  })

  test("the agent's file is explained like the suite", async () => {
    expect(await told(withCases(HELLO), `${LIBRARY}temperature: 3\nstop_sequences: [ 5 ]\n`)).toEqual([
      'agent 6:14 "temperature": expected at most 1, found the number 3',
      'agent 7:19 item 1 of "stop_sequences": expected text, found the number 5 | in quotes it stays text as it is written: "5"',
    ])
  })

  test('mistakes come file by file, each from top to bottom', async () => {
    const text = `${hello('inptu: Hello, expect: [ containz: hi ]')}trails: 5\n`
    expect(await told(text, `${LIBRARY}max_token: 5\n`)).toEqual([
      '4:18 there is no key "inptu" | did you mean "input"?',
      '4:42 there is no expectation "containz" | did you mean "contains"?',
      '5:1 there is no key "trails" | did you mean "trials"?',
      'agent 6:1 there is no key "max_token" | did you mean "max_tokens"?',
    ])
  })
})
