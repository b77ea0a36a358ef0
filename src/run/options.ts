import type { TrialResult } from '../expect/types.ts'
import type { Budget } from '../model/budget.ts'
import type { StoredRun } from './journal.ts'
import type { JudgeMode } from './judging.ts'
import type { RunJournalOptions } from './run-journal.ts'

export interface RunOptions extends RunJournalOptions {
  /** Where the answers of judges come from; left out: as those of the model. */
  readonly judges?: JudgeMode
  readonly upstream: StoredRun | null
  readonly concurrency: number
  readonly signal: AbortSignal
  /** How the user starts pawl, for the commands that are shown. */
  readonly command: string
  /** The command that records this run's agent, where it is not `pawl record`. */
  readonly recording?: string
  readonly onTrial: (result: TrialResult) => void
  readonly strict: boolean
  readonly realTime: boolean
  /** What calls of the live model may cost, in all runs of the command; `null` for no limit. */
  readonly budget: Budget | null
  /** Wait before a trial is run again after the provider's trouble, times the attempt; a second unless said. */
  readonly retryPauseMs?: number
  /** Round by round: all of one is over before the next begins. Left out: nobody asks in between. */
  readonly rounds?: RoundsHook
  /** Where a path of this machine is for the agent, which stands elsewhere than the suite; left out: where it is. */
  readonly placed?: (path: string) => string
}

export interface RoundsHook {
  /**
   * Decides whether there is another round; told after the last one, too. A run that goes on is asked again about the
   * rounds that are on record.
   * @param round how many are over
   * @param results of all rounds that are over, in the order of cases, then trials
   */
  afterRound(round: number, results: readonly TrialResult[]): 'go_on' | 'stop'
}
