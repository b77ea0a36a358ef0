import { holmLevels } from '../stats/index.ts'
import { because } from './assertion-text.ts'
import { boundsOf, NO_BOUNDS, shownBounds } from './bounds.ts'
import type { CheckedAssertion } from './check.ts'
import { holds, isFloor, proofOf } from './compare.ts'
import { type Estimate, observedValue, unknownBecause } from './estimate.ts'
import { DEFAULT_CONFIDENCE, type Operator } from './language.ts'
import { type EstimateOptions, estimateOf } from './metrics.ts'
import { missingTrials } from './missing-trials.ts'
import { pValueAgainst } from './p-value.ts'
import { type Sample, sampleOf } from './sample.ts'
import { selects } from './select.ts'
import type { AssertionReport, Decision, Evidence, Proof } from './types.ts'

export interface AssertionOptions {
  readonly escalationTools: EstimateOptions['escalationTools']
  readonly failOnInconclusive: boolean
}

/** An assertion with what its cases showed. */
interface Question {
  readonly checked: CheckedAssertion
  readonly estimate: Estimate
  readonly evidence: Evidence
  /** The chance of a false verdict that its confidence allows on each side. */
  readonly alpha: number
}

/** Proof and decision of each assertion over the cases that count (`whole`), in the order of the suite. */
export function judgeAssertions(
  assertions: readonly CheckedAssertion[],
  whole: Sample,
  options: AssertionOptions,
): readonly AssertionReport[] {
  const questions = assertions.map((checked) => ask(checked, whole, options))
  const levels = failLevels(questions)
  return questions.map((question) => {
    const { claim } = question.checked.assertion
    if (claim.kind !== 'absolute') return withoutBaseline(question, options)
    return absolute(question, claim, levels.get(question) ?? question.alpha, options)
  })
}

function ask(checked: CheckedAssertion, whole: Sample, { escalationTools }: AssertionOptions): Question {
  const { metric, selector, confidence } = checked.assertion
  const sample =
    selector.length === 0 ? whole : sampleOf(whole.cases.filter((each) => selects(selector, each.case)))
  const estimate =
    sample.cases.length === 0
      ? unknownBecause('no case of this run that counts is selected, so nothing was evaluated', 0)
      : estimateOf(metric, sample, escalationTools)
  return { checked, estimate, evidence: sample.evidence, alpha: levelOf(confidence) }
}

/** 1 − .95 is .05, not .050000000000000044. */
const levelOf = (confidence: number): number => Number((1 - confidence).toPrecision(12))

/**
 * The level at which each sampled assertion may be proven to fail. Any of them turns the build red, so together
 * they share the chance of a false alarm (Holm). Each has its own alpha when it asks for another confidence: its
 * p-value is scaled to the common one and its level back.
 */
function failLevels(questions: readonly Question[]): ReadonlyMap<Question, number> {
  const common = levelOf(DEFAULT_CONFIDENCE)
  const tested: Question[] = []
  const pValues: number[] = []
  for (const question of questions) {
    const { claim } = question.checked.assertion
    if (claim.kind !== 'absolute' || question.evidence === 'fixed' || !hasTest(question.estimate)) continue
    tested.push(question)
    const p = pValueAgainst(question.estimate, claim.operator, claim.bound)
    pValues.push(Math.min(1, (p * common) / question.alpha))
  }
  const levels = holmLevels(pValues, common).map(({ level }) => level)
  return new Map(tested.map((question, i) => [question, ((levels[i] ?? common) * question.alpha) / common]))
}

const hasTest = ({ kind }: Estimate): boolean => kind === 'share' || kind === 'quantile' || kind === 'mean'

function absolute(
  { checked, estimate, evidence, alpha }: Question,
  { operator, bound }: { readonly operator: Operator; readonly bound: number },
  failLevel: number,
  { failOnInconclusive }: AssertionOptions,
): AssertionReport {
  const [low, high] = isFloor(operator) ? [alpha, failLevel] : [failLevel, alpha]
  const bounds = boundsOf(estimate, evidence, { low, high })
  const proof = proofOf(operator, bound, bounds)
  const observed = estimate.kind === 'unbounded' ? Number.POSITIVE_INFINITY : observedValue(estimate)
  const met = observed !== null && holds(operator, observed, bound)
  const level = met ? alpha : failLevel
  const { unit } = checked.assertion.metric
  const sampled = proof === 'inconclusive' && evidence === 'sampled'
  const verdict = {
    evidence,
    proof,
    decision: decide(estimate, proof, met, failOnInconclusive),
    value: observedValue(estimate),
    ...shownBounds(bounds, unit),
    bound,
    missingTrials: sampled ? missingTrials(estimate, { operator, bound, bounds, level }) : null,
  }
  const told = { operator, bound, unit, estimate, verdict, passLevel: alpha, failLevel, failOnInconclusive }
  return { text: checked.assertion.text, ...verdict, unit, because: because(told), span: checked.span }
}

function decide(estimate: Estimate, proof: Proof, met: boolean, failOnInconclusive: boolean): Decision {
  if (estimate.kind === 'unknown') return 'error'
  // Not `error`: that would make trouble of the infrastructure (exit 3) of an agent's own crash (exit 1).
  if (estimate.kind === 'unmeasured') return 'fail'
  switch (proof) {
    case 'proven_pass':
      return 'pass'
    case 'proven_fail':
      return 'fail'
    case 'inconclusive':
      return !failOnInconclusive && (met || estimate.kind === 'absent') ? 'pass' : 'fail'
  }
}

/** This version has no baselines: such an assertion is shown, and marked as not evaluated. */
function withoutBaseline(
  { checked, estimate, evidence }: Question,
  { failOnInconclusive }: AssertionOptions,
): AssertionReport {
  return {
    text: checked.assertion.text,
    evidence,
    proof: 'inconclusive',
    decision: failOnInconclusive ? 'fail' : 'pass',
    value: observedValue(estimate),
    ...NO_BOUNDS,
    bound: null,
    missingTrials: null,
    unit: checked.assertion.metric.unit,
    because: 'no baseline to compare with; this assertion was not evaluated',
    span: checked.span,
  }
}
