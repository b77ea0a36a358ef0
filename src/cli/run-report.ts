import type { PawlError } from '../errors.ts'
import type { BaselineSide, SideFacts } from '../gate/comparison/types.ts'
import { type Against, assertionsFor } from '../gate/index.ts'
import { faultText } from '../model/faults/index.ts'
import type { AgentChoice, SuiteReport } from '../report/index.ts'
import { type FinishedRun, planRun, type Selection, secretsOf } from '../run/index.ts'
import type { ResponseMode, Suite } from '../suite/index.ts'
import type { Io } from './io.ts'
import { reportOf } from './report-of.ts'
import type { RunSettings } from './run-settings.ts'
import { answerable } from './selection.ts'
import type { Side } from './stored/side.ts'

/** A run that is over, and what it was a run of. */
export interface RunToReport {
  readonly suite: Suite
  readonly selection: Selection
  readonly responses: ResponseMode
  readonly run: FinishedRun
  /** How the command line chose the agent; `null` for the suite's own. */
  readonly chosenBy: AgentChoice | null
  /** What tells it from runs of other agents beside it; `null` for the suite's own. */
  readonly variant: string | null
  /** Errors that nobody caught meanwhile. */
  readonly strayErrors: number
  /** What it is held against; `null`: nothing. */
  readonly baseline: Held | null
}

/** A baseline, and the folders of its runs. */
export type Held = BaselineSide & Pick<Side, 'entries'> & Partial<Pick<Against, 'differing'>>

/** Judges it. */
export function reportOfRun(
  { suite, selection, responses, run, chosenBy, variant, strayErrors, baseline }: RunToReport,
  settings: RunSettings,
  io: Io,
): SuiteReport {
  const { plan, runId, dir: runDir, agent, agentFingerprint, models, rounds } = run
  const judged = answerable(suite, selection.only)
  const { assertions, skipped } = assertionsFor(judged.suite, plan.cases, selection.trial !== null)
  const facts = { suiteHash: suite.hash, agent, agentFingerprint, models }
  return reportOf(
    {
      suite,
      cases: plan.cases,
      plannedTrials: plannedIn(plan),
      results: run.results,
      assertions,
      failOnInconclusive: settings.failOnInconclusive,
      interrupted: run.interrupted,
      mishaps: [...run.mishaps, ...mishaps(strayErrors, run.failures)],
      today: io.now().toISOString().slice(0, 10),
      against: againstOf(suite, selection, baseline, facts),
      rounds: rounds && {
        done: rounds.ran,
        most: rounds.planned,
        trialsLeft: rounds.trialsLeft,
        paid: responses === 'live' || responses === 'record',
      },
    },
    {
      variant,
      runId,
      runDir,
      seed: settings.seed,
      responses,
      rerun: {
        faults: settings.faults.map(faultText),
        strict: settings.strict,
        realTime: settings.realTime,
        upstream: settings.upstream?.dir ?? null,
        ...(chosenBy === null ? {} : { agent: chosenBy }),
      },
      models,
      agent,
      baselineEntries: baseline?.entries ?? null,
      partial: isPartial(suite, selection),
      warnings: [...run.warnings, ...judged.skipped, ...skipped],
    },
    secretsOf(suite, io.env),
  )
}

export const plannedIn = ({ trialsByCase }: Pick<FinishedRun['plan'], 'trialsByCase'>) =>
  new Map([...trialsByCase].map(([id, numbers]) => [id, numbers.length]))

/** A single trial, or those that are recorded anew, are no sample to compare. */
export function againstOf(
  { baseline: { requireSame } }: Suite,
  { trial, only }: Selection,
  baseline: Held | null,
  facts: SideFacts,
): Against | null {
  if (baseline === null || trial !== null || only !== null) return null
  return { baseline, facts, requireSame, differing: baseline.differing ?? [] }
}

function mishaps(strayErrors: number, failures: readonly PawlError[]): string[] {
  const failed = failures.map(({ message }) => message)
  if (strayErrors === 0) return failed
  return [
    ...failed,
    `${strayErrors} ${strayErrors === 1 ? 'error' : 'errors'} that nobody caught, likely the agent's; standard error shows them`,
  ]
}

function isPartial(suite: Suite, selection: Selection): boolean {
  const { only } = selection
  if (only === null) return false
  const { trialsByCase } = planRun(suite, { ...selection, only: null }, 0)
  return [...trialsByCase].some(([id, numbers]) => (only.get(id)?.length ?? 0) < numbers.length)
}
