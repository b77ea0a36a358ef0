import type { SuitePlan } from '../../gate/plan/index.ts'
import { jsonText } from '../json.ts'

/** Version of the format: raised when a key changes its meaning or goes. */
const FORMAT = 1

/** One object a suite, of several an array; keys in a fixed order. Shares are of 1, and what is unknown is null. */
export function planJson(plans: readonly SuitePlan[]): string {
  const all = plans.map(suiteValue)
  return jsonText(all.length === 1 ? all[0] : all)
}

function suiteValue(plan: SuitePlan) {
  const { suite, path, cases, trialsPerCase, trials, draws, fixed, rate, ratesFrom, cost } = plan
  const { drop, power, level, planned, againstBaseline, fresh, found } = plan.regression
  return {
    format: FORMAT,
    suite,
    path,
    cases,
    trialsPerCase,
    trials,
    draws,
    fixed,
    rate,
    ratesFrom,
    trialCostUsd: cost.costUsd,
    trialCostFrom: cost.from,
    regression: {
      drop,
      dropFrom: plan.dropFrom,
      margin: plan.margin,
      power,
      level,
      sharing: plan.sharing,
      planned,
      againstBaseline,
      fresh,
      found,
    },
    brokenCase: plan.brokenCase,
    thresholds: plan.thresholds.map(({ text, test, rates }) => ({
      assertion: text,
      theta: test.theta,
      trials: test.trials,
      groupOf: test.groupOf,
      rates: rates.map(({ alarm, proof, adaptive }) => ({
        trueRate: alarm.trueRate,
        red: alarm.red,
        verdict: proof?.verdict ?? null,
        trials: proof?.trials ?? null,
        adaptive,
      })),
    })),
    others: plan.others,
  }
}
