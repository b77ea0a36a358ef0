import type { Clock } from '../model/clock.ts'
import type { Random } from '../model/random.ts'
import type { Json, Recorder } from '../trajectory/index.ts'

/** What a tool answered. */
export interface ToolOutcome {
  /** As the model reads it: text, or content blocks. */
  readonly content: Json
  /** As code reads it: the value that was returned. */
  readonly value: Json
  readonly isError: boolean
}

/** Runs a tool for the agent and puts the call on record. */
export interface ToolBox {
  /** @param id the provider's tool_use id, `null` where code calls a tool by itself */
  call(name: string, input: Json, id: string | null): Promise<ToolOutcome>
}

/** Everything an agent may use in a trial; nothing else of the world is its own. */
export interface AgentContext {
  readonly tools: ToolBox
  readonly recorder: Recorder
  readonly clock: Clock
  readonly random: Random
  readonly signal: AbortSignal
}

export interface AgentReply {
  readonly text: string
  readonly stopReason: string | null
}
