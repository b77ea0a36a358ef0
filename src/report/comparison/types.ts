import type { ComparisonVerdict } from '../../gate/comparison/verdict.ts'
import type { Divergences } from '../types.ts'

/** Two runs held against each other: everything a reporter may show. */
export interface ComparisonReport {
  readonly suite: string
  /** What the two sides are called, the baseline first. */
  readonly labels: readonly [string, string]
  readonly verdict: ComparisonVerdict
  readonly divergences: Divergences
  readonly warnings: readonly string[]
}
