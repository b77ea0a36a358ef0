import type { TrialResult } from '../expect/types.ts'
import type { Summary } from '../gate/summary.ts'
import type { Verdict } from '../gate/types.ts'
import type { ResponseMode, Suite } from '../suite/types.ts'
import type { DivergingPair } from '../trajectory/index.ts'

/** How the trials of cases left the baseline's way, by case. */
export type Divergences = ReadonlyMap<string, DivergingPair>

/** One suite's finished run: everything a reporter may show. */
export interface SuiteReport {
  readonly suite: Suite
  /** What tells its agent from the others that ran beside it; `null` for the suite's own. */
  readonly variant: string | null
  readonly runId: string
  /** Absolute. */
  readonly runDir: string
  readonly seed: number
  readonly responses: ResponseMode | 'import'
  readonly summary: Summary
  readonly verdict: Verdict
  /** Every trial, scored, in the order of the cases and then of the trials. */
  readonly results: readonly TrialResult[]
  readonly warnings: readonly string[]
  readonly rerun: RerunOptions
  /** Where failing trials of cases that got worse left the way of the baseline's, as far as both are on disk. */
  readonly divergences: Divergences
  /** True where only the trials without a valid recording ran, to be recorded: they say little of the suite. */
  readonly partial: boolean
}

/** What of the command line makes a trial run again as it ran. */
export interface RerunOptions {
  /** As they were given. */
  readonly faults: readonly string[]
  readonly strict: boolean
  readonly realTime: boolean
  /** Absolute folder of the run that was played as the model; `null` where none was. */
  readonly upstream: string | null
  /** Left out: the suite's own agent. */
  readonly agent?: AgentChoice
}

/** An option of `pawl run` that chooses the agent, and its value. */
export interface AgentChoice {
  readonly option: 'agent' | 'against'
  readonly value: string
}

export interface RenderOptions {
  readonly color: boolean
  /** Columns to fit into. */
  readonly width: number
  /** Absolute; paths below it are shown relative to it. */
  readonly cwd: string
  /** How the user starts pawl, such as `npx pawl`: the beginning of every command that is shown. */
  readonly command: string
}

/** Turns what a command found out into text. Pure: the same subject and options give the same bytes. */
export interface Renderer<Subject> {
  readonly name: string
  render(subject: Subject, options: RenderOptions): string | Promise<string>
}

/** Of finished runs. */
export type Reporter = Renderer<readonly SuiteReport[]>
