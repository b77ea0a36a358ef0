import { describe, expect, it } from 'vitest'
import type { TrialResult } from '../../../src/expect/types.ts'
import { METRICS } from '../../../src/gate/metrics.ts'
import { F, measures, P } from '../build.ts'
import { against, baselineOf, cases, first, judgeAgainst, resultsOf } from './build.ts'

const compare = (before: readonly TrialResult[], now: readonly TrialResult[], text: string) =>
  first(judgeAgainst(before, now, [text]))

const rates = (before: string, now: string, text: string) =>
  compare(resultsOf('then', cases(20, before)), resultsOf('now', cases(20, now)), text)

/** 20 cases × 5 trials, of which `measured` says what each took. */
const measuredRun = (side: string, measured: (trial: number, index: number) => object) =>
  resultsOf(side, cases(20, P(5)), (trial, id) => ({
    measures: measures(measured(trial, Number(id.slice(5)))),
  }))

const noise = (trial: number, index: number): number => 1 + ((trial * 7 + index * 3) % 11) / 50

describe('no_worse_than baseline', () => {
  it('is proven where the lower bound of the difference is within the margin', () => {
    const report = rates(P(20), P(20), 'success_rate no_worse_than baseline')
    expect(report).toMatchObject({ proof: 'proven_pass', decision: 'pass', baseline: 1, bound: 0.95 })
    expect(report.low).toBeGreaterThan(0.95)
    expect(report.because).toBe(
      '100.0 % against 100.0 % of the baseline (0.0pp) over 400 and 400 trials, at worst -0.7pp with 95 % confidence',
    )
  })

  it('is refuted by evidence of any regression', () => {
    const report = rates('PPPPP', 'PPPFF', 'success_rate no_worse_than baseline')
    expect(report).toMatchObject({ proof: 'proven_fail', decision: 'fail' })
    expect(report.pValue).toBeLessThan(1e-6)
    expect(report.because).toContain('worse than the baseline (p < 0.001, at most 0.05 allowed)')
  })

  it('passes where nothing is shown, and says how large a drop could have been missed', () => {
    const report = rates('PPPPF', 'PPPPF', 'success_rate no_worse_than baseline margin 1pp')
    expect(report).toMatchObject({ proof: 'inconclusive', decision: 'pass', open: true })
    expect(report.because).toMatch(
      /^80\.0 % against 80\.0 % of the baseline \(0\.0pp\) over 100 and 100 trials: no evidence of a regression \(p = 0\.5\), but at worst -9\.\dpp with 95 % confidence$/,
    )
  })

  it('fails there with --fail-on inconclusive', () => {
    const verdict = judgeAgainst(
      resultsOf('then', { a: 'PPPPF' }),
      resultsOf('now', { a: 'PPPPF' }),
      ['success_rate no_worse_than baseline'],
      { failOnInconclusive: true },
    )
    expect(first(verdict).decision).toBe('fail')
  })

  it('says how many trials would prove it, and they do', () => {
    const before = resultsOf('then', cases(20, 'PPPPF'.repeat(40)))
    const text = 'success_rate no_worse_than baseline margin 5pp'
    const judged = (fives: number) =>
      compare(before, resultsOf('now', cases(20, 'PPPPF'.repeat(fives))), text)
    const { proof, missingTrials } = judged(1)
    expect(proof).toBe('inconclusive')
    const enough = 1 + Math.ceil((missingTrials ?? 0) / 100)
    expect(enough).toBeGreaterThan(1)
    expect(judged(enough).proof).toBe('proven_pass')
    expect(judged(Math.floor(enough / 2)).proof).toBe('inconclusive')
  })

  it('is never refuted by a value that is not worse, whatever a test of logarithms says', () => {
    // All but one case cost 6 % more; the dear one a little less, and it varies.
    const costs = (cheap: number, dear: number) =>
      measuredRun(dear === 1 ? 'then' : 'now', (trial, index) => ({
        costUsd: index > 0 ? cheap * noise(trial, index) : dear * (1 + trial),
      }))
    const report = compare(costs(0.01, 1), costs(0.0106, 0.99), 'avg_cost no_worse_than baseline')
    expect(report.value).toBeLessThan(report.baseline ?? 0)
    expect(report).toMatchObject({ proof: 'inconclusive', decision: 'pass', pValue: 0.5 })
  })

  it('errors count for neither: a pass must stand the worst of them, a fail the best', () => {
    const before = resultsOf('then', cases(20, P(5)))
    const now = resultsOf('now', { ...cases(18, P(5)), 'case-18': 'EEEEE', 'case-19': 'EEEEE' })
    const report = first(judgeAgainst(before, now, ['success_rate no_worse_than baseline']))
    expect(report).toMatchObject({ proof: 'inconclusive', value: 1 })
    expect(report.low).toBeLessThan(0.9)
    expect(report.pValue).toBe(0.5)
  })
})

describe('bounds on the baseline', () => {
  it.each([
    // The upper bound of the difference is what refutes; evidence of some drop does not.
    ['PPPPP', 'PPPPF', 'success_rate >= baseline - 15pp', 'inconclusive', 'pass'],
    ['PPPPP', 'PPFFF', 'success_rate >= baseline - 15pp', 'proven_fail', 'fail'],
    [P(30), P(30), 'success_rate >= baseline - 5pp', 'proven_pass', 'pass'],
    ['PPPPF', 'PPPPP', 'success_rate >= baseline', 'proven_pass', 'pass'],
    ['PPPPP', 'PPFFF', 'success_rate >= baseline * 0.9', 'proven_fail', 'fail'],
  ] as const)('%s → %s: %s', (before, now, text, proof, decision) => {
    expect(rates(before, now, text)).toMatchObject({ proof, decision })
  })

  it.each([
    [1, 'avg_cost <= baseline + 10%', 'proven_pass'],
    [1.1, 'avg_cost <= baseline + 10%', 'inconclusive'],
    [1.5, 'avg_cost <= baseline + 10%', 'proven_fail'],
    [1, 'avg_cost no_worse_than baseline', 'proven_pass'],
    [1.5, 'avg_cost no_worse_than baseline', 'proven_fail'],
    [1, 'total_cost <= baseline * 1.2', 'proven_pass'],
    [2, 'total_cost <= baseline * 1.2', 'proven_fail'],
  ] as const)('a cost of %f times the baseline: %s', (factor, text, proof) => {
    const before = measuredRun('then', (trial, index) => ({ costUsd: 0.01 * noise(trial, index) }))
    const now = measuredRun('now', (trial, index) => ({
      costUsd: 0.01 * factor * noise(trial + 1, index + 3),
    }))
    expect(compare(before, now, text).proof).toBe(proof)
  })

  it.each([
    [1, 'p95_latency <= baseline * 1.5', 'proven_pass'],
    [3, 'p95_latency <= baseline * 1.2', 'proven_fail'],
    [3, 'p95_latency no_worse_than baseline', 'proven_fail'],
    [1, 'avg_latency no_worse_than baseline', 'proven_pass'],
    [2, 'avg_latency no_worse_than baseline', 'proven_fail'],
    [3, 'p95_call_latency no_worse_than baseline', 'proven_fail'],
  ] as const)('a latency of %f times the baseline: %s', (factor, text, proof) => {
    const timed = (scale: number) => (trial: number, index: number) => ({
      latencyMs: 1000 * scale * noise(trial, index),
      callLatenciesMs: [400 * scale * noise(trial, index)],
    })
    expect(compare(measuredRun('then', timed(1)), measuredRun('now', timed(factor)), text).proof).toBe(proof)
  })

  it('a total is compared for as many trials as the candidate has', () => {
    const before = measuredRun('then', () => ({ costUsd: 0.02 }))
    const report = compare(
      before,
      measuredRun('now', () => ({ costUsd: 0.02 })).filter(({ trial }) => trial < 2),
      'total_cost <= baseline * 1.2',
    )
    expect(report).toMatchObject({ value: expect.closeTo(0.8, 9), baseline: expect.closeTo(0.8, 9) })
  })

  it('on the same recordings a mean is not exact where trials of the baseline ended in error', () => {
    const dear = (trial: number) => (trial > 1 ? { measures: measures({ costUsd: 0.05 }) } : {})
    const before = resultsOf('recording', { a: 'PPEE' })
    const now = resultsOf('recording', { a: 'PPPP' }, dear)
    expect(compare(before, now, 'avg_cost <= baseline + 10%')).toMatchObject({
      evidence: 'fixed',
      proof: 'inconclusive',
      because: expect.stringContaining('trials that ended in error could change it'),
    })
  })

  it('a selector asks the selected cases alone', () => {
    const before = resultsOf('then', { a: P(20), b: P(20) })
    const now = resultsOf('now', { a: P(20), b: F(20) })
    const verdict = judgeAgainst(before, now, [
      'success_rate(case=a) no_worse_than baseline margin 20pp',
      'success_rate(case=b) no_worse_than baseline',
    ])
    expect(verdict.assertions.map(({ proof }) => proof)).toEqual(['proven_pass', 'proven_fail'])
  })

  it.each(
    METRICS.filter(({ estimate }) => estimate !== null).map(({ name }) =>
      name.replace('k', name.endsWith('@k') || name.endsWith('^k') ? '2' : 'k'),
    ),
  )('%s can be asked of a baseline, and is never NaN', (metric) => {
    const letters = { a: 'PPF', b: 'PFE', c: 'FPP' }
    const verdict = judgeAgainst(resultsOf('then', letters), resultsOf('now', letters), [
      `${metric} no_worse_than baseline margin 10%`,
      `${metric} <= baseline * 1.5`,
    ])
    for (const { value, low, high, bound, pValue } of verdict.assertions) {
      for (const each of [value, low, high, bound, pValue]) expect(each).not.toBeNaN()
    }
  })
})

describe('a baseline that cannot be compared', () => {
  it('is said, passes unproven, and fails where proof is asked for', () => {
    const verdict = judgeAgainst(resultsOf('then', { other: 'PP' }), resultsOf('now', { a: 'PP' }), [
      'success_rate >= baseline',
    ])
    expect(first(verdict)).toMatchObject({
      proof: 'inconclusive',
      decision: 'pass',
      bound: null,
      because:
        'none of its cases as they are today has trials here and in the baseline; this assertion was not evaluated',
    })
    expect(verdict.comparison).toMatchObject({ compared: 0, added: ['a'], missing: ['other'], shifts: [] })
  })

  it('of another suite, agent or model is a note, or an obstacle where the suite requires the same', () => {
    const before = resultsOf('then', { a: 'PP' })
    const now = resultsOf('now', { a: 'PP' })
    const other = baselineOf(before, {
      suiteHash: 'before',
      agentFingerprint: 'agent-0',
      models: ['claude-opus-4-5'],
    })
    const told = judgeAgainst(before, now, [], { against: against(other) })
    expect(told.exitCode).toBe(0)
    expect(told.notes).toEqual([
      'the baseline evals/baselines/shop.json is of another state of the suite; cases that changed are left out',
      'the agent is not the one of the baseline evals/baselines/shop.json',
      'the baseline evals/baselines/shop.json is of claude-opus-4-5, this run of claude-haiku-4-5',
    ])
    const refused = judgeAgainst(before, now, [], { against: against(other, { requireSame: ['model'] }) })
    expect(refused).toMatchObject({ decision: 'error', exitCode: 3 })
    expect(refused.notes[0]).toBe(
      'the baseline evals/baselines/shop.json is of claude-opus-4-5, this run of claude-haiku-4-5; the suite requires the same model',
    )
  })

  it('that does not say what the suite requires to be the same is an obstacle, too', () => {
    const before = resultsOf('then', { a: 'PP' })
    const unsaid = baselineOf(before, { agentFingerprint: null })
    const refused = judgeAgainst(before, resultsOf('now', { a: 'PP' }), [], {
      against: against(unsaid, { requireSame: ['agent'] }),
    })
    expect(refused.exitCode).toBe(3)
    expect(refused.notes[0]).toBe(
      'the baseline evals/baselines/shop.json does not say of which agent it is; the suite requires the same agent',
    )
  })

  it.each([
    ['avg_iterations', { iterations: 2 }, { iterations: 5 }, 'fail'],
    ['avg_iterations', { iterations: 2 }, { iterations: 2 }, 'pass'],
    ['avg_cost', { costUsd: 0.01 }, { costUsd: 0.02 }, 'fail'],
  ] as const)('%s that never varies goes by its value: %o → %o', (metric, then, now, decision) => {
    const report = compare(
      measuredRun('then', () => then),
      measuredRun('now', () => now),
      `${metric} <= baseline + 10%`,
    )
    expect(report).toMatchObject({ proof: 'inconclusive', decision })
  })

  it('what is unknown of the run cannot be evaluated', () => {
    const unknown = (side: string) => measuredRun(side, () => ({ costUsd: null, unpriced: ['model-x'] }))
    expect(compare(unknown('then'), unknown('now'), 'avg_cost <= baseline + 10%').decision).toBe('error')
  })
})
