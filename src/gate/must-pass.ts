import type { SourceSpan } from '../errors.ts'
import { plural } from './assertion-text.ts'
import { boundsOf } from './bounds.ts'
import { holds, proofOf } from './compare.ts'
import { observedValue } from './estimate.ts'
import { successRate } from './estimators/shares.ts'
import type { ObservedCase } from './observe.ts'
import { sampleOf } from './sample.ts'
import type { AssertionReport, AssertionVerdict, Decision } from './types.ts'

const LABEL = 'must_pass: '

/** Whether a line of the gate is one that a `must_pass` case makes for itself. */
export const isMustPass = ({ text }: Pick<AssertionVerdict, 'text'>): boolean => text.startsWith(LABEL)

/** The level of the bounds shown; what decides is the observed value. */
const LEVEL = 0.05

/**
 * The assertion that a `must_pass` case makes for itself: every scored trial passes. One fail proves that not all
 * pass; that all do can be proven only by fixed trials, so the observed value decides, whatever `--fail-on` says.
 */
export function judgeMustPass(observed: ObservedCase, file: string): AssertionReport {
  const sample = sampleOf([observed])
  const { evidence } = sample
  const estimate = successRate(sample)
  const bounds = boundsOf(estimate, evidence, { low: LEVEL, high: LEVEL })
  const value = observedValue(estimate)
  const { id, line, column } = observed.case
  return {
    text: LABEL + id,
    evidence,
    proof: proofOf('>=', 1, bounds),
    decision: decide(value),
    value,
    ...bounds,
    bound: 1,
    missingTrials: null,
    baseline: null,
    pValue: null,
    open: false,
    decidedAtRound: null,
    unit: 'share',
    because: estimate.kind === 'unknown' ? estimate.because : tally(observed),
    span: { file, line, column, length: 1 } satisfies SourceSpan,
  }
}

function decide(value: number | null): Decision {
  if (value === null) return 'error'
  return holds('>=', value, 1) ? 'pass' : 'fail'
}

/** `holds in all 20 trials`, `fails in 1 of 20 trials`; those without a score are named, never counted. */
function tally({ trials }: ObservedCase): string {
  const failed = trials.filter(({ outcome }) => outcome === 'fail').length
  const scored = failed + trials.filter(({ outcome }) => outcome === 'pass').length
  const left = trials.length - scored
  const noun = left === 0 ? 'trial' : 'scored trial'
  const rest = left === 0 ? '' : ` (${left} more without a score)`
  if (failed > 0) return `fails in ${failed} of ${plural(scored, noun)}${rest}`
  return `holds in ${scored === 1 ? 'its only' : `all ${scored}`} ${noun}${scored === 1 ? '' : 's'}${rest}`
}
