import type { Unit } from './types.ts'

/** The assertion language: `metric[(selector)] op bound [with 99% confidence]`, as data. */

export type Operator = '>=' | '<=' | '>' | '<'

export interface MetricRef {
  /** As written: `success_rate`, `pass^5`. */
  readonly name: string
  /** Its entry in the registry: `success_rate`, `pass^k`. */
  readonly family: string
  readonly unit: Unit
  /** The k of `pass@k` and `pass^k`; `null` for every other metric. */
  readonly k: number | null
}

/** One condition of a selector; a case must meet all of them. */
export type Condition =
  | { readonly kind: 'tag'; readonly tag: string }
  /** `*` stands for any characters, none included. */
  | { readonly kind: 'case'; readonly glob: string }

/** How a bound differs from the baseline's value; `by` is signed, a factor is not. */
export type Shift =
  | { readonly kind: 'none' }
  /** Percentage points, as a share: `- 5pp` is -0.05. */
  | { readonly kind: 'points'; readonly by: number }
  /** A part of the baseline's value, as a share: `+ 10%` is 0.1. */
  | { readonly kind: 'relative'; readonly by: number }
  | { readonly kind: 'factor'; readonly by: number }

export type Claim =
  /** The bound is in the metric's own unit: a share of 1, US dollars, milliseconds, a count. */
  | { readonly kind: 'absolute'; readonly operator: Operator; readonly bound: number }
  | { readonly kind: 'baseline'; readonly operator: Operator; readonly shift: Shift }
  /** Evidence of any regression beyond the margin fails; `null` is the default margin. */
  | { readonly kind: 'no_worse_than'; readonly margin: Shift | null }

export interface Assertion {
  /** As written, without the blanks around it. */
  readonly text: string
  readonly metric: MetricRef
  readonly selector: readonly Condition[]
  readonly claim: Claim
  /** 0.95 unless the assertion says otherwise. */
  readonly confidence: number
}

/** Permanent codes of what can be wrong with an assertion. */
export type ProblemCode =
  | 'assertion-syntax'
  | 'assertion-metric'
  | 'assertion-attack-metric'
  | 'assertion-selector'
  | 'assertion-operator'
  | 'assertion-unit'
  | 'assertion-range'
  | 'assertion-confidence'
  | 'assertion-trailing'

/** One mistake; `offset` and `length` are characters of the assertion's text, always inside it. */
export interface Problem {
  readonly code: ProblemCode
  readonly message: string
  readonly hint: string | null
  readonly offset: number
  readonly length: number
}

export type Parsed =
  | { readonly ok: true; readonly assertion: Assertion }
  | { readonly ok: false; readonly problem: Problem }

export const DEFAULT_CONFIDENCE = 0.95
