import type { Suite } from '../../suite/types.ts'
import type { Baseline } from '../baseline/schema.ts'
import { isFloor } from '../compare.ts'
import { targetOf } from '../comparison/target.ts'
import type { Claim } from '../language.ts'
import { findMetric } from '../metrics.ts'
import { assertionsOf } from './assertions.ts'
import { type PlannedAssertion, plannedAssertions } from './levels.ts'
import { drawsOf, drawsPerCase, type PlanSource, plannedCases } from './planned.ts'
import { type NoRates, ratesOfBaseline } from './rates.ts'
import { dropFound } from './regression.ts'
import { type ShareTest, shareTestOf } from './share-test.ts'
import { type Alarm, alarmAt, type Proof, plausibleRates, proofAt } from './threshold.ts'

/** What a suite's planned trials make of one of its assertions. */
export type AssertionAlarm =
  | {
      readonly kind: 'threshold'
      readonly text: string
      readonly test: ShareTest
      /** At theta and somewhat above it, or where theta is 1 below it. */
      readonly alarms: readonly Alarm[]
      /** Of a pass, at a good rate; `null` where nothing proves one. */
      readonly proof: Proof | null
    }
  /** Depends on the spread of what is measured. */
  | { readonly kind: 'mean'; readonly text: string; readonly trials: number }
  | {
      readonly kind: 'baseline'
      readonly text: string
      readonly level: number
      /** How many assertions share it. */
      readonly sharing: number
      /** `null` for what is no drop of the success rate. */
      readonly drop: {
        readonly found: number | null
        readonly baselineTrials: number
        readonly trials: number
      } | null
    }
  | { readonly kind: 'no_baseline'; readonly text: string; readonly why: 'none' | NoRates }

export interface AlarmRequest extends PlanSource {
  /** Asked only where an assertion is about it; `null`: there is none. */
  readonly baseline: () => Baseline | null
}

const POWER = 0.8

/** One for each assertion that trials drawn anew decide; fixed scripts raise no false alarm. */
export function alarmsOf(suite: Suite, request: AlarmRequest): readonly AssertionAlarm[] {
  const cases = plannedCases(suite, request)
  const assertions = assertionsOf(suite)
  const drawn = plannedAssertions(assertions, cases, true)
  const baseline = drawn.some(isRelative) ? request.baseline() : null
  const told = plannedAssertions(assertions, cases, baseline !== null)
  return told.map((each) => alarmOf(each, baseline))
}

const isRelative = ({ checked }: PlannedAssertion): boolean => checked.assertion.claim.kind !== 'absolute'

function alarmOf(planned: PlannedAssertion, baseline: Baseline | null): AssertionAlarm {
  const { assertion } = planned.checked
  if (assertion.claim.kind !== 'absolute') return baselineAlarm(planned, assertion.claim, baseline)
  const { text } = assertion
  const test = shareTestOf(assertion, planned.cases)
  if (test === null) return { kind: 'mean', text, trials: drawsOf(planned.cases) }
  const rates = plausibleRates(test)
  const shown = [test.theta, rates.filter((rate) => rate > test.theta && rate < 1).at(-1)]
  const below = rates.filter((rate) => rate < test.theta)
  const alarms = (test.theta === 1 ? below : shown.flatMap((rate) => rate ?? [])).map((rate) =>
    alarmAt(test, rate),
  )
  const good = rates.find((rate) => rate > test.theta && rate < 1)
  const levels = { pass: planned.alpha, fail: planned.failLevel }
  const proof = good === undefined ? null : proofAt(test, good, { power: POWER, levels })
  return { kind: 'threshold', text, test, alarms, proof }
}

function baselineAlarm(
  { checked: { assertion }, cases, failLevel, sharing }: PlannedAssertion,
  claim: Exclude<Claim, { kind: 'absolute' }>,
  baseline: Baseline | null,
): AssertionAlarm {
  const { text, metric } = assertion
  if (baseline === null) return { kind: 'no_baseline', text, why: 'none' }
  const rates = ratesOfBaseline(baseline, cases)
  if (typeof rates === 'string') return { kind: 'no_baseline', text, why: rates }
  const told = { kind: 'baseline', text, level: failLevel, sharing } as const
  if (metric.family !== 'success_rate') return { ...told, drop: null }
  const target = targetOf(claim, metric.unit, findMetric(metric.family)?.better ?? 'higher')
  const planned = drawsPerCase(cases)
  // Of a ceiling, or of a baseline to be surpassed, no drop is the question.
  if (!isFloor(target.operator) || target.factor > 1 || target.points > 0) return { ...told, drop: null }
  const baselineTrials = rates.baseline.trialsPerCase
  const comparison = { suite: rates.spread, baselineTrials, alpha: failLevel, power: POWER }
  const found = dropFound(comparison, { target, planned })
  return { ...told, drop: { found, baselineTrials, trials: planned } }
}
