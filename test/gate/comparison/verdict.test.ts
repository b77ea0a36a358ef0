import { describe, expect, it } from 'vitest'
import { compareRuns, type ToCompare } from '../../../src/gate/comparison/verdict.ts'
import { parseAssertion } from '../../../src/gate/parse.ts'
import { caseOf, F, P } from '../build.ts'
import { against, baselineOf, type Letters, resultsOf } from './build.ts'

function assertion(text: string): ToCompare['assertions'][number] {
  const parsed = parseAssertion(text)
  if (!parsed.ok) throw new Error(parsed.problem.message)
  return { assertion: parsed.assertion, span: null }
}

const compare = (
  before: Letters,
  now: Letters,
  texts = ['success_rate no_worse_than baseline'],
  over: Partial<ToCompare> = {},
) =>
  compareRuns({
    cases: Object.keys(now).map((id) => caseOf(id)),
    results: resultsOf('now', now),
    against: against(baselineOf(resultsOf('then', before))),
    assertions: texts.map(assertion),
    escalationTools: null,
    failOnInconclusive: false,
    obstacles: [],
    ...over,
  })

describe('two runs that are compared', () => {
  it('pass where no regression is shown, and fail where one is', () => {
    expect(compare({ a: P(20) }, { a: P(20) })).toMatchObject({ decision: 'pass', exitCode: 0, notes: [] })
    expect(compare({ a: P(20) }, { a: F(20) })).toMatchObject({ decision: 'fail', exitCode: 1 })
  })

  it('decide nothing without a case in common', () => {
    expect(compare({ a: P(5) }, { b: P(5) })).toMatchObject({
      decision: 'error',
      exitCode: 3,
      notes: ['no case as it is today has trials on both sides; nothing was compared'],
    })
  })

  it('decide nothing where a run cannot be judged, and say why first', () => {
    const obstacle = 'now: 9 of 10 trials ended in error'
    expect(compare({ a: P(20) }, { a: P(20) }, undefined, { obstacles: [obstacle] })).toMatchObject({
      decision: 'error',
      exitCode: 3,
      notes: [obstacle],
    })
  })

  it.each(['success_rate(tag=nowhere) no_worse_than baseline', 'success_rate(case=other) >= baseline'])(
    'decide nothing where one assertion was not evaluated: %s',
    (text) => {
      const verdict = compare({ a: P(20) }, { a: P(20) }, ['success_rate no_worse_than baseline', text])
      expect(verdict).toMatchObject({ decision: 'error', exitCode: 3 })
      expect(verdict.assertions.map(({ decision }) => decision)).toEqual(['pass', 'error'])
    },
  )
})
