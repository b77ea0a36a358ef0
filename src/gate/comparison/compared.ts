import type { Levels } from '../bounds.ts'
import type { Bounds } from '../compare.ts'
import type { Estimate } from '../estimate.ts'
import type { Evidence } from '../types.ts'
import type { CasePair } from './pairs.ts'

/** A metric on both sides of the same cases. */
export interface Compared {
  readonly pairs: readonly CasePair[]
  readonly evidence: Evidence
  readonly candidate: Estimate
  readonly baseline: Estimate
  readonly better: 'higher' | 'lower'
  /** The k of `pass@k` and `pass^k`; 1 for the others. */
  readonly k: number
}

/** How a metric of two samples is compared; what both played alike needs none of it. */
export interface Comparer {
  /** Of candidate − factor × baseline, each one-sided at its level. Errors are taken both ways. */
  readonly bounds: (compared: Compared, factor: number, levels: Levels) => Bounds
  /** The one-sided p-value of "worse than the baseline", errors in the candidate's favour; `null` without a test. */
  readonly worse: (compared: Compared) => number | null
}

/**
 * The p-value of "worse than the baseline" beside what was observed: a value that is no worse is no evidence of it,
 * whatever a test of logarithms or of tails says.
 */
export function worseThan(
  comparer: Comparer,
  compared: Compared,
  { now, before }: { readonly now: number | null; readonly before: number },
): number | null {
  const pValue = comparer.worse(compared)
  if (pValue === null || now === null) return pValue
  const isWorse = compared.better === 'higher' ? now < before : now > before
  return isWorse ? pValue : Math.max(pValue, 0.5)
}
