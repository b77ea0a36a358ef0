import { dirname } from 'node:path'
import type { TrialResult } from '../expect/types.ts'
import { priceTable } from '../model/prices.ts'
import type { Judgements } from '../model/recording/judgements.ts'
import type { Responses } from '../model/responder.ts'
import type { Secrets } from '../secrets/index.ts'
import { loadToolsOf } from '../target/index.ts'
import type { Trajectory } from '../trajectory/index.ts'
import { fingerprintOf } from './fingerprint.ts'
import { type FinishedRun, finishedRun, type RoundsRun, type Works } from './finished.ts'
import { createInvestigator, type Investigator } from './investigate.ts'
import { judgeModeFor, openJudgements } from './judging.ts'
import { knownValues } from './known-values.ts'
import type { RunOptions } from './options.ts'
import { firstRounds, type Plan, type PlannedTrial } from './plan.ts'
import type { Reached } from './reach.ts'
import { openResponses } from './responses.ts'
import { openRunJournal } from './run-journal.ts'
import { retrying, runWithRetries } from './run-with-retries.ts'
import { createScorers } from './scorers.ts'
import { secretsOf } from './secrets.ts'
import { createTally } from './tally.ts'
import type { TrialRunner } from './trial.ts'

/** A run under way: somebody else says which of its trials is next. */
export interface OpenRun {
  readonly plan: Plan
  /** How many of its trials may run at the same time. */
  readonly concurrency: number
  /** False for a trial that is on record already. */
  isLeft(planned: PlannedTrial): boolean
  /** Runs a trial, writes it to the journal and tells of it; one that the user interrupts leaves nothing. */
  runTrial(planned: PlannedTrial): Promise<void>
  /** What is on record of the first so many rounds. */
  results(rounds: number): readonly TrialResult[]
  /** Ends it: no trial is run any more. */
  finish(rounds: RoundsRun | null): Promise<FinishedRun>
  /** Lets go of what it holds, finished or not. */
  close(): Promise<void>
}

/** Begins or goes on with the journal of a run whose agent is open. Throws `resume-mismatch`, `output-unwritable`. */
export async function openRun(reached: Reached, options: RunOptions): Promise<OpenRun> {
  const { suite, plan, target } = reached
  const tools = await loadToolsOf(suite)
  const secrets = secretsOf(suite, options.env)
  const scoring = { prices: priceTable(suite.prices), defaultModel: target.model }
  const journal = openRunJournal({ suite, plan, target, secrets }, options)
  const tally = createTally(plan, { ...scoring, run: journal })
  const scorers = createScorers(dirname(suite.path), options.signal)
  const close = once(async () => {
    journal.close()
    await scorers.close()
  })
  try {
    const { responses, judgements } = openSources(reached, secrets, options)
    const investigating = { scorers, scoring, signal: options.signal, ...retrying(options) }
    if (options.resume) {
      const before = createInvestigator({ ...investigating, judgements: null, scripts: false })
      await tally.restore(options.resume, before)
    }
    const scripts = options.responses === 'script'
    const investigator = createInvestigator({ ...investigating, judgements, scripts })
    const { runner, leave } = runnerFor(reached, { tools, responses }, options)
    const works = { tally, journal, responses, judgements }
    return {
      plan,
      // Traffic that does not say whose it is belongs to the one trial that runs.
      concurrency: target.capabilities.correlated ? options.concurrency : 1,
      isLeft: (planned) => !tally.has(planned),
      runTrial: (planned) => runOne(planned, { ...works, runner, investigator }, options),
      results: (rounds) => tally.results(firstRounds(plan, rounds)),
      async finish(rounds) {
        leave()
        await close()
        return finishedRun(reached, works, rounds, options.signal.aborted)
      },
      async close() {
        leave()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

function openSources(
  { suite, plan, target, host }: Reached,
  secrets: Secrets,
  options: RunOptions,
): { readonly responses: Responses; readonly judgements: Judgements } {
  const partial = options.selection.trial !== null || options.selection.only !== null
  const provider = { ...options, fetch: host.fetch, upstreams: host.upstreams, secrets, partial }
  const responses = openResponses(suite, plan, {
    ...provider,
    mode: options.responses,
    model: target.model,
    fingerprint: fingerprintOf(suite, target.parts),
  })
  const judgements = openJudgements(suite, {
    ...provider,
    ...(options.recording === undefined ? {} : { asking: options.recording }),
    mode: options.judges ?? judgeModeFor(options.responses),
    trialsByCase: plan.trialsByCase,
  })
  return { responses, judgements }
}

function runnerFor(
  { suite, target, context }: Reached,
  parts: Pick<TrialRunner, 'tools' | 'responses'>,
  { seed, env, now, placed, signal }: RunOptions,
): { readonly runner: TrialRunner; readonly leave: () => void } {
  const interrupts = new Set<(reason: unknown) => void>()
  const interrupt = () => {
    for (const each of interrupts) each(signal.reason)
  }
  signal.addEventListener('abort', interrupt)
  const known = knownValues(suite, env, now(), placed)
  return {
    runner: { suite, target, context, ...parts, seed, interrupts, known },
    leave: () => signal.removeEventListener('abort', interrupt),
  }
}

interface TrialWorks extends Works {
  readonly runner: TrialRunner
  readonly investigator: Investigator
}

async function runOne(planned: PlannedTrial, works: TrialWorks, options: RunOptions): Promise<void> {
  const { runner, investigator, tally, journal } = works
  const { run, retriedCostUsd } = await runWithRetries(planned, runner, tally, options)
  // What the user interrupted is no result.
  if (options.signal.aborted) return
  run.accept()
  const found = await investigator.of(run.trajectory, planned.case, run.known)
  if (options.signal.aborted) return
  const scored = tally.score({ ...found, retriedCostUsd }, planned.case)
  const trajectory = scored.outcome === 'pass' ? withoutStderr(found.trajectory) : found.trajectory
  const shown = journal.append({ trajectory, givenOutcome: null, score: scored, retriedCostUsd })
  const result = { ...scored, ...shown }
  tally.add(trajectory, result)
  options.onTrial(result)
}

function withoutStderr({ stderr: _, ...trajectory }: Trajectory): Trajectory {
  return trajectory
}

function once(release: () => Promise<void>): () => Promise<void> {
  let released: Promise<void> | null = null
  return () => {
    released ??= release()
    return released
  }
}
