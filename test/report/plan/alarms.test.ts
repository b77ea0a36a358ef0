import { describe, expect, it } from 'vitest'
import { type AlarmRequest, alarmsOf } from '../../../src/gate/plan/index.ts'
import { alarmLines } from '../../../src/report/plan/alarms.ts'
import type { Suite } from '../../../src/suite/types.ts'
import { caseOf } from '../../gate/build.ts'
import { baselineOf, shop } from '../../gate/plan/build.ts'

const baseline = baselineOf(Array.from({ length: 20 }, (_, index) => (index < 10 ? 'PPPPP' : 'PPPPF')))

function lines(
  assertions: readonly string[],
  over: Partial<AlarmRequest> = {},
  suite: Partial<Suite> = {},
): string[] {
  const asked = shop(assertions, 20, suite)
  const alarms = alarmsOf(asked, { trials: null, recordingsOf: () => 0, baseline: () => null, ...over })
  return alarmLines(alarms, asked, 'npx pawl')
}

describe('a line of an assertion', () => {
  it.each([
    [
      'success_rate >= 95%',
      '100 trials: a suite that is truly at 95 % turns red 38 % of the time, at 97 % 8 %; proof of a pass takes about 124 trials at 99 %',
    ],
    [
      'escalation_rate <= 5%',
      '100 trials: a suite that is truly at 5 % turns red 38 % of the time, at 3 % 8 %; proof of a pass takes about 124 trials at 1 %',
    ],
    [
      'p95_latency <= 5s',
      '100 trials: a suite with truly 95 % of its trials within the bound turns red 38 % of the time, with 97 % 8 %; proof of a pass takes about 124 trials at 99 %',
    ],
    [
      'success_rate >= 100%',
      '100 trials: a suite that is truly at 98 % turns red 87 % of the time, at 95 % 99 %; no number of trials proves a pass',
    ],
    [
      'success_rate >= 99.999%',
      '100 trials: a suite that is truly at 99.999 % turns red <1 % of the time, at 99.9994 % <1 %; proof of a pass takes about 629,578 trials at 99.9998 %',
    ],
    [
      'success_rate >= 99.9999%',
      '100 trials: a suite that is truly at 99.9999 % turns red <1 % of the time, at 99.99994 % <1 %; proof of a pass takes over a million trials at 99.99998 %',
    ],
    [
      'pass^3 >= 80%',
      '20 groups of 3 trials: a suite that is truly at 80 % turns red 37 % of the time, at 88 % 8 %; proof of a pass takes about 30 groups of 3 trials at 96 %',
    ],
    [
      'avg_cost <= $0.02',
      '100 trials: a suite that is truly at the bound turns red about half of the time; how far from it that ends depends on how trials vary, which a run shows',
    ],
    [
      'success_rate no_worse_than baseline',
      'no baseline yet, so this decides nothing: npx pawl baseline update RUN makes it',
    ],
  ])('%s', (assertion, words) => {
    expect(lines([assertion])).toEqual([`${assertion}  ${words}`])
  })

  it('about the baseline tells the level, who shares it, and the drop that is found', () => {
    const [line] = lines(['success_rate no_worse_than baseline', 'p95_latency <= 5s'], {
      baseline: () => baseline,
    })
    expect(line).toBe(
      'success_rate no_worse_than baseline  5 against 5 trials a case: tested at 2.5 %, as 2 assertions share 5 %; a drop of 15.0pp is found 80 % of the time',
    )
  })

  it('about the baseline says of replay that what both have is compared exactly', () => {
    const [line] = lines(
      ['avg_cost <= baseline + 10%'],
      { baseline: () => baseline },
      { responses: 'replay' },
    )
    expect(line).toBe(
      'avg_cost <= baseline + 10%  tested at 5 %; recordings that the baseline holds are compared exactly',
    )
  })

  it('says that the baseline is of other cases', () => {
    const other = { ...baseline, cases: baseline.cases.map((each) => ({ ...each, hash: 'old' })) }
    const [line] = lines(['success_rate >= baseline - 5pp'], { baseline: () => other })
    expect(line).toContain('has none of these cases as they are today')
  })

  it('says that what the baseline has of fixed scripts is compared exactly', () => {
    const fixed = {
      ...baseline,
      cases: baseline.cases.map(({ trials, ...each }) => ({
        ...each,
        trials: { ...trials, evidence: trials.evidence.map(() => 'fixed' as const) },
      })),
    }
    const [line] = lines(['success_rate >= baseline - 5pp'], { baseline: () => fixed })
    expect(line).toContain('cases that answer the same again are compared exactly')
  })

  it('says what unequal trials weigh', () => {
    const cases = [caseOf('a', { trials: 2 }), caseOf('b', { trials: 50 })]
    const [line] = lines(['success_rate >= 95%'], {}, { cases })
    expect(line).toContain('  52 trials that weigh as 7: a suite')
  })

  it('shows what would act in a terminal', () => {
    const [line] = lines(['success_rate(case="c\u001b*") >= 95%', 'success_rate >= 95%'])
    expect(line).not.toContain('\u001b')
  })
})
