import type { Measures } from '../model/measure.ts'
import type { Json } from '../trajectory/index.ts'

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
  /** What a judge answered, of its choices. */
  readonly answer?: string
  /**
   * Set on a miss for want of anything to look at: there was no answer. `not` leaves it a miss, or an agent that
   * said nothing would meet all that it should not say.
   */
  readonly vacuous?: true
}

/** What an expectation counts for in its trial. */
export interface Grading {
  /** A required one that does not hold fails the trial; an optional one counts by its score alone. */
  readonly required: boolean
  /** Its share in the trial's score, beside the weights of the others. */
  readonly weight: number
}

/** Something of the suite that an item names: whoever knows the suite can tell whether it is there. */
export type Mention = {
  /** From the item to the value that names it, or to the key. */
  readonly path: readonly (string | number)[]
  readonly point: 'value' | 'key'
} & (
  | { readonly kind: 'tool'; readonly tool: string }
  | { readonly kind: 'argument'; readonly tool: string; readonly argument: string; readonly value: Json }
  | { readonly kind: 'turn'; readonly turn: number }
  /** The first step of a path into the world; `null` for the world as such. */
  | { readonly kind: 'world'; readonly root: string | null }
  /** A file beside the suite, whose content takes the place of its name before the item is checked for good. */
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'model'; readonly model: string }
  /** A file of code beside the suite, whose default export is called. */
  | { readonly kind: 'module'; readonly module: string }
)

/** What an expectation counts for in its trial. */
export interface Grading {
  /** A required one that does not hold fails the trial; an optional one counts by its score alone. */
  readonly required: boolean
  /** Its share in the trial's score, beside the weights of the others. */
  readonly weight: number
}

/** An expectation of a case as the suite gives it, checked. */
export interface Expected {
  readonly name: string
  readonly spec: unknown
  /** The turn it was written on, from 1; `null` for one on the case. */
  readonly turn: number | null
  readonly grading: Grading
  /** Where it stands in the suite file, from 1. */
  readonly line: number
  readonly column: number
}

/** What a trial is judged by. */
export interface Criteria {
  readonly expect: readonly Expected[]
  /** The least weighted mean of the scores of the optional expectations, 0..1; `null`: they decide nothing. */
  readonly minScore: number | null
}

export interface ExpectationScore extends Finding, Grading {
  /** False also where it cannot be told. */
  readonly holds: boolean
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
  /** The weighted mean of the scores of all expectations of which it can be told; `null` where there is none. */
  readonly score: number | null
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
