import type { TrialResult } from '../../expect/types.ts'
import type { CaseRef } from '../../suite/types.ts'
import { outcomesOf } from '../case-summary.ts'
import { observe } from '../observe.ts'
import { obstacleOf } from '../obstacle.ts'

export interface RunToTrust {
  readonly cases: readonly CaseRef[]
  readonly plannedTrials: ReadonlyMap<string, number>
  readonly results: readonly TrialResult[]
  /** Share of trials that may end without a score; `null`: unknown, as the default. */
  readonly maxErrors: number | null
  /** False where a selection left out cases or trials. */
  readonly whole: boolean
  /** Set for a run that ended as soon as all was decided. */
  readonly mostRounds: number | null
  /** That the command line provoked. */
  readonly faults: string
}

/** That of a suite that does not say. */
const MAX_ERRORS = 0.02

/** Why a run says less of its suite than it seems to, a sentence each; empty for a whole run that ended well. */
export function objectionsTo(run: RunToTrust): readonly string[] {
  return [...limitsOf(run), ...obstaclesOf(run)]
}

/** What it was not asked for, or did not wait for: it can be compared, for what it says. */
export function limitsOf(run: RunToTrust): readonly string[] {
  const { whole, mostRounds, faults } = run
  return [
    ...(whole ? [] : ['a selection left out cases, or trials of some']),
    ...(mostRounds === null || endedIn(run) >= mostRounds ? [] : [EARLY]),
    ...(faults === '' ? [] : [`faults were provoked from the command line: ${faults}`]),
  ]
}

/** Trials that were not run, and too many that ended in error: nothing may be decided then, as when it was run. */
export function obstaclesOf(run: RunToTrust): readonly string[] {
  const { cases, plannedTrials, results, maxErrors } = run
  const observed = observe(cases, results)
  const counts = outcomesOf({ trials: observed.flatMap(({ trials }) => trials) })
  const planned = cases.reduce((sum, { id }) => sum + (plannedTrials.get(id) ?? 0), 0)
  const trials = {
    planned,
    passed: counts.pass,
    failed: counts.fail,
    errored: counts.error,
    unscored: counts.unscored,
  }
  const obstacle = obstacleOf({
    interrupted: false,
    mishaps: [],
    plannedTrials,
    trials,
    observed,
    maxErrors: maxErrors ?? MAX_ERRORS,
  })
  return obstacle?.notes ?? []
}

/** Runs end early where they look good, or bad, by chance. */
const EARLY =
  'it ended as soon as its assertions were decided, which makes its rates look better or worse than they are'

const endedIn = ({ plannedTrials }: RunToTrust): number => Math.max(0, ...plannedTrials.values())
