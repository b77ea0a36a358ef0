import type { Measures } from '../model/measure.ts'

/** What an expectation found. A result below 1 has a reason that names what was nearest. */
export interface Finding {
  /** 0..1; 1 holds. */
  readonly score: number
  /** What was expected and what happened, in one or a few lines; also said when it holds. */
  readonly reason: string
  /** Indices of the events it rests on, ascending. */
  readonly events: readonly number[]
  /** Set where it cannot be told whether it holds; the score is then 0 and means nothing. */
  readonly unknown?: true
  /**
   * Set on a miss for want of anything to look at: there was no answer. `not` leaves it a miss, or an agent that
   * said nothing would meet all that it should not say.
   */
  readonly vacuous?: true
}

/** Something of the suite that an item names: whoever knows the suite can tell whether it is there. */
export type Mention = {
  /** From the item to the value that names it, or to the key. */
  readonly path: readonly (string | number)[]
  readonly point: 'value' | 'key'
} & (
  | { readonly kind: 'tool'; readonly tool: string }
  | { readonly kind: 'argument'; readonly tool: string; readonly argument: string }
  | { readonly kind: 'turn'; readonly turn: number }
)

/** An expectation of a case as the suite gives it, checked. */
export interface Expected {
  readonly name: string
  readonly spec: unknown
  /** The turn it was written on, from 1; `null` for one on the case. */
  readonly turn: number | null
  /** Where it stands in the suite file, from 1. */
  readonly line: number
  readonly column: number
}

export interface ExpectationScore extends Finding {
  readonly name: string
  readonly text: string
  readonly turn: number | null
  readonly line: number
  readonly column: number
}

export type Outcome = 'pass' | 'fail' | 'error' | 'unscored'

/** A scored trial. `reason` says why it is not a pass; `null` for a pass. */
export interface TrialScore {
  readonly outcome: Outcome
  readonly reason: string | null
  readonly expectations: readonly ExpectationScore[]
}

/** One trial, scored and measured: all that the gate and the reports need to know of it. */
export interface TrialResult extends TrialScore {
  readonly case: string
  readonly trial: number
  readonly attempt: number
  readonly sample: string
  readonly evidence: 'fixed' | 'sampled'
  readonly code: string | null
  readonly measures: Measures
  /** Cost of earlier attempts that ended in the provider's trouble; part of what the run cost. `null`: unknown. */
  readonly retriedCostUsd: number | null
  /** The last lines that the agent wrote to stderr, where it has one and did not pass. */
  readonly stderr?: string
}
