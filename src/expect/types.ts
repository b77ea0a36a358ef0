import type { ZodType } from 'zod'
import type { Measures } from '../model/measure.ts'
import type { Indexed, JsonObject, ModelCall, SaidText, ToolCall, Trajectory } from '../trajectory/index.ts'

/**
 * What an expectation looks at. For an expectation written on a turn everything here is that turn's alone, and
 * the final output is the reply of that turn. The views carry the indices of the whole trial, so an expectation
 * takes indices from them and never from the place of an event in `trajectory`.
 */
export interface Scene {
  readonly trajectory: Trajectory
  readonly measures: Measures
  /** The turn the expectation was written on; `null` for one on the case. */
  readonly turn: number | null
  readonly calls: readonly Indexed<ToolCall>[]
  /** The agent's model calls that were answered: the turns of its loop. */
  readonly answers: readonly Indexed<ModelCall>[]
  /** Everything the assistant said, each message once. */
  readonly messages: readonly SaidText[]
  /** The last answer; `null` when there was none. */
  readonly final: SaidText | null
  /** Why the model stopped last and at which event; `null` when nobody said. */
  readonly stop: { readonly reason: string; readonly index: number | null } | null
  /** The answer to the n-th turn; `null` when there was none, or when it is outside of this scene. */
  reply(turn: number): SaidText | null
}

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

/** One kind of expectation: a file in this folder and a line in its registry. */
export interface Expectation<Spec = unknown> {
  /** Its key in YAML. */
  readonly name: string
  /** Checks the whole item: `{ <name>: …, ...options }`. */
  readonly schema: ZodType<Spec>
  /** The item in a few words, for tables: `contains "refund"`. */
  describe(spec: Spec): string
  score(spec: Spec, scene: Scene): Finding
  /** The tools, their arguments and the turns that an item names; the item has passed the schema. */
  mentions?(item: JsonObject): readonly Mention[]
}

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
  /** Cost of earlier attempts that ended in the provider's trouble; part of what the run cost. */
  readonly retriedCostUsd: number
}
