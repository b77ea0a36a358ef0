import type { AgentReply } from '../agent/session.ts'
import type { PawlError } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import type { Random } from '../model/random.ts'
import type { TrialSource } from '../model/responder.ts'
import type { Wire } from '../model/wire.ts'
import type { MockTools } from '../suite/types.ts'
import type { Recorder, UserContent } from '../trajectory/index.ts'
import type { LoadedTools } from './tool-module.ts'
import type { World } from './world.ts'

/** What a target can do. A suite that needs what is absent is refused before anything runs. */
export interface Capabilities {
  /** Several user turns in one conversation. */
  readonly turns: boolean
  /** The suite's `tools:` answer the agent. */
  readonly mockedTools: boolean
  /** Every tool call is seen as it runs; otherwise those seen in the model's traffic are added. */
  readonly observedTools: boolean
  /** Its traffic names the trial; otherwise one trial runs at a time. */
  readonly correlated: boolean
}

/** A trial as its target sees it. */
export interface TrialEnvironment {
  /** `case#trial`. */
  readonly id: string
  readonly case: string
  readonly trial: number
  readonly tools: MockTools
  /** Tools in code, by name, for calls that no rule answers. */
  readonly functions: LoadedTools['functions']
  /** What the tools read and change; `null` in suites without one. */
  readonly world: World | null
  readonly source: TrialSource
  readonly wire: Wire
  readonly recorder: Recorder
  readonly clock: Clock
  readonly random: Random
  readonly signal: AbortSignal
  /** Reports a failure of the harness; the trial ends as `error`, whatever the agent does then. */
  readonly fault: (error: PawlError) => void
}

/** One conversation with the agent. It never sees a later turn. */
export interface Session {
  send(content: UserContent): Promise<AgentReply>
  /** The end of what the agent has written to stderr by now; left out where it has none of its own. */
  stderr?(): string
  close(): Promise<void>
}

/** How trials reach an agent. */
export interface Target {
  readonly capabilities: Capabilities
  /** Changes when the agent does: part of a run's identity. */
  readonly fingerprint: string
  /** What the fingerprint is made of, by name: says what changed since a recording was made. */
  readonly parts: Readonly<Record<string, string>>
  /** What reports call it. */
  readonly label: string
  /** The model it is configured for, where the target knows. */
  readonly model: string | null
  /** How time passes for the agent in a trial of script or replay. */
  playedTime(): Clock
  open(trial: TrialEnvironment): Promise<Session>
  /** What the user should know of its part in the run; left out where there never is anything. */
  notes?(): readonly string[]
  /** The end of what a service of all trials has written to stderr. */
  stderr?(): string
  close(): Promise<void>
}
