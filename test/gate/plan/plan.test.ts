import { describe, expect, it } from 'vitest'
import { type PlanRequest, planSuite, type SuitePlan } from '../../../src/gate/plan/index.ts'
import { caseOf, suiteOf } from '../build.ts'
import { baselineOf, request, shop } from './build.ts'

async function planOf(
  assertions: readonly string[],
  over: Partial<PlanRequest> = {},
  suite = shop(assertions),
): Promise<SuitePlan> {
  const plan = await planSuite(suite, request(over))
  if (plan === null) throw new Error('expected a plan')
  return plan
}

const baseline = baselineOf(
  Array.from({ length: 20 }, (_, index) => (index < 10 ? 'PPPPPPPPPP' : 'PPPPPPPPPF')),
)

describe('the plan of a suite', () => {
  it('assumes what nobody knows, and says so', async () => {
    const plan = await planOf([])
    expect(plan).toMatchObject({
      cases: 20,
      trialsPerCase: 5,
      trials: 100,
      rate: 0.9,
      ratesFrom: { kind: 'assumed', why: 'none' },
      cost: { costUsd: null, from: null },
      dropFrom: 'default',
      regression: { drop: 0.05, level: 0.05, againstBaseline: null },
    })
    expect(plan.regression.fresh?.costUsd).toBeNull()
  })

  it('takes rates and costs from the baseline', async () => {
    const plan = await planOf([], { baseline })
    expect(plan.ratesFrom).toMatchObject({ kind: 'baseline', runs: 1, cases: 20, trials: 200 })
    expect(plan.rate).toBeCloseTo(0.95, 12)
    expect(plan.cost).toEqual({ costUsd: expect.closeTo(0.01, 12), from: 'baseline' })
    const { againstBaseline } = plan.regression
    expect(againstBaseline?.costUsd).toBeCloseTo((againstBaseline?.trials ?? 0) * 0.01, 9)
    expect(plan.brokenCase).toMatchObject({ others: 10, baselineTrials: 10 })
  })

  it('takes costs from recordings where the baseline has none', async () => {
    const { cost } = await planOf([], { recordedCostUsd: async () => 0.03 })
    expect(cost).toEqual({ costUsd: 0.03, from: 'recordings' })
  })

  it('goes by a rate that is given, whatever the baseline says', async () => {
    const plan = await planOf([], { baseline, rate: 0.7 })
    expect(plan).toMatchObject({ rate: 0.7, ratesFrom: { kind: 'assumed', why: 'given' } })
    expect(plan.cost.from).toBe('baseline')
  })

  it('says that a baseline of other cases tells nothing', async () => {
    const other = { ...baseline, cases: baseline.cases.map((each) => ({ ...each, hash: 'old' })) }
    expect((await planOf([], { baseline: other })).ratesFrom).toMatchObject({ why: 'other' })
  })

  it('takes the drop and the level of the assertion that forbids one', async () => {
    const assertions = ['success_rate no_worse_than baseline margin 10%', 'p95_latency <= 5s']
    const plan = await planOf(assertions, { baseline })
    expect(plan).toMatchObject({ dropFrom: 'margin', sharing: 2, regression: { level: 0.025 } })
    expect(plan.regression.drop).toBeCloseTo(0.095, 9)
    const given = await planOf(assertions, { baseline, drop: 0.02, alpha: 0.01 })
    expect(given).toMatchObject({ dropFrom: 'given', sharing: 1, regression: { drop: 0.02, level: 0.01 } })
  })

  it('tells of each threshold how often it alarms, and what its proof takes', async () => {
    const { thresholds, others } = await planOf(['success_rate >= 95%', 'avg_cost <= $0.02'])
    expect(others).toEqual(['avg_cost <= $0.02'])
    expect(thresholds.map(({ text }) => text)).toEqual(['success_rate >= 95%'])
    const rows = thresholds[0]?.rates ?? []
    expect(rows.map(({ alarm, proof }) => [alarm.trueRate, proof?.verdict, proof?.trials])).toEqual([
      [1, 'pass', 59],
      [0.99, 'pass', 124],
      [0.97, 'pass', 601],
      [0.95, undefined, undefined],
      [0.93, 'fail', expect.any(Number)],
      [0.9, 'fail', expect.any(Number)],
    ])
  })

  it('tells what an adaptive run takes on the mean: less, the farther from the threshold', async () => {
    const { thresholds } = await planOf(['success_rate >= 95%'], { trials: 20 })
    const adaptive = (thresholds[0]?.rates ?? []).map((row) => row.adaptive ?? 0)
    expect(adaptive[0]).toBeLessThan(adaptive[1] ?? 0)
    expect(adaptive[1]).toBeLessThan(adaptive[2] ?? 0)
    expect(Math.max(...adaptive)).toBeLessThanOrEqual(400)
    expect(adaptive[5]).toBeLessThan(adaptive[4] ?? 0)
  })

  it('of nothing but fixed scripts is about the live model', async () => {
    const suite = shop(['success_rate >= 95%'], 20, { responses: 'script' })
    const plan = await planOf([], {}, suite)
    expect(plan).toMatchObject({ fixed: true, draws: 100 })
    expect(plan.thresholds[0]?.test.trials).toBe(100)
  })

  it('is none where no case counts', async () => {
    const suite = suiteOf([caseOf('a', { knownFailing: { reason: 'slow', until: null } })])
    expect(await planSuite(suite, request())).toBeNull()
  })
})
