import type { CheckedAssertion } from './check.ts'
import { type Comparing, compareOn, sidesOf } from './comparison/compare-on.ts'
import type { Pairing } from './comparison/pairs.ts'
import { type Target, targetOf } from './comparison/target.ts'
import { type Estimate, unknownBecause } from './estimate.ts'
import type { Operator } from './language.ts'
import { type EstimateOptions, estimateOf } from './metrics.ts'
import { type Sample, sampleOf } from './sample.ts'
import { selects } from './select.ts'
import type { Evidence } from './types.ts'

/** An assertion with what its cases showed: held against a value, or against the baseline. */
export type Question = AbsoluteQuestion | RelativeQuestion | OpenQuestion

interface Asked {
  readonly checked: CheckedAssertion
  readonly estimate: Estimate
  readonly evidence: Evidence
  /** The chance of a false verdict that its confidence allows on each side. */
  readonly alpha: number
}

export interface AbsoluteQuestion extends Asked {
  readonly kind: 'absolute'
  readonly operator: Operator
  readonly bound: number
}

export interface RelativeQuestion extends Asked {
  readonly kind: 'relative'
  readonly target: Target
  readonly comparing: Comparing
  /** The baseline's value over the cases that both have, for as many trials as the candidate's. */
  readonly baseline: number
}

/** About a baseline that there is not, or that has nothing to do with the cases of the assertion. */
export interface OpenQuestion extends Asked {
  readonly kind: 'open'
  readonly because: string
}

export interface Scene {
  /** The cases that count. */
  readonly whole: Sample
  /** `null` without a baseline. */
  readonly pairing: Pairing | null
  readonly escalationTools: EstimateOptions['escalationTools']
}

export function ask(checked: CheckedAssertion, scene: Scene): Question {
  const { claim, confidence } = checked.assertion
  const alpha = levelOf(confidence)
  if (claim.kind === 'absolute') {
    const { operator, bound } = claim
    return { kind: 'absolute', checked, ...seen(checked, scene), alpha, operator, bound }
  }
  if (scene.pairing === null) {
    const because = 'no baseline to compare with; this assertion was not evaluated'
    return { kind: 'open', checked, ...seen(checked, scene), alpha, because }
  }
  return compare(checked, scene, scene.pairing, alpha)
}

/** 1 − .95 is .05, not .050000000000000044. */
export const levelOf = (confidence: number): number => Number((1 - confidence).toPrecision(12))

function seen({ assertion }: CheckedAssertion, scene: Scene): Pick<Asked, 'estimate' | 'evidence'> {
  const { metric, selector } = assertion
  const sample =
    selector.length === 0
      ? scene.whole
      : sampleOf(scene.whole.cases.filter((each) => selects(selector, each.case)))
  const estimate =
    sample.cases.length === 0
      ? unknownBecause('no case of this run that counts is selected, so nothing was evaluated', 0)
      : estimateOf(metric, sample, scene.escalationTools)
  return { estimate, evidence: sample.evidence }
}

function compare(checked: CheckedAssertion, scene: Scene, pairing: Pairing, alpha: number): Question {
  const { metric, selector, claim } = checked.assertion
  const pairs = pairing.pairs.filter((pair) => selects(selector, pair.case))
  if (claim.kind === 'absolute' || pairs.length === 0) {
    const because =
      'none of its cases as they are today has trials here and in the baseline; this assertion was not evaluated'
    return { kind: 'open', checked, ...seen(checked, scene), alpha, because }
  }
  const comparing = compareOn(metric, sidesOf(pairs), scene.escalationTools)
  const { candidate, baseline, evidence, better } = comparing.compared
  const against = baselineValue(candidate, baseline)
  if (candidate.kind === 'unknown') {
    return { kind: 'open', checked, estimate: candidate, evidence, alpha, because: candidate.because }
  }
  if (against === null) {
    const why = 'because' in baseline ? baseline.because : 'its value is unknown'
    const because = `the baseline says nothing of it (${why}); this assertion was not evaluated`
    return { kind: 'open', checked, estimate: candidate, evidence, alpha, because }
  }
  return {
    kind: 'relative',
    checked,
    estimate: candidate,
    evidence,
    alpha,
    target: targetOf(claim, metric.unit, better),
    comparing,
    baseline: against,
  }
}

/** Totals grow with the trials: the baseline's is what it would be with as many as the candidate's. */
function baselineValue(candidate: Estimate, baseline: Estimate): number | null {
  switch (baseline.kind) {
    case 'mean': {
      const scale = candidate.kind === 'mean' ? candidate.scale : baseline.scale
      return (baseline.value / baseline.scale) * scale
    }
    case 'share':
    case 'quantile':
    case 'point':
      return baseline.value
    case 'unbounded':
    case 'absent':
    case 'unmeasured':
    case 'unknown':
      return null
  }
}
