import type { PawlError } from '../errors.ts'
import type { TrialResult } from '../expect/types.ts'
import type { Judgements } from '../model/recording/judgements.ts'
import type { Responses } from '../model/responder.ts'
import { amendPlanned, type Journal, keepServiceStderr } from './journal.ts'
import { firstRounds, type Plan } from './plan.ts'
import type { Reached } from './reach.ts'
import { redactionNotes } from './secrets.ts'
import type { Tally } from './tally.ts'

export interface FinishedRun {
  readonly runId: string
  readonly dir: string
  /** Of a run that was stopped between rounds: what was run. */
  readonly plan: Plan
  /** In the order of cases, then trials. Of a trial that passed, the single expectations are in the journal. */
  readonly results: readonly TrialResult[]
  readonly agent: string
  readonly agentFingerprint: string | null
  readonly models: readonly string[]
  readonly warnings: readonly string[]
  /** What makes the results untrue: model calls that belong to no trial. */
  readonly mishaps: readonly string[]
  /** What could not be stored: recordings that were paid for and are not there. */
  readonly failures: readonly PawlError[]
  readonly interrupted: boolean
  /** `null` for a run that nobody asked about between rounds. */
  readonly rounds: RoundsRun | null
}

export interface RoundsRun {
  /** How many are over; fewer than planned where the run was stopped, or interrupted. */
  readonly ran: number
  readonly planned: number
  /** Trials of the rounds that were not run. */
  readonly trialsLeft: number
}

/** What a run was done with. */
export interface Works {
  readonly tally: Tally
  readonly journal: Journal & { readonly runId: string }
  readonly responses: Responses
  readonly judgements: Judgements
}

/** Puts a run together that is over; its journal is closed already. */
export function finishedRun(
  { plan: planned, target, context }: Reached,
  { tally, journal, responses, judgements }: Works,
  rounds: RoundsRun | null,
  interrupted: boolean,
): FinishedRun {
  const said = target.stderr?.() ?? ''
  if (said !== '' && !tally.allPassed()) keepServiceStderr(journal.dir, said)
  const [answers, verdicts] = [responses.close(), judgements.close()]
  const stopped = rounds !== null && !interrupted && rounds.ran < rounds.planned
  const plan = stopped ? firstRounds(planned, rounds.ran) : planned
  if (stopped) amendPlanned(journal.dir, plan.trialsByCase)
  return {
    runId: journal.runId,
    dir: journal.dir,
    plan,
    results: tally.results(plan),
    agent: target.label,
    agentFingerprint: target.fingerprint,
    models: tally.models(),
    warnings: [
      ...answers.notes,
      ...verdicts.notes,
      ...(target.notes?.() ?? []),
      ...context.strays.warnings(),
      ...tally.warnings(),
      ...redactionNotes(journal.redacted() + tally.redacted()),
    ],
    mishaps: context.strays.mishaps(),
    failures: [...answers.failures, ...verdicts.failures],
    interrupted,
    rounds,
  }
}
