import { describe, expect, it } from 'vitest'
import { compareCases } from '../../../src/gate/comparison/cases.ts'
import { pairCases } from '../../../src/gate/comparison/pairs.ts'
import { observe } from '../../../src/gate/observe.ts'
import { planBrokenCase } from '../../../src/gate/plan/broken-case.ts'
import { caseOf } from '../build.ts'
import { baselineOf, resultsOf } from '../comparison/build.ts'

const plan = (planned: number, others: number, baselineTrials: number | null = null) =>
  planBrokenCase({ planned, others, baselineTrials })

describe('a single case that breaks wholly', () => {
  it('takes three against three in a stable suite, and five against five beside others that vary', () => {
    expect(plan(3, 20)).toEqual({ alone: 3, others: 20, among: 5, baselineTrials: null, named: false })
    expect(plan(5, 20).named).toBe(true)
    expect(plan(5, 25).named).toBe(false)
  })

  it('takes fewer trials against a baseline of many, and none will do against one of a single trial', () => {
    expect(plan(3, 20, 30)).toMatchObject({ alone: 1, among: 2, named: true })
    expect(plan(3, 0, 1)).toMatchObject({ alone: 19 })
    expect(plan(3, 199, 1)).toMatchObject({ among: null, named: false })
  })

  it.each([
    [3, 0],
    [3, 1],
    [3, 2],
    [4, 2],
    [4, 6],
    [5, 24],
    [5, 25],
  ])('is named by the report where the plan says so: %s trials beside %s that vary', (trials, others) => {
    // Half of their trials pass in all, so that they could tell as much as any.
    const letters = (broken: string, flaky: string) => ({
      broken,
      ...Object.fromEntries(Array.from({ length: others }, (_, index) => [`flaky-${index}`, flaky])),
    })
    const before = resultsOf('before', letters('P'.repeat(trials), 'PF'.repeat(trials).slice(0, trials)))
    const now = resultsOf('now', letters('F'.repeat(trials), 'FP'.repeat(trials).slice(0, trials)))
    const cases = [...new Set(now.map((result) => result.case))].map((id) => caseOf(id))
    const { pairs } = pairCases(observe(cases, now), baselineOf(before), cases)
    const named = compareCases(pairs).find(({ id }) => id === 'broken')?.change === 'regressed'
    expect(plan(trials, others).named).toBe(named)
  })
})
