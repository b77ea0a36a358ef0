import { expect, it } from 'vitest'
import { summarySchema } from '../../src/gate/summary-schema.ts'
import { json } from '../../src/report/json.ts'
import { caseOf, OPTIONS, reportOf, summaryOf } from './build.ts'
import { example } from './example.ts'

const render = (...reports: Parameters<typeof json.render>[0]): string =>
  json.render(reports, OPTIONS) as string

it('writes one suite as its summary, keys in the order of the format', () => {
  const text = render(example())
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(example().summary)))
  expect(summarySchema.parse(JSON.parse(text)).decision).toBe('fail')
  expect(Object.keys(JSON.parse(text))).toEqual([
    'format',
    'suite',
    'runId',
    'seed',
    'responses',
    'models',
    'agent',
    'trials',
    'metrics',
    'cases',
    'assertions',
    'decision',
    'exitCode',
    'population',
    'comparison',
  ])
  expect(text).toMatch(/^\{\n {2}"format": 1,\n/)
  expect(text).toMatch(/\n\}\n$/)
})

it('writes several suites as an array sorted by name, whatever order they ran in', () => {
  const named = (name: string) => reportOf({ suite: { name } })
  const [a, b, upper] = [named('a'), named('b'), named('B')]
  const text = render(b, a, upper)
  expect(JSON.parse(text).map((summary: { suite: string }) => summary.suite)).toEqual(['B', 'a', 'b'])
  expect(render(upper, b, a)).toBe(text)
})

it('writes no suite as an empty array', () => {
  expect(render()).toBe('[]\n')
})

it('gives equal bytes for equal runs', () => {
  expect(render(example())).toBe(render(example()))
})

it('writes what a terminal or a CI log would obey as escapes that parse back to the same text', () => {
  const id = 'a\u001b[31m\u202e\u009b##[group]##vso[x]\u{e0041}\\##[b]'
  const text = render(reportOf({ suite: { cases: [caseOf(id)] }, cases: [summaryOf(id, [])] }))
  expect(text).not.toMatch(/##\w*\[|[\u202e\u007f-\u009f]|\u{e0041}/u)
  expect(text).not.toContain('\u001b')
  expect(JSON.parse(text).cases[0].id).toBe(id)
})
