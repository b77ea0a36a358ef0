// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how suites name variables
import { describe, expect, test } from 'vitest'
import { codesOf, load, loaded, withCases } from './files.ts'

const CITIES = `  - id: "city-\${n}"
    each: ./cities.jsonl
    input: Where is \${city}? Costs $\${price}, \${price} or $$\${price}.
    tags: ["\${country}"]
    trials: "\${n}"
    expect:
      - contains: "\${n}"
      - calls: { list: [ find_book: { number: "\${n}", open: "\${open}" } ] }
    script:
      - call: { find_book: { number: "\${n}" } }
      - text: "\${city}"
    tools:
      find_book:
        - when: { number: "\${n}" }
          return: { open: "\${open}", of: "\${none}", text: "no. \${n}" }
`

const CITY_ROWS = `{"n":1,"city":"Paris","country":"France","price":"2","open":true,"none":null}

{"n":2,"city":"Łódź","country":"Poland","price":"\${n}","open":false,"none":null}
`

describe('tables of cases', () => {
  test('a row makes a case; JSON keeps its types where the case takes them', async () => {
    const { cases } = await loaded(withCases(CITIES), { 'cities.jsonl': CITY_ROWS })
    expect(cases.map(({ id, trials, tags }) => [id, trials, tags])).toEqual([
      ['city-1', 1, ['France']],
      ['city-2', 2, ['Poland']],
    ])
    expect(cases[0]).toMatchObject({
      turns: [{ user: 'Where is Paris? Costs ${price}, 2 or $${price}.' }],
      line: 4,
      column: 5,
      tools: {
        find_book: [
          { when: { number: 1 }, answer: { kind: 'return', value: { open: true, of: null, text: 'no. 1' } } },
        ],
      },
    })
    expect(cases[0]?.script?.variants[0]?.replies.map(({ content }) => content)).toEqual([
      [{ type: 'tool_use', id: 'toolu_0_0', name: 'find_book', input: { number: 1 } }],
      [{ type: 'text', text: 'Paris' }],
    ])
    expect(cases[0]?.expect.map(({ name, line, column }) => [name, line, column])).toEqual([
      ['contains', 10, 9],
      ['calls', 11, 9],
    ])
  })

  test('what a row says is never read for variables', async () => {
    const { cases } = await loaded(withCases(CITIES), { 'cities.jsonl': CITY_ROWS })
    expect(cases[1]?.turns).toEqual([{ user: 'Where is Łódź? Costs ${price}, ${n} or $${price}.' }])
  })

  test('the values of a CSV table are text', async () => {
    const csv = '\u{feff}name,answer\r\nemma,"shelf ""B4"", left"\r\n\r\nsanditon,007\r\n'
    const text =
      '  - { id: "${name}", each: books.csv, input: "${name}", expect: [ contains: "${answer}" ] }\n'
    const { cases } = await loaded(withCases(text), { 'books.csv': csv })
    expect(cases.map(({ id, expect: [first] }) => [id, first?.spec])).toEqual([
      ['emma', expect.objectContaining({ patterns: ['shelf "B4", left'] })],
      ['sanditon', expect.objectContaining({ patterns: ['007'] })],
    ])
  })

  test('a JSON table names the row of a mistake', async () => {
    const json = '[\n  {"id": "a"},\n\n  {"id": "b",\n   "x": 1}, 5,\n  {"id": ["c"]}\n]\n'
    const text = '  - { id: "${id}", each: books.json, input: "${id}", expect: [ contains: x ] }\n'
    expect(await codesOf(withCases(text), { 'books.json': json })).toEqual([
      '4:3 table-ragged',
      '5:13 table-syntax',
      '6:3 table-nested',
    ])
  })

  test('a mistake of a case is told once, with the first row that has it', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => `{"id":"case ${i}"}`).join('\n')
    const text = '  - { id: "${id}", each: rows.jsonl, input: Hello, expect: [ contains: x ] }\n'
    const { diagnostics } = await load(withCases(text), { 'rows.jsonl': rows })
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]?.message).toContain('found "case 0" (row at rows.jsonl:1)')
  })

  test('in a case without a table, ${…} is text', async () => {
    const { cases } = await loaded(
      withCases('  - { id: a, input: "${HOME} $${x}", expect: [ contains: "${x}" ] }\n'),
    )
    expect(cases[0]?.turns).toEqual([{ user: '${HOME} $${x}' }])
  })

  test('one table serves several cases and is told wrong once', async () => {
    const each = (id: string) =>
      `  - { id: "${id}-\${n}", each: rows.csv, input: "\${n}", expect: [ contains: x ] }\n`
    const files = { 'rows.csv': 'n\n1\n2\n' }
    expect((await loaded(withCases(each('a') + each('b')), files)).cases.map(({ id }) => id)).toEqual([
      'a-1',
      'a-2',
      'b-1',
      'b-2',
    ])
    expect(await codesOf(withCases(each('a') + each('b')), { 'rows.csv': 'n\n' })).toEqual([
      '1:1 table-empty',
    ])
  })
})

describe('scripts', () => {
  const scripted = (script: string) =>
    withCases(`  - { id: a, input: Hello, expect: [ contains: hi ], script: ${script} }\n`)

  test.each([
    ['a list', '[ text: hi ]'],
    ['replies', '{ replies: [ text: hi ] }'],
    ['one variant', '{ variants: [ { replies: [ text: hi ] } ] }'],
  ])('%s is a script of one variant', async (_, script) => {
    const { cases } = await loaded(scripted(script))
    expect(cases[0]?.script?.variants).toEqual([
      { weight: 1, replies: [expect.objectContaining({ content: [{ type: 'text', text: 'hi' }] })] },
    ])
  })

  test('variants carry their weights', async () => {
    const { cases } = await loaded(
      scripted('{ variants: [ { weight: 3, replies: [ text: hi ] }, { replies: [] } ] }'),
    )
    expect(cases[0]?.script?.variants.map(({ weight, replies }) => [weight, replies.length])).toEqual([
      [3, 1],
      [1, 0],
    ])
  })

  test('an explicit empty text is an empty answer', async () => {
    const { cases } = await loaded(scripted('[ text: "" ]'))
    expect(cases[0]?.script?.variants[0]?.replies[0]).toMatchObject({ content: [], stopReason: 'end_turn' })
  })
})

describe('min_score', () => {
  const graded = (head: string, items: string): string =>
    withCases(`  - id: a\n    input: Hi\n${head}    expect: [ ${items} ]\n    script: [ text: hi ]\n`)
  const optional = '{ contains: hi, required: false }'

  test('and optional expectations go together', async () => {
    expect(await codesOf(graded('    min_score: 0.5\n', optional))).toEqual([])
    expect(await codesOf(graded('', `contains: hi, ${optional}`))).toEqual([])
  })

  test.each([
    ['only optional expectations without it', '', optional, '4:5 cannot-fail'],
    ['it without an optional expectation', '    min_score: 0.5\n', 'contains: hi', '6:16 cannot-fail'],
  ])('%s decides nothing', async (_, head, items, mistake) => {
    expect(await codesOf(graded(head, items))).toEqual([mistake])
  })
})
