import { because } from './assertion-text.ts'
import { becauseOfBaseline } from './baseline-text.ts'
import { boundsOf, NO_BOUNDS, shownBounds } from './bounds.ts'
import type { CheckedAssertion } from './check.ts'
import { type Bounds, holds, isFloor, proofOf } from './compare.ts'
import { boundOf, relativeBounds } from './comparison/relative.ts'
import { type Estimate, observedValue } from './estimate.ts'
import type { Operator } from './language.ts'
import { type Tested, withLevels } from './levels.ts'
import { missingInComparison, missingTrials } from './missing-trials.ts'
import {
  type AbsoluteQuestion,
  ask,
  type OpenQuestion,
  type RelativeQuestion,
  type Scene,
} from './question.ts'
import type { AssertionReport, AssertionVerdict, Decision, Proof } from './types.ts'

export interface AssertionOptions {
  readonly failOnInconclusive: boolean
}

/** Proof and decision of each assertion over the cases that count, in the order of the suite. */
export function judgeAssertions(
  assertions: readonly CheckedAssertion[],
  scene: Scene,
  options: AssertionOptions,
): readonly AssertionReport[] {
  return withLevels(assertions.map((checked) => ask(checked, scene))).map((tested) =>
    reportOf(tested, options),
  )
}

/** One assertion, at the levels that it is tested at. */
export function reportOf(tested: Tested, options: AssertionOptions): AssertionReport {
  const { question } = tested
  switch (question.kind) {
    case 'absolute':
      return absolute(question, tested, options)
    case 'relative':
      return relative(question, tested, options)
    case 'open':
      return open(question, options)
  }
}

/** The level of each end: the one that a pass rests on, and the one that a fail does. */
const ends = (operator: Operator, { pass, fail }: Tested['levels']) =>
  isFloor(operator) ? { low: pass, high: fail } : { low: fail, high: pass }

function absolute(
  question: AbsoluteQuestion,
  { levels, pValue }: Tested,
  options: AssertionOptions,
): AssertionReport {
  const { checked, estimate, evidence, operator, bound } = question
  const { metric, text } = checked.assertion
  const bounds = boundsOf(estimate, evidence, ends(operator, levels))
  const proof = proofOf(operator, bound, bounds)
  const undecided = proof === 'inconclusive' && evidence === 'sampled'
  const verdict = {
    ...decided(question, { operator, bound, bounds, proof }, options),
    missingTrials: undecided ? missingTrials(estimate, { operator, bound, bounds, ...levels }) : null,
    baseline: null,
    pValue,
  }
  const told = { operator, bound, unit: metric.unit, estimate, verdict, levels, ...options }
  return {
    text,
    ...verdict,
    unit: metric.unit,
    because: because(told),
    open: undecided && !(isBoundless(bounds) && isConstant(estimate)),
    decidedAtRound: null,
    span: checked.span,
  }
}

function relative(
  question: RelativeQuestion,
  { levels, pValue }: Tested,
  options: AssertionOptions,
): AssertionReport {
  const { checked, estimate, evidence, target, baseline } = question
  const { metric, text } = checked.assertion
  const { operator } = target
  const bound = boundOf(question)
  const bounds = relativeBounds(question, ends(operator, levels))
  const shown = proofOf(operator, bound, bounds)
  const regressed = target.failsBy === 'any' && pValue !== null
  const refuted = regressed ? pValue <= levels.fail : shown === 'proven_fail'
  const proof = shown === 'proven_pass' ? shown : refuted ? 'proven_fail' : 'inconclusive'
  const undecided = proof === 'inconclusive' && evidence === 'sampled'
  const verdict = {
    ...decided(question, { operator, bound, bounds, proof }, options),
    missingTrials: undecided ? missingInComparison(question, bounds) : null,
    baseline,
    pValue,
  }
  const told = { operator, bound, unit: metric.unit, estimate, verdict, levels, ...options }
  const why = becauseOfBaseline(told, question)
  return {
    text,
    ...verdict,
    unit: metric.unit,
    because: why,
    open: undecided && !areConstant(question, bounds),
    decidedAtRound: null,
    span: checked.span,
  }
}

interface Shown {
  readonly operator: Operator
  readonly bound: number
  readonly bounds: Bounds
  readonly proof: Proof
}

function decided(
  question: AbsoluteQuestion | RelativeQuestion,
  { operator, bound, bounds, proof }: Shown,
  { failOnInconclusive }: AssertionOptions,
): Omit<AssertionVerdict, 'text' | 'missingTrials' | 'baseline' | 'pValue'> {
  const { estimate, evidence, checked } = question
  const observed = estimate.kind === 'unbounded' ? Number.POSITIVE_INFINITY : observedValue(estimate)
  const met = observed !== null && holds(operator, observed, bound)
  return {
    evidence,
    proof,
    // Without proof an absolute bound goes by what was observed; a baseline, by there being no regression shown.
    decision: decide(estimate, proof, !failOnInconclusive && (met || mayPass(question, bounds))),
    value: observedValue(estimate),
    ...shownBounds(bounds, checked.assertion.metric.unit),
    bound,
  }
}

/** What has no interval could never be proven to miss a bound: it goes by what was observed, baseline or not. */
function mayPass(question: AbsoluteQuestion | RelativeQuestion, bounds: Bounds): boolean {
  const { kind } = question.estimate
  if (kind === 'absent') return true
  if (question.kind === 'absolute') return false
  return question.target.failsBy === 'any' || !goesByValue(question, bounds)
}

/** A ratio of sums never has an interval; a mean has none where no trial differs from another of its side. */
function goesByValue(question: RelativeQuestion, bounds: Bounds): boolean {
  const { kind } = question.estimate
  return kind === 'point' || kind === 'unbounded' || areConstant(question, bounds)
}

const areConstant = ({ estimate, comparing: { compared } }: RelativeQuestion, bounds: Bounds): boolean =>
  isBoundless(bounds) && [estimate, compared.baseline].every(isConstant)

const isBoundless = ({ low, high }: Bounds): boolean => low === null && high === null

/** Of a mean without bounds: more of the same trials would not bound it either. */
const isConstant = (estimate: Estimate): boolean =>
  estimate.kind === 'mean' && estimate.missing === 0 && estimate.n > 1

function decide(estimate: Estimate, proof: Proof, passesUnproven: boolean): Decision {
  if (estimate.kind === 'unknown') return 'error'
  // Not `error`: that would make trouble of the infrastructure (exit 3) of an agent's own crash (exit 1).
  if (estimate.kind === 'unmeasured') return 'fail'
  switch (proof) {
    case 'proven_pass':
      return 'pass'
    case 'proven_fail':
      return 'fail'
    case 'inconclusive':
      return passesUnproven ? 'pass' : 'fail'
  }
}

/** Shown, and marked as not evaluated. */
function open(
  { checked, estimate, evidence, because: why }: OpenQuestion,
  { failOnInconclusive }: AssertionOptions,
): AssertionReport {
  return {
    text: checked.assertion.text,
    evidence,
    proof: 'inconclusive',
    decision: decide(estimate, 'inconclusive', !failOnInconclusive),
    value: observedValue(estimate),
    ...NO_BOUNDS,
    bound: null,
    missingTrials: null,
    baseline: null,
    pValue: null,
    unit: checked.assertion.metric.unit,
    because: why,
    open: evidence === 'sampled',
    decidedAtRound: null,
    span: checked.span,
  }
}
