import { describe, expect, it } from 'vitest'
import { type PlanRequest, planSuite } from '../../../src/gate/plan/index.ts'
import { planJson } from '../../../src/report/plan/json.ts'
import { planText } from '../../../src/report/plan/text.ts'
import { baselineOf, request, shop } from '../../gate/plan/build.ts'

const baseline = baselineOf(Array.from({ length: 20 }, (_, index) => (index < 10 ? 'PPPPP' : 'PPPPF')))

async function plansOf(
  assertions: readonly string[],
  over: Partial<PlanRequest> = {},
  suite = shop(assertions),
) {
  const plan = await planSuite(suite, request(over))
  return plan === null ? [] : [plan]
}

const textOf = async (...args: Parameters<typeof plansOf>): Promise<string> =>
  planText(await plansOf(...args))

describe('the plan for people', () => {
  it('tells what is planned, what each question takes, and what it costs', async () => {
    const assertions = ['success_rate >= 95%', 'success_rate no_worse_than baseline margin 10pp']
    expect(await textOf(assertions, { baseline })).toMatchInlineSnapshot(`
      "shop  evals/shop.eval.yaml
        20 cases × 5 trials = 100 trials; $1.00, at $0.01 a trial as in the baseline
        rates from evals/baselines/shop.json (1 run, 100 trials): 90.0 % pass

        A success rate that drops by 10pp, the margin of its assertion, found with 80 % power at level
        2.5 % (2 assertions share 5 %)
                                                trials a case  in a run  cost of a run
          against the baseline as it is        none is enough
          against a fresh baseline of as many              10       200          $2.00
          the planned 5 trials a case find a drop of 15.0pp against the baseline as it is, a drop of
          15.0pp against as many

        A single case that breaks wholly, from always to never
          2 against 5 trials show it only in a suite whose other cases are stable; 4 against 5 do where
          10 others vary; the planned 5 trials a case are enough

        success_rate >= 95%  at 100 trials
          truly   red  trials for a proof, 80 % power           mean with --adaptive
          100 %   0 %                              59  to pass                    80
           99 %  <1 %                             124  to pass                    91
           97 %   8 %                             601  to pass                    98
           95 %  38 %                    none decides                             99
           93 %  71 %                           1,080  to fail                    98
           90 %  94 %                             213  to fail                    88
      "
    `)
  })

  it('says what it assumes, and never that an unknown cost is none', async () => {
    const text = await textOf([])
    expect(text).toContain('there is no evals/baselines/shop.json')
    expect(text).toContain('what they cost is unknown')
    expect(text).toMatch(/against a fresh baseline of as many +\d+ +\d+ +unknown/)
    expect(text).not.toContain('$')
  })

  it('says that a given rate is given', async () => {
    expect(await textOf([], { rate: 0.7 })).toContain(
      'every case is assumed to pass 70 % of the time, as --rate says',
    )
  })

  it('says of three trials against three what they show', async () => {
    expect(await textOf([], { trials: 3 })).toMatchInlineSnapshot(`
      "shop  evals/shop.eval.yaml
        20 cases × 3 trials = 60 trials; what they cost is unknown, since no baseline and no recording
        tells what a trial costs
        every case is assumed to pass 90 % of the time: there is no evals/baselines/shop.json, and
        --rate can say another

        A success rate that drops by 5pp (--drop asks for another), found with 80 % power at level 5 %
                                               trials a case  in a run  cost of a run
          against a fresh baseline of as many             27       540        unknown
          the planned 3 trials a case find a drop of 17.6pp against as many

        A single case that breaks wholly, from always to never
          3 against 3 trials show it only in a suite whose other cases are stable; 5 against 5 do where
          19 others vary; the planned 3 trials a case are enough for a stable suite alone

        success_rate >= 100%  at 60 trials
          truly   red  trials for a proof, 80 % power           mean with --adaptive
          100 %   0 %                    none decides                             60
           98 %  70 %                              80  to fail                    42
           95 %  95 %                              32  to fail                    30
      "
    `)
  })

  it('says that a drop within the margin is let go', async () => {
    const text = await textOf(['success_rate no_worse_than baseline margin 5pp'], { drop: 0.02 })
    expect(text.replace(/\s+/g, ' ')).toContain('its assertion lets a drop of 2pp go, for its margin is 5pp')
  })

  it('says that a drop has no room, or that no trials find it', async () => {
    expect(await textOf([], { drop: 0.95 })).toMatch(/a rate of 90\.0 % leaves\s+no room for that/)
    const small = baselineOf(['PF', 'PP'])
    expect(await textOf([], { baseline: small }, shop([], 2))).toMatch(
      /against the baseline as it is +none is enough/,
    )
  })

  it('says that fixed scripts need one trial, and that copies are none', async () => {
    expect(await textOf([], {}, shop([], 20, { responses: 'script' }))).toContain(
      'its scripts always answer the same',
    )
    const replayed = shop([], 20, { responses: 'replay' })
    expect(await textOf([], { recordingsOf: () => 2 }, replayed)).toContain(
      '20 cases × 5 trials = 100 trials, of which 40 are distinct recordings',
    )
  })

  it('leaves means to a run', async () => {
    expect(await textOf(['avg_cost <= $0.02'])).toContain('avg_cost <= $0.02: how many trials it takes')
  })

  it('shows what would act in a terminal', async () => {
    const hostile = shop([], 2, { name: 'a\u001b[31m', displayPath: '::error::x' })
    const text = await textOf([], { baselinePath: '\u202e' }, hostile)
    for (const acting of ['\u001b', '\u202e']) expect(text).not.toContain(acting)
  })

  it('has no line that is wider than a terminal', async () => {
    const text = await textOf(['success_rate >= 95%', 'success_rate no_worse_than baseline'], { baseline })
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })
})

describe('the plan for programs', () => {
  it('is one object a suite, with null for what is unknown', async () => {
    const plans = await plansOf(['success_rate >= 95%'])
    const one = JSON.parse(planJson(plans))
    expect(one).toMatchObject({
      format: 1,
      suite: 'shop',
      trials: 100,
      trialCostUsd: null,
      ratesFrom: { kind: 'assumed', why: 'none' },
      regression: { drop: 0.05, againstBaseline: null, fresh: { costUsd: null } },
      brokenCase: { alone: 3, among: 5, named: true },
      thresholds: [{ assertion: 'success_rate >= 95%', rates: expect.arrayContaining([expect.anything()]) }],
    })
    expect(one.thresholds[0].rates[1]).toMatchObject({ trueRate: 0.99, verdict: 'pass', trials: 124 })
    expect(JSON.parse(planJson([...plans, ...plans]))).toEqual([one, one])
  })
})
