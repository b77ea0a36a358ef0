import type { SourceSpan } from '../errors.ts'
import { boundsOf } from './bounds.ts'
import { holds, proofOf } from './compare.ts'
import { observedValue } from './estimate.ts'
import { successRate } from './estimators/shares.ts'
import type { ObservedCase } from './observe.ts'
import { sampleOf } from './sample.ts'
import type { AssertionReport, Decision } from './types.ts'

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
    text: `must_pass: ${id}`,
    evidence,
    proof: proofOf('>=', 1, bounds),
    decision: decide(value),
    value,
    ...bounds,
    bound: 1,
    missingTrials: null,
    unit: 'share',
    because: estimate.kind === 'unknown' ? `unknown: ${estimate.because}` : tally(observed),
    span: { file, line, column, length: 1 } satisfies SourceSpan,
  }
}

function decide(value: number | null): Decision {
  if (value === null) return 'error'
  return holds('>=', value, 1) ? 'pass' : 'fail'
}

function tally({ trials }: ObservedCase): string {
  const scored = trials.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail')
  const failed = scored.filter(({ outcome }) => outcome === 'fail').length
  const of = `${scored.length} scored trial${scored.length === 1 ? '' : 's'}`
  return failed === 0
    ? `all ${of} of this must_pass case passed`
    : `${failed} of ${of} of this must_pass case failed`
}
