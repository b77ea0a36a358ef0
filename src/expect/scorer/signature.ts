import type { Measures } from '../../model/measure.ts'
import type { Indexed, SaidText, ToolCall, Trajectory } from '../../trajectory/index.ts'

/** What a scorer is given of a trial: plain data, a copy of its own. */
export interface ScorerInput {
  readonly case: string
  /** From 0. */
  readonly trial: number
  /** The turn the expectation was written on, from 1; `null` for one on the case. For a turn all else is that turn's alone. */
  readonly turn: number | null
  /** The last answer; `null` when there was none. */
  readonly output: string | null
  /** Everything the agent said, each message once, with the index of its event. */
  readonly messages: readonly SaidText[]
  /** Its tool calls, with the index of their events. */
  readonly calls: readonly Indexed<ToolCall>[]
  /** Cost, latency, tokens and the like; `null` is unknown. */
  readonly measures: Measures
  /** All that happened. */
  readonly trajectory: Trajectory
}

/** From 0 to 1; `true` is 1 and `false` 0. */
export type ScorerResult =
  | number
  | boolean
  | {
      readonly score: number | boolean
      /** What was expected and what was found; shown where it does not hold. */
      readonly reason?: string
      /** Indices of the events it rests on. */
      readonly events?: readonly number[]
    }

/** The default export of a module that `scorer:` names. */
export type Scorer = (trial: ScorerInput) => ScorerResult | Promise<ScorerResult>
