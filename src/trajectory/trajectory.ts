import type { TrajectoryEvent } from './events.ts'

/**
 * How a trial ended, before anything is scored.
 * - `completed`: the agent answered its last turn.
 * - `agent_failure`: it crashed, timed out or ran into a limit: a fail.
 * - `error`: the provider failed, or a recording, script, mock or the harness was missing: not the agent's fault.
 */
export type End =
  | { readonly kind: 'completed' }
  | { readonly kind: 'agent_failure'; readonly code: string; readonly message: string }
  | {
      readonly kind: 'error'
      readonly code: string
      readonly message: string
      /** True where running the trial again may help (the provider's trouble). */
      readonly transient: boolean
    }

/** Where a trial's model responses came from, and so what it is worth as evidence. */
export interface Provenance {
  readonly source: 'script' | 'replay' | 'record' | 'live' | 'import'
  /** Trials of one case with the same sample are copies of one observation. */
  readonly sample: string
  /** Fixed: the same every time by construction. Sampled: one draw of what could have happened. */
  readonly evidence: 'fixed' | 'sampled'
  /** When the model answered, ISO 8601; `null` for scripts and where unknown. */
  readonly recordedAt: string | null
}

/** The one record of what happened in a trial, whatever the agent, language or provider. */
export interface Trajectory {
  readonly case: string
  /** From 0. */
  readonly trial: number
  /** 1, or more when the trial was run again after the provider's trouble. */
  readonly attempt: number
  readonly provenance: Provenance
  readonly events: readonly TrajectoryEvent[]
  /** Time the user waited, all turns together, on the trial's clock; `null` if unknown. */
  readonly latencyMs: number | null
  /**
   * What an agent in another process took by itself while its model was played, on this machine: shown beside the
   * latency, never part of it. `null` where it is part of it, or unknown.
   */
  readonly computeMs: number | null
  /** The last lines that an agent in another process wrote to stderr; left out where the trial is a pass. */
  readonly stderr?: string
  readonly end: End
}
