import type { Suite } from '../../suite/types.ts'
import type { Baseline } from '../baseline/schema.ts'
import { boundAt, targetOf } from '../comparison/target.ts'
import { adaptiveTrials, looksOf } from './adaptive.ts'
import { assertionsOf } from './assertions.ts'
import { planBrokenCase } from './broken-case.ts'
import { type PlannedAssertion, plannedAssertions } from './levels.ts'
import { areFixed, asLive, drawsPerCase, type PlannedCase, type PlanSource, plannedCases } from './planned.ts'
import { assumedRates, costOfBaseline, type Rates, ratesOfBaseline } from './rates.ts'
import { planRegression, type RegressionOptions } from './regression.ts'
import { shareTestOf } from './share-test.ts'
import { alarmAt, plausibleRates, proofAt } from './threshold.ts'
import type { RatesFrom, SuitePlan, ThresholdPlan, TrialCost } from './types.ts'

export interface PlanRequest extends PlanSource {
  /** Where the baseline is, or would be, as the user knows it. */
  readonly baselinePath: string
  /** `null` without one. */
  readonly baseline: Baseline | null
  /** Success rate to plan with instead of the baseline's. */
  readonly rate: number | null
  /** The drop to be found; `null` leaves it to the suite's margin. */
  readonly drop: number | null
  readonly power: number
  /** Level of the regression test; `null` leaves it to the suite's assertions. */
  readonly alpha: number | null
  /** Mean cost of a recorded trial, asked where the baseline has none; `null`: unknown. */
  readonly recordedCostUsd: () => Promise<number | null>
}

/** What is assumed of a suite of which nothing is known. */
const USUAL_RATE = 0.9
const USUAL_DROP = 0.05
const USUAL_LEVEL = 0.05
/** What a suite is held against that has no assertion about it: evidence of a drop of any size. */
const ANY_DROP = { factor: 1, points: 0, failsBy: 'any' } as const

/** How many trials the questions of a suite take. Nothing is run. `null` for a suite whose cases all do not count. */
export async function planSuite(suite: Suite, request: PlanRequest): Promise<SuitePlan | null> {
  const counted = plannedCases(suite, request)
  if (counted.length === 0) return null
  const fixed = areFixed(counted)
  const cases = fixed ? asLive(counted) : counted
  const { rates, from } = ratesFor(cases, request)
  const cost = await costFor(cases, request)
  const assertions = plannedAssertions(assertionsOf(suite), cases, true)
  const asked = assertions.find(asksForNoDrop)
  const planned = drawsPerCase(cases)
  const target = asked === undefined ? ANY_DROP : targetIn(asked)
  const margin = marginOf(target, rates.spread.rate)
  const others = rates.baseline?.varying ?? cases.length - 1
  return {
    suite: suite.name,
    path: suite.displayPath,
    ...sizeOf(cases),
    fixed,
    rate: rates.spread.rate,
    ratesFrom: from,
    cost,
    margin,
    dropFrom: request.drop !== null ? 'given' : margin !== null ? 'margin' : 'default',
    sharing: request.alpha === null ? (asked?.sharing ?? 1) : 1,
    regression: planRegression({
      rates,
      cases: cases.length,
      planned,
      drop: request.drop ?? margin ?? USUAL_DROP,
      target,
      power: request.power,
      level: request.alpha ?? asked?.failLevel ?? USUAL_LEVEL,
      costUsd: cost.costUsd,
    }),
    brokenCase: planBrokenCase({
      planned,
      others: Math.min(others, cases.length - 1),
      baselineTrials: rates.baseline?.trialsPerCase ?? null,
    }),
    ...thresholdsOf(assertions, request.power),
  }
}

const sizeOf = (cases: readonly PlannedCase[]) => ({
  cases: cases.length,
  trialsPerCase: sameOf(cases.map(({ trials }) => trials)),
  trials: cases.reduce((sum, { trials }) => sum + trials, 0),
  draws: cases.reduce((sum, { draws }) => sum + draws, 0),
})

function ratesFor(
  cases: readonly PlannedCase[],
  { baseline, baselinePath: path, rate }: PlanRequest,
): { readonly rates: Rates; readonly from: RatesFrom } {
  const assumed = (why: 'none' | 'other' | 'given') => ({
    rates: assumedRates(rate ?? USUAL_RATE, cases.length),
    from: { kind: 'assumed', why, path } as const,
  })
  if (rate !== null) return assumed('given')
  if (baseline === null) return assumed('none')
  const rates = ratesOfBaseline(baseline, cases)
  if (typeof rates === 'string') return assumed('other')
  const { spread } = rates
  const runs = baseline.runs.length
  return { rates, from: { kind: 'baseline', path, runs, cases: spread.cases, trials: rates.baseline.trials } }
}

async function costFor(
  cases: readonly PlannedCase[],
  { baseline, recordedCostUsd }: PlanRequest,
): Promise<TrialCost> {
  const known = baseline === null ? null : costOfBaseline(baseline, cases)
  if (known !== null) return { costUsd: known, from: 'baseline' }
  const recorded = await recordedCostUsd()
  return { costUsd: recorded, from: recorded === null ? null : 'recordings' }
}

const asksForNoDrop = ({ checked: { assertion } }: PlannedAssertion): boolean =>
  assertion.metric.family === 'success_rate' &&
  assertion.claim.kind === 'no_worse_than' &&
  assertion.selector.length === 0

const targetIn = ({ checked: { assertion } }: PlannedAssertion): RegressionOptions['target'] =>
  assertion.claim.kind === 'absolute' ? ANY_DROP : targetOf(assertion.claim, 'share', 'higher')

/** How far the rate may be below the baseline's; `null` for a margin of nothing, which no trials can prove. */
function marginOf(target: RegressionOptions['target'], rate: number): number | null {
  const margin = Number((rate - boundAt(target, rate)).toPrecision(9))
  return margin > 0 ? margin : null
}

const sameOf = (values: readonly number[]): number | null =>
  new Set(values).size === 1 ? (values[0] ?? null) : null

function thresholdsOf(
  assertions: readonly PlannedAssertion[],
  power: number,
): Pick<SuitePlan, 'thresholds' | 'others'> {
  const absolute = assertions.filter(({ checked }) => checked.assertion.claim.kind === 'absolute')
  const thresholds: ThresholdPlan[] = []
  const others: string[] = []
  for (const { checked, cases, alpha, failLevel } of absolute) {
    const { text } = checked.assertion
    const test = shareTestOf(checked.assertion, cases)
    if (test === null) {
      others.push(text)
      continue
    }
    const levels = { pass: alpha, fail: failLevel }
    const looks = looksOf(test, cases, { levels })
    const rates = plausibleRates(test).map((trueRate) => ({
      alarm: alarmAt(test, trueRate),
      proof: trueRate === test.theta ? null : proofAt(test, trueRate, { power, levels }),
      adaptive: adaptiveTrials(looks, trueRate),
    }))
    thresholds.push({ text, test, rates })
  }
  return { thresholds, others }
}
