import { describe, expect, it } from 'vitest'
import type { MetricRef } from '../../src/gate/language.ts'
import { parseMetricName } from '../../src/gate/parse.ts'
import { seriesOf, type TrendRun } from '../../src/gate/trend.ts'
import { caseOf, trialsOf } from './build.ts'

function metric(name: string): MetricRef {
  const found = parseMetricName(name)
  if ('code' in found) throw new Error(found.message)
  return found
}

const runOn = (day: string, letters: string, over: Partial<TrendRun> = {}): TrendRun => ({
  id: `run-${day}`,
  startedAt: `2026-11-${day}T10:00:00.000Z`,
  revision: null,
  suiteHash: 'h',
  escalationTools: null,
  cases: [caseOf('a')],
  results: trialsOf('a', letters),
  ...over,
})

describe('a trend', () => {
  it('is a series a metric, oldest run first, with the interval that reports show', () => {
    const [success, steady] = seriesOf(
      [runOn('03', 'PPPP'), runOn('01', 'PPFF')],
      [metric('success_rate'), metric('pass^2')],
    )
    expect(success?.points).toMatchObject([
      { id: 'run-01', value: 0.5, n: 4 },
      { id: 'run-03', value: 1, n: 4 },
    ])
    expect(
      success?.points.every(({ low, high, value }) => low !== null && high !== null && low < Number(value)),
    ).toBe(true)
    expect(steady?.points.map(({ value }) => value)).toEqual([expect.closeTo(1 / 6), 1])
  })

  it('counts copies once, and leaves known failures out', () => {
    const known = caseOf('b', { knownFailing: { reason: 'later', until: null } })
    const results = [...trialsOf('a', 'PPPP', { sample: 'recording-0' }), ...trialsOf('b', 'FFFF')]
    const [series] = seriesOf(
      [runOn('01', '', { cases: [caseOf('a'), known], results })],
      [metric('success_rate')],
    )
    expect(series?.points).toMatchObject([{ value: 1, n: 1 }])
  })

  it('says where the suite became another one', () => {
    const runs = ['h', 'h', 'i', 'h'].map((suiteHash, day) => runOn(`0${day + 1}`, 'P', { suiteHash }))
    const [series] = seriesOf(runs, [metric('success_rate')])
    expect(series?.points.map(({ suiteChanged }) => suiteChanged)).toEqual([false, false, true, true])
  })

  it('has no value where there is none', () => {
    const [series] = seriesOf([runOn('01', 'EE')], [metric('success_rate')])
    expect(series?.points).toMatchObject([{ value: null }])
  })
})

describe('the name of a metric alone', () => {
  it.each(['success_rate', 'pass^5', 'p95_call_latency'])('is read: %s', (name) => {
    expect(metric(name).name).toBe(name)
  })

  it.each([
    ['sucess_rate', 'unknown metric'],
    ['pass^', 'needs a whole number k'],
    ['attack_success_rate', 'is measured by attack runs'],
    ['success_rate >= 95%', 'expected a metric alone'],
    ['', 'expected a metric'],
  ])('is refused: %s', (name, why) => {
    expect(() => metric(name)).toThrow(why)
  })
})
