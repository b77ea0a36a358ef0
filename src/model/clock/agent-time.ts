import { AsyncLocalStorage } from 'node:async_hooks'

/** What timers and dates go by in the code of an agent in this process. */
export interface AgentTime {
  /** How much later it is for the agent than for this machine. */
  skippedMs(): number
  /** Begins a timer, which ends when the trial's clock has passed it, unless it took its real time before. */
  begin(timer: AgentTimer): RunningTimer
  /** Leaves the timers that are still running to real time. */
  close(): void
}

export interface AgentTimer {
  readonly ms: number
  readonly fire: () => void
  /** True once it was cleared. */
  readonly isOver: () => boolean
}

export interface RunningTimer {
  /** It took its real time, and so the clock has passed it. */
  elapsed(): void
  /** It is another's now. */
  cancel(): void
}

const agents = new AsyncLocalStorage<AgentTime | null>()

/** Runs an agent's code; what it starts, at any depth, goes by the same time. `null` is this machine's. */
export const inAgentTime = <T>(time: AgentTime | null, body: () => T): T => agents.run(time, body)

/** Of the agent whose code runs; `null` for this machine's. */
export const agentTime = (): AgentTime | null => agents.getStore() ?? null
