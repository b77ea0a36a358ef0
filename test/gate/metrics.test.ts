import { describe, expect, it } from 'vitest'
import type { TrialResult } from '../../src/expect/types.ts'
import { type Estimate, observedValue } from '../../src/gate/estimate.ts'
import { estimateOf, familyOf, findMetric, METRICS } from '../../src/gate/metrics.ts'
import { observe } from '../../src/gate/observe.ts'
import { sampleOf } from '../../src/gate/sample.ts'
import type { Measures } from '../../src/model/measure.ts'
import { caseOf, fixedTrials, measures, P, trialsOf } from './build.ts'

function estimate(
  name: string,
  results: readonly TrialResult[],
  tools: readonly string[] | null = null,
): Estimate {
  const ids = [...new Set(results.map((each) => each.case))]
  return estimateOf(
    familyOf(name),
    sampleOf(
      observe(
        ids.map((id) => caseOf(id)),
        results,
      ),
    ),
    tools,
  )
}

const value = (
  name: string,
  results: readonly TrialResult[],
  tools: readonly string[] | null = null,
): number | null => observedValue(estimate(name, results, tools))

const reason = (given: Estimate): string => ('because' in given ? given.because : given.kind)

/** Trials of case `a` that passed, one for each of the measures. */
const measured = (...each: readonly Partial<Measures>[]): TrialResult[] =>
  trialsOf('a', P(each.length)).map((trial, index) => ({ ...trial, measures: measures(each[index] ?? {}) }))

describe('the registry', () => {
  it('has each metric once', () => {
    expect(new Set(METRICS.map(({ name }) => name)).size).toBe(METRICS.length)
    expect(findMetric('nothing')).toBeNull()
  })
})

describe('success_rate', () => {
  it('is the mean of the case rates, not the pooled rate', () => {
    const results = [...trialsOf('a', 'P'), ...trialsOf('b', 'PFFF')]
    expect(value('success_rate', results)).toBeCloseTo((1 + 1 / 4) / 2, 12)
  })

  it('leaves errors and unscored out of its value, and in its n and its ends', () => {
    const given = estimate('success_rate', trialsOf('a', 'PPFEU'))
    expect(given).toMatchObject({
      n: 5,
      smallest: { rate: 2 / 5, trials: 5 },
      largest: { rate: 4 / 5, trials: 5 },
    })
    expect(observedValue(given)).toBeCloseTo(2 / 3, 12)
  })

  it('has no rate for a case without a scored trial, which may still have passed or failed', () => {
    const given = estimate('success_rate', [...trialsOf('a', 'PP'), ...trialsOf('b', 'EE')])
    expect(given).toMatchObject({ value: 1, smallest: { rate: 0.5 }, largest: { rate: 1 } })
  })

  it('weighs unequal cases by the effective number of trials', () => {
    const given = estimate('success_rate', [...trialsOf('a', 'P'), ...trialsOf('b', P(100))])
    expect(given).toMatchObject({ n: 101, smallest: { rate: 1 } })
    if (given.kind === 'share') expect(given.smallest.trials).toBeCloseTo(4 / 1.01, 9)
  })

  it('is unknown when nothing was scored', () => {
    expect(reason(estimate('success_rate', trialsOf('a', 'EU')))).toBe('none of 2 trials was scored')
    const copies = fixedTrials('a', 'UUU')
    expect(reason(estimate('success_rate', copies))).toBe('none of 3 trials was scored')
    expect(reason(estimate('success_rate', []))).toBe('no trial was run')
  })
})

describe('error_rate', () => {
  it('is errors and unscored of all trials, copies included', () => {
    const results = [...trialsOf('a', 'EEEE', { sample: 'one' }), ...trialsOf('b', 'PPPPPU')]
    expect(estimate('error_rate', results)).toMatchObject({ value: 0.5, n: 7 })
  })
})

describe('means and totals', () => {
  it('averages over the means of cases', () => {
    const results = [...measured({ costUsd: 1 }), ...trialsOf('b', 'PPP')]
    expect(value('avg_cost', results)).toBeCloseTo((1 + 0.01) / 2, 12)
    expect(value('avg_iterations', results)).toBe(2)
    expect(value('avg_tool_calls', results)).toBe(1)
    expect(value('avg_tokens', results)).toBe(500)
    expect(value('avg_latency', results)).toBe(1000)
  })

  it('leaves trials in error out of the means', () => {
    expect(estimate('avg_cost', trialsOf('a', 'PE'))).toMatchObject({ value: 0.01, n: 1, missing: 1 })
    expect(reason(estimate('avg_cost', trialsOf('a', 'EE')))).toBe('all 2 trials ended in error')
  })

  it('counts in a total every executed trial: copies, errors and failed attempts', () => {
    const copies = trialsOf('a', 'PPP', { sample: 'one', retriedCostUsd: 0.5 })
    const error = trialsOf('b', 'E', { measures: measures({ costUsd: 2 }) })
    expect(value('total_cost', [...copies, ...error])).toBeCloseTo(3 * 0.51 + 2, 12)
    expect(value('total_tokens', copies)).toBe(1500)
  })

  it('has what judges cost apart, and knows that they cost nothing where none was asked', () => {
    const judged = trialsOf('a', 'PP', { measures: measures({ judgeCostUsd: 0.02 }) })
    expect(value('judge_cost', judged)).toBeCloseTo(0.04, 12)
    expect(value('total_cost', judged)).toBeCloseTo(0.02, 12)
    const crash = measures({ costUsd: null, tokens: null, iterations: 0 })
    expect(value('judge_cost', trialsOf('a', 'F', { code: 'agent-crash', measures: crash }))).toBe(0)
    const silent = measured({ judgeCostUsd: null })
    expect(reason(estimate('judge_cost', silent))).toBe('1 of 1 trial reported no usage')
  })

  it('is unknown when a part is, and says why', () => {
    const silent = measured({}, { costUsd: null, tokens: null }, { costUsd: null, tokens: null })
    expect(reason(estimate('avg_cost', silent))).toBe('2 of 3 trials reported no usage')
    expect(reason(estimate('total_tokens', silent))).toBe('2 of 3 trials reported no usage')
    const unpriced = measured(
      {},
      { costUsd: null, unpriced: ['m-2', 'm-1'] },
      { costUsd: null, unpriced: ['m-1'] },
    )
    expect(reason(estimate('total_cost', unpriced))).toBe(
      '2 of 3 trials used a model without a price: m-1, m-2',
    )
    expect(reason(estimate('avg_latency', measured({ latencyMs: null }, {})))).toBe(
      '1 of 2 trials have no latency on record',
    )
  })

  it('is unknown, never NaN, for numbers that are none', () => {
    const broken = {
      costUsd: Number.NaN,
      judgeCostUsd: Number.NaN,
      latencyMs: Number.POSITIVE_INFINITY,
      iterations: Number.NaN,
    }
    const results = measured({
      ...broken,
      tokens: Number.NaN,
      toolCalls: Number.NaN,
      callLatenciesMs: [Number.NaN],
    })
    for (const { name, estimate: how } of METRICS) {
      if (how === null || /rate|pass|score/.test(name)) continue
      expect([name, estimate(name, results).kind]).toEqual([name, 'unknown'])
    }
    expect(estimate('tool_error_rate', results).kind).toBe('unknown')
    expect(estimate('total_cost', trialsOf('a', 'P', { retriedCostUsd: Number.NaN })).kind).toBe('unknown')
  })

  it('takes a trial that the agent broke before any answer for one that spent nothing, unless all are', () => {
    const crash = measures({ costUsd: null, tokens: null, iterations: 0, callLatenciesMs: [] })
    const results = trialsOf('a', 'FF', { code: 'agent-crash', measures: crash })
    for (const name of ['avg_cost', 'avg_tokens', 'total_cost', 'avg_iterations']) {
      expect([name, estimate(name, results).kind]).toEqual([name, 'unmeasured'])
    }
    expect(value('avg_latency', results)).toBe(1000)
    const [answered] = trialsOf('a', 'P')
    if (!answered) throw new Error('expected a trial')
    expect(value('avg_cost', [...results, { ...answered, trial: 2, sample: 'live-2' }])).toBeCloseTo(0.01 / 3)
  })
})

describe('cost_per_success', () => {
  it('is the total by the trials that passed', () => {
    expect(value('cost_per_success', trialsOf('a', 'PPFF'))).toBeCloseTo(0.02, 12)
  })

  it('is beyond any bound without a success, and unknown when nothing was scored', () => {
    expect(estimate('cost_per_success', trialsOf('a', 'FF')).kind).toBe('unbounded')
    expect(reason(estimate('cost_per_success', trialsOf('a', 'UU')))).toBe('none of 2 trials was scored')
    const copies = trialsOf('a', 'UUU', { sample: 'one' })
    expect(reason(estimate('cost_per_success', copies))).toBe('none of 3 trials was scored')
  })
})

describe('latency quantiles', () => {
  it('pools all observations and interpolates (type 7)', () => {
    const results = measured({ latencyMs: 100 }, { latencyMs: 200 }, { latencyMs: 300 }, { latencyMs: 1000 })
    expect(value('p50_latency', results)).toBe(250)
    expect(value('p95_latency', results)).toBeCloseTo(895, 9)
  })

  it('counts the time of an agent that timed out', () => {
    const slow = trialsOf('b', 'F', { code: 'timeout', measures: measures({ latencyMs: 60_000 }) })
    expect(value('p99_latency', [...measured({}), ...slow])).toBeGreaterThan(50_000)
  })

  it('pools the calls, and rests on trials', () => {
    const results = measured({ callLatenciesMs: [100, 200, 300] }, { callLatenciesMs: [400] })
    const given = estimate('p50_call_latency', results)
    expect(given).toMatchObject({ value: 250, n: 2 })
    if (given.kind === 'quantile') expect(given.trials).toBeCloseTo(1.6, 12)
  })

  it('tells a call without latency, an agent that broke before its first call, and calls that we never saw', () => {
    expect(reason(estimate('p50_call_latency', measured({ callLatenciesMs: [1, null] })))).toBe(
      '1 of 2 model calls have no latency on record',
    )
    const unanswered = measures({ iterations: 0, callLatenciesMs: [] })
    const crash = trialsOf('a', 'F', { code: 'agent-crash', measures: unanswered })
    expect(estimate('p50_call_latency', crash).kind).toBe('unmeasured')
    expect(estimate('p50_call_latency', measured({ callLatenciesMs: [] })).kind).toBe('unknown')
  })
})

describe('tool_error_rate', () => {
  it('pools the calls, and rests on trials', () => {
    const given = estimate('tool_error_rate', measured({ toolCalls: 4, toolErrors: 1 }, { toolCalls: 4 }))
    expect(given).toMatchObject({ value: 1 / 8, smallest: { trials: 2 } })
  })

  it('is absent, neither 0 nor unknown, when no tool was called', () => {
    expect(estimate('tool_error_rate', measured({ toolCalls: 0 }))).toMatchObject({ kind: 'absent' })
  })
})

describe('escalation_rate', () => {
  const results = measured(
    { toolNames: ['transfer_to_human_agents'] },
    { toolNames: ['get_order'] },
    { toolNames: ['get_order', 'call_boss'] },
    { toolNames: [] },
  )

  it('knows the usual names when the suite gives none, and those of the suite alone when it does', () => {
    expect(value('escalation_rate', results)).toBe(0.25)
    expect(value('escalation_rate', results, ['call_boss', 'get_order'])).toBe(0.5)
    expect(value('escalation_rate', results, [])).toBe(0)
  })

  it('takes a trial in error for one that might have escalated', () => {
    expect(estimate('escalation_rate', trialsOf('a', 'PPPE'))).toMatchObject({
      value: 0,
      smallest: { rate: 0 },
      largest: { rate: 0.25 },
    })
  })
})

describe('pass@k and pass^k', () => {
  it('are unbiased, mean over cases', () => {
    // n 5, c 3: pass@1..3 are .6, .9, 1 (reference/statistics.md).
    const results = trialsOf('a', 'PPPFF')
    expect([1, 2, 3].map((k) => value(`pass@${k}`, results)?.toFixed(9))).toEqual([
      '0.600000000',
      '0.900000000',
      '1.000000000',
    ])
    expect(value('pass^2', results)).toBeCloseTo(3 / 10, 12)
    expect(value('pass^2', [...results, ...trialsOf('b', 'PP')])).toBeCloseTo((0.3 + 1) / 2, 12)
  })

  it('are unknown, with the case named, beyond the scored observations: copies and errors are none', () => {
    expect(reason(estimate('pass^3', trialsOf('a', 'PPP', { sample: 'one' })))).toBe(
      'case a has 1 scored observation, pass^3 needs 3',
    )
    expect(reason(estimate('pass@3', trialsOf('a', 'PPE')))).toBe(
      'case a has 2 scored observations, pass@3 needs 3',
    )
  })

  it('take a fixed trial for as many as are asked: it says the same every time', () => {
    expect(value('pass^5', [...fixedTrials('a', 'P'), ...fixedTrials('b', 'FF')])).toBe(0.5)
  })
})
