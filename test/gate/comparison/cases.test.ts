import { describe, expect, it } from 'vitest'
import { F, fixedTrials, P } from '../build.ts'
import { cases, judgeAgainst, type Letters, resultsOf } from './build.ts'

const changes = (before: Letters, now: Letters) =>
  Object.fromEntries(
    (judgeAgainst(resultsOf('then', before), resultsOf('now', now)).comparison?.cases ?? []).map(
      ({ id, change }) => [id, change],
    ),
  )

describe('what became of each case', () => {
  it.each([3, 5])('a case that breaks wholly among 50 is named: %i/%i → 0', (n) => {
    const before = cases(50, P(n))
    const found = changes(before, { ...before, 'case-7': F(n) })
    expect(found['case-7']).toBe('regressed')
    expect(Object.values(found).filter((change) => change === 'stable_pass')).toHaveLength(49)
  })

  it('one that is repaired wholly is named, too', () => {
    const now = cases(50, P(5))
    expect(changes({ ...now, 'case-7': F(5) }, now)['case-7']).toBe('improved')
  })

  it('tells flaky, stable and undecidable ones apart', () => {
    const before = { ...cases(20, 'PPFPF'), good: P(5), bad: F(5), flaky: 'PPFPP', thin: 'PP' }
    const now = { ...cases(20, 'PFPPF'), good: P(5), bad: F(5), flaky: P(5), thin: 'FF' }
    const { good, bad, flaky, thin } = changes(before, now)
    expect([good, bad, flaky, thin]).toEqual(['stable_pass', 'stable_fail', 'flaky', 'underpowered'])
  })

  it('has the exact p-value of the direction in which the rate moved', () => {
    const { comparison } = judgeAgainst(
      resultsOf('then', { a: P(5), b: F(5) }),
      resultsOf('now', { a: F(5), b: P(5) }),
    )
    // 1 / C(10, 5)
    expect(comparison?.cases.map(({ pValue }) => pValue)).toEqual([
      expect.closeTo(1 / 252, 12),
      expect.closeTo(1 / 252, 12),
    ])
  })

  it('on the same recordings any difference is a change, without a p-value', () => {
    const { comparison } = judgeAgainst(
      [...fixedTrials('a', 'PP'), ...fixedTrials('b', 'PP')],
      [...fixedTrials('a', 'FF'), ...fixedTrials('b', 'PP')],
    )
    expect(comparison?.evidence).toBe('fixed')
    expect(comparison?.cases.map(({ change, pValue }) => [change, pValue])).toEqual([
      ['regressed', null],
      ['stable_pass', null],
    ])
  })

  it('a case whose trials all ended in error is never called changed', () => {
    const { comparison } = judgeAgainst(resultsOf('then', { a: 'PPP' }), resultsOf('now', { a: 'EEE' }))
    expect(comparison?.cases[0]).toMatchObject({
      change: 'underpowered',
      candidate: { passed: 0, trials: 0 },
      pValue: 1,
    })
  })

  it.each([
    ['PP', 'EE'],
    ['EE', 'PP'],
    ['EE', 'FF'],
  ])('nor is it on the same recordings: %s → %s', (before, now) => {
    const steady = { b: 'P' }
    const { comparison } = judgeAgainst(
      resultsOf('recording', { a: before, ...steady }),
      resultsOf('recording', { a: now, ...steady }),
    )
    expect(comparison?.cases[0]?.change).toBe('underpowered')
  })
})
