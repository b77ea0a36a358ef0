import type { Json, JsonObject } from './json.ts'

/** Who made a model call. Only the agent's calls count in its metrics. */
export type Actor = 'agent' | 'user' | 'judge' | 'attacker'

/**
 * A block of a message as the provider sent it: text, thinking, tool_use, citations, server tools and
 * whatever comes next. It is kept whole, so nothing here lists its fields.
 */
export interface ContentBlock extends JsonObject {
  readonly type: string
}

/** An assistant message as the provider sent it (Anthropic's shape, unknown fields included). */
export interface AssistantMessage extends JsonObject {
  readonly role: 'assistant'
  readonly content: readonly ContentBlock[]
}

/** What a person or the suite says in a turn. */
export type UserContent = string | readonly ContentBlock[]

/** Tokens of one model call by price class. A provider that reports no usage gives `null`, never zeros. */
export interface Usage {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWrite5mTokens: number
  readonly cacheWrite1hTokens: number
}

/** A failed model call: the provider's status and body, or a connection that broke (`status: null`). */
export interface ProviderFailure {
  readonly status: number | null
  readonly type: string
  readonly message: string
  /** How long the provider asked to wait; absent where it did not. */
  readonly retryAfterMs?: number
}

interface At {
  /** The turn it belongs to, from 1. What comes before the first user turn is turn 0. */
  readonly turn: number
  /** Milliseconds on the trial's clock since the trial began; `null` where nobody measured (imports). */
  readonly atMs: number | null
}

export interface UserTurn extends At {
  readonly type: 'user_turn'
  readonly content: UserContent
  /** False for a turn that is on record but got no reply, and so is not sent when the run is played. */
  readonly played: boolean
}

/** Assistant text that no observed model call produced, such as a greeting before the first user turn. */
export interface SpokenMessage extends At {
  readonly type: 'spoken_message'
  readonly content: readonly ContentBlock[]
}

export interface ModelCall extends At {
  readonly type: 'model_call'
  readonly actor: Actor
  /** 1 for the first try of a request, 2 for its first retry, and so on. */
  readonly attempt: number
  /** The request's body as sent; `null` where only the response is known (imports). */
  readonly request: JsonObject | null
  readonly model: string | null
  readonly response: AssistantMessage | null
  readonly failure: ProviderFailure | null
  /** The fault that was provoked in this call; what the agent makes of it is its own doing. */
  readonly fault: string | null
  readonly usage: Usage | null
  readonly latencyMs: number | null
  /** Time to first token, streamed calls only. */
  readonly ttftMs: number | null
}

export interface ToolCall extends At {
  readonly type: 'tool_call'
  /** The provider's tool_use id; `null` where code called a tool without one. Ids may repeat in a trial. */
  readonly id: string | null
  readonly name: string
  readonly input: Json
  /** A string, content blocks, or `null` while unanswered. */
  readonly result: Json
  readonly status: 'ok' | 'error' | 'unanswered'
  readonly latencyMs: number | null
  /** What the call changed in the world of the trial, in order; absent where nothing, or where there is no world. */
  readonly changes?: readonly Change[]
}

/** A value of the world that became another one. */
export interface Change {
  /** Keys, and indices of lists as digits. */
  readonly path: readonly string[]
  /** Absent where there was nothing before. */
  readonly before?: Json
  /** Absent where nothing is left. */
  readonly after?: Json
}

export interface LimitReached extends At {
  readonly type: 'limit'
  readonly limit: string
  readonly value: number
  readonly max: number
}

export interface Permission extends At {
  readonly type: 'permission'
  readonly tool: string
  readonly decision: 'allow' | 'deny'
  readonly reason: string
}

export interface Guardrail extends At {
  readonly type: 'guardrail'
  readonly name: string
  readonly action: 'pass' | 'block' | 'rewrite'
  readonly reason: string
}

export interface Retry extends At {
  readonly type: 'retry'
  readonly reason: string
  /** The attempt that follows. */
  readonly attempt: number
  readonly delayMs: number
}

export interface ErrorEvent extends At {
  readonly type: 'error'
  readonly origin: 'agent' | 'provider' | 'harness'
  readonly code: string
  readonly message: string
}

/** The agent's answer to a turn: what the user would read. */
export interface Reply extends At {
  readonly type: 'reply'
  readonly text: string
  readonly stopReason: string | null
}

/** The agent's last answer, once a trial. */
export interface FinalOutput extends At {
  readonly type: 'final_output'
  readonly text: string
  readonly stopReason: string | null
}

/** The world of the trial when it was over, where the suite has one. */
export interface StateEvent extends At {
  readonly type: 'state'
  readonly state: Json
}

export type TrajectoryEvent =
  | UserTurn
  | SpokenMessage
  | ModelCall
  | ToolCall
  | LimitReached
  | Permission
  | Guardrail
  | Retry
  | ErrorEvent
  | Reply
  | FinalOutput
  | StateEvent

export type EventType = TrajectoryEvent['type']
