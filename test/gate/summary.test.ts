import { describe, expect, it } from 'vitest'
import { judge } from '../../src/gate/judge.ts'
import { type RunIdentity, type Summary, summarize } from '../../src/gate/summary.ts'
import { summaryJsonSchema, summarySchema } from '../../src/gate/summary-schema.ts'
import { caseOf, inputOf, judgeLetters, P, suiteOf, trialsOf } from './build.ts'

const IDENTITY: RunIdentity = {
  suite: 'shop',
  runId: '2026-06-15-a1',
  seed: 7,
  responses: 'live',
  models: ['claude-x'],
  agent: 'agents/orders.yaml',
}

const suite = suiteOf([caseOf('a', { tags: ['x'] }), caseOf('b', { mustPass: true })])

const RUNS: readonly (readonly [string, Summary])[] = [
  [
    'a plain run',
    summarize(
      IDENTITY,
      judge(inputOf(suite, [...trialsOf('a', 'PPF'), ...trialsOf('b', 'P')], ['p95_latency <= 1s'])),
    ),
  ],
  ['one with a baseline', summarize(IDENTITY, judgeLetters(P(3), ['success_rate >= baseline - 5pp']))],
  [
    'one of errors alone',
    summarize(IDENTITY, judgeLetters('EEE', ['success_rate >= 95%', 'avg_cost <= $1'])),
  ],
  ['an empty one', summarize(IDENTITY, judge(inputOf(suiteOf([]), [], [])))],
  ['an interrupted one', summarize(IDENTITY, judgeLetters('P', [], { interrupted: true }))],
]

describe('summarize', () => {
  it.each(RUNS)('writes %s as the schema says, and nothing that JSON loses', (_, summary) => {
    const again: unknown = JSON.parse(JSON.stringify(summary))
    expect(again).toEqual(summary)
    expect(summarySchema.parse(again)).toEqual(summary)
  })

  it('writes its keys in a fixed order', () => {
    const [, summary] = RUNS[0] ?? []
    expect(Object.keys(summary ?? {})).toEqual(
      'format suite runId seed responses models agent trials metrics cases assertions decision exitCode population comparison'.split(
        ' ',
      ),
    )
    expect(Object.keys(summary?.trials ?? {})).toEqual(['planned', 'passed', 'failed', 'errored', 'unscored'])
    expect(Object.keys(summary?.metrics['success_rate'] ?? {})).toEqual(['value', 'low', 'high', 'n'])
    expect(Object.keys(summary?.assertions[0] ?? {})).toEqual(
      'text evidence proof decision value low high bound missingTrials baseline pValue'.split(' '),
    )
    expect(Object.keys(summary?.cases[0] ?? {})).toEqual(
      'id hash tags passed failed errored unscored status costUsd latencyMs'.split(' '),
    )
  })

  it('has the assertions of must_pass cases, and the metrics of the whole suite alone', () => {
    const [, summary] = RUNS[0] ?? []
    expect(summary?.assertions.map(({ text }) => text)).toEqual(['p95_latency <= 1s', 'must_pass: b'])
    expect(summary?.metrics['success_rate']).toMatchObject({ n: 4 })
  })
})

describe('summarySchema', () => {
  it.each([
    ['an unknown key', { more: 1 }],
    ['another format', { format: 2 }],
    ['a number for an unknown', { metrics: { success_rate: { value: 'NaN', low: null, high: null, n: 1 } } }],
    ['an exit code of none', { exitCode: 4 }],
  ])('refuses %s', (_, over) => {
    const [, summary] = RUNS[0] ?? []
    expect(summarySchema.safeParse({ ...summary, ...over }).success).toBe(false)
  })

  it('is published as JSON Schema, which names every key as required', () => {
    const schema = summaryJsonSchema()
    const [, summary] = RUNS[0] ?? []
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema')
    expect(schema['required']).toEqual(Object.keys(summary ?? {}))
    expect(schema['additionalProperties']).toBe(false)
    expect(() => JSON.stringify(schema)).not.toThrow()
  })
})
