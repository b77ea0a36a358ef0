import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FAULT_NAMES } from '../../src/model/faults/index.ts'
import { parseFault } from '../../src/suite/index.ts'
import { loaded, withCases } from './files.ts'

const plain = { when: null, rate: 1, retryAfterMs: null, latencyMs: null }

describe('parseFault', () => {
  test.each([
    ['overloaded', 1, 1],
    ['overloaded@2', 2, 1],
    ['overloaded@2+', 2, null],
    ['overloaded@2x3', 2, 3],
    ['overloaded@*', null, null],
    [' overloaded @ 2 ', 2, 1],
  ])('%s hits from call %s on, %s calls', (text, at, times) => {
    expect(parseFault(text)).toEqual({ ok: true, rule: { fault: 'overloaded', at, times, ...plain } })
  })

  test.each(['@0', '@', '@-1', '@2x0', '@1.5', '@2+3', '@2x', '@+', '@1e3', '@2@3', '@**'])(
    'refuses overloaded%s',
    (spec) => {
      expect(parseFault(`overloaded${spec}`)).toMatchObject({ ok: false, code: 'invalid-value' })
    },
  )

  test('names the fault that was meant, or all of them', () => {
    expect(parseFault('rate-limt@2')).toMatchObject({
      code: 'unknown-value',
      hint: 'did you mean "rate_limit"?',
    })
    expect(parseFault('earthquake')).toMatchObject({ hint: expect.stringContaining('connection_error') })
  })

  test('reads every fault, and never throws', () => {
    for (const fault of FAULT_NAMES) expect(parseFault(fault).ok).toBe(true)
    fc.assert(fc.property(fc.string(), (text) => typeof parseFault(text).ok === 'boolean'))
  })
})

describe('faults:', () => {
  const load = (faults: string) =>
    loaded(withCases(`  - { id: a, input: Hello, expect: [ contains: hi ], faults: ${faults} }\n`))

  test.each([
    ['{ fault: stall }', { at: null, times: null }],
    ['{ fault: stall, at: 2 }', { at: 2, times: 1 }],
    ['{ fault: stall, at: 2, times: always }', { at: 2, times: null }],
    ['{ fault: stall, times: 3 }', { at: null, times: 3 }],
    [
      '{ fault: stall, when: "renew(ed)?", rate: 10% }',
      { at: null, times: null, when: 'renew(ed)?', rate: 0.1 },
    ],
    [
      '{ fault: stall, retry_after: 3s, latency: 200ms }',
      { at: null, times: null, retryAfterMs: 3000, latencyMs: 200 },
    ],
  ])('%s', async (item, rule) => {
    const { cases } = await load(`[ ${item} ]`)
    expect(cases[0]?.faults).toEqual([{ fault: 'stall', ...plain, ...rule }])
  })

  test("a suite's stay the suite's, in their order", async () => {
    const suite = await loaded(
      withCases(
        '  - { id: a, input: Hello, expect: [ contains: hi ] }\n',
        'faults: [ reset@2, overloaded ]\n',
      ),
    )
    expect(suite.faults.map(({ fault }) => fault)).toEqual(['reset', 'overloaded'])
    expect(suite.cases[0]?.faults).toEqual(suite.faults)
  })

  test("of a case come before the suite's, and an empty list takes these away", async () => {
    const cases = ['[ stall ]', '[]'].map(
      (faults, id) => `  - { id: c${id}, input: Hello, expect: [ contains: hi ], faults: ${faults} }\n`,
    )
    const suite = await loaded(withCases(cases.join(''), 'faults: [ reset ]\n'))
    expect(suite.cases.map(({ faults }) => faults.map(({ fault }) => fault))).toEqual([
      ['stall', 'reset'],
      [],
    ])
  })

  test('come from a table too', async () => {
    const text = withCases(
      '  - { id: "on-${fault}", each: ./f.csv, input: Hello, expect: [ contains: hi ], faults: [ "${fault}@2" ] }\n',
    )
    const { cases } = await loaded(text, { 'f.csv': 'fault\nstall\nreset\n' })
    expect(cases.map(({ faults }) => faults[0]?.fault)).toEqual(['stall', 'reset'])
  })
})
