import type { Random } from '../random.ts'
import type { Answer, ModelRequest } from '../responder.ts'

/** A fault to provoke; see `pawl run --help` for the names. */
export interface FaultRule {
  readonly fault: string
  /** The agent's model calls that it hits, from 1: this one, or from this one on; `null`: any. */
  readonly at: number | null
  /** How many calls it hits; `null`: all from then on. */
  readonly times: number | null
  /** RE2: only calls whose last message matches; `null`: any. */
  readonly when: string | null
  /** Share of the calls that it hits, drawn by seed; 1: each. */
  readonly rate: number
  /** `retry-after` of a fault that has one, and how long others take to show. */
  readonly retryAfterMs: number | null
  readonly latencyMs: number | null
}

export interface FaultContext {
  readonly rule: FaultRule
  readonly request: ModelRequest
  readonly random: Random
}

/** A failure of the provider or the model that can be provoked. */
export interface Fault {
  readonly name: string
  /** One line for `--help` and the README. */
  readonly about: string
  /**
   * The answer that the agent gets.
   * @param answer asks for what the model says without the fault; a fault that never reaches the model leaves it be
   */
  provoke(context: FaultContext, answer: () => Promise<Answer>): Promise<Answer>
}
