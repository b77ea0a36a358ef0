import type { AgentTime } from './agent-time.ts'

/** A trial's time. Live it is the wall's; in script and replay it is virtual and costs nothing to pass. */
export interface Clock {
  readonly virtual: boolean
  /** True where what the agent does meanwhile is seen, and so what runs at the same time: in process. */
  readonly seesAgent: boolean
  /** Milliseconds since the trial began. */
  now(): number
  /** Lets `ms` pass; rejects with the signal's reason when aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /**
   * When a call that has come now began: at the same time as those that come before any of them is answered. Waits
   * for them where nobody sees the agent make them.
   */
  callStart(): number | Promise<number>
  /** Waits for an answer that never comes, until the client gives up: rejects with the signal's reason. */
  stall(stall: Stall): Promise<never>
  /** Calls `expire` once when the clock reaches `ms`; the result cancels it. */
  deadline(ms: number, expire: () => void): () => void
  /** What the agent's own timers go by; `null` where that is this machine's time. */
  readonly agentTime: AgentTime | null
}

export interface Stall {
  /** When the call began, on the clock: what a client's patience is counted from. */
  readonly sinceMs: number
  readonly signal: AbortSignal | null
}
