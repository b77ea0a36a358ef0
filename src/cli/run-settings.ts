import type { TrialResult } from '../expect/types.ts'
import type { AgentChoice } from '../report/index.ts'
import type { JudgeMode, RunOptions, Selection } from '../run/index.ts'
import type { ResponseMode, Suite } from '../suite/index.ts'
import type { Io } from './io.ts'
import { VERSION } from './version.ts'

/** What is the same for all suites of a command. */
export interface RunSettings
  extends Pick<
    RunOptions,
    'upstream' | 'resume' | 'seed' | 'concurrency' | 'outputDir' | 'strict' | 'realTime' | 'faults' | 'budget'
  > {
  /** `null` leaves it to the suite. */
  readonly responses: ResponseMode | null
  readonly failOnInconclusive: boolean
  /** The file of a baseline, absolute; `null`: the suite's own. */
  readonly baseline: string | null
  /** Whether to end a run as soon as all of its assertions are decided. */
  readonly adaptive: boolean
}

/** A suite, and which part of it to run. */
export interface SuitePart {
  readonly suite: Suite
  readonly selection: Selection
  /** Instead of what the settings say. */
  readonly responses?: ResponseMode
  /** Left out: judges do as the agent does. */
  readonly judges?: JudgeMode
  /** The command that records its agent, where it is not `pawl record`. */
  readonly recording?: string
  /** How the command line chose its agent; left out: it is the suite's own. */
  readonly chosenBy?: AgentChoice
}

/** @param onTrial told of each trial that is over */
export function optionsFor(
  { suite, selection, responses, judges, recording }: SuitePart,
  settings: RunSettings,
  io: Io,
  onTrial: (result: TrialResult) => void,
): RunOptions {
  return {
    ...settings,
    selection,
    responses: responses ?? settings.responses ?? suite.responses,
    ...(judges ? { judges } : {}),
    ...(recording === undefined ? {} : { recording }),
    signal: io.signal,
    env: io.env,
    now: io.now,
    version: VERSION,
    command: io.command,
    onTrial,
  }
}
