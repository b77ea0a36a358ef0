import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { PawlError } from '../errors.ts'
import { judgesOf } from '../expect/index.ts'
import type { TrialResult } from '../expect/types.ts'
import type { Budget } from '../model/budget.ts'
import { priceTable } from '../model/prices.ts'
import { derivedRandom } from '../model/random.ts'
import { createWireContext } from '../model/wire.ts'
import type { Suite } from '../suite/index.ts'
import { loadToolsOf, openTarget } from '../target/index.ts'
import type { Trajectory } from '../trajectory/index.ts'
import { fingerprintOf } from './fingerprint.ts'
import { createInvestigator, type Investigator } from './investigate.ts'
import { type Journal, keepServiceStderr, type StoredRun } from './journal.ts'
import { type JudgeMode, judgeModeFor, openJudgements } from './judging.ts'
import { knownValues } from './known-values.ts'
import { type Plan, type PlannedTrial, planRun } from './plan.ts'
import { forEachConcurrently } from './pool.ts'
import { openResponses, upstreamsFrom } from './responses.ts'
import { RETRIES, RETRY_PAUSE_MS } from './retries.ts'
import { retryPauseMs } from './retry-pause.ts'
import { openRunJournal, type RunJournalOptions } from './run-journal.ts'
import { createScorers } from './scorers.ts'
import { redactionNotes, secretsOf } from './secrets.ts'
import { createTally, type Tally } from './tally.ts'
import { runTrial, type TrialRun, type TrialRunner } from './trial.ts'

export interface RunOptions extends RunJournalOptions {
  /** Where the answers of judges come from; left out: as those of the model. */
  readonly judges?: JudgeMode
  readonly upstream: StoredRun | null
  readonly concurrency: number
  readonly signal: AbortSignal
  /** How the user starts pawl, for the commands that are shown. */
  readonly command: string
  readonly onTrial: (result: TrialResult) => void
  readonly strict: boolean
  readonly realTime: boolean
  /** What calls of the live model may cost, in all runs of the command; `null` for no limit. */
  readonly budget: Budget | null
  /** Wait before a trial is run again after the provider's trouble, times the attempt; a second unless said. */
  readonly retryPauseMs?: number
}

export interface FinishedRun {
  readonly runId: string
  readonly dir: string
  readonly plan: Plan
  /** In the order of cases, then trials. Of a trial that passed, the single expectations are in the journal. */
  readonly results: readonly TrialResult[]
  readonly agent: string
  readonly models: readonly string[]
  readonly warnings: readonly string[]
  /** What makes the results untrue: model calls that belong to no trial. */
  readonly mishaps: readonly string[]
  /** What could not be stored: recordings that were paid for and are not there. */
  readonly failures: readonly PawlError[]
  readonly interrupted: boolean
}

/** Runs a suite's trials, writes each to the journal as it ends, and gives all results. */
export async function runSuite(suite: Suite, options: RunOptions): Promise<FinishedRun> {
  const plan = planRun(suite, options.selection, options.seed)
  const asksProvider = options.responses === 'live' || (options.responses === 'record' && !options.upstream)
  const judges = options.judges ?? judgeModeFor(options.responses)
  const asksJudges =
    judges !== 'play' && !options.upstream && plan.cases.some((item) => judgesOf(item).length > 0)
  const context = createWireContext()
  const upstreams = upstreamsFrom(options.env, asksProvider || asksJudges)
  const { target, fetch } = await openTarget(suite, {
    upstreams,
    context,
    network: asksProvider,
    env: options.env,
  })
  try {
    const tools = await loadToolsOf(suite)
    const secrets = secretsOf(suite, options.env)
    const journal = openRunJournal({ suite, plan, target, secrets }, options)
    const partial = options.selection.trial !== null || options.selection.only !== null
    const provider = { ...options, fetch, upstreams, secrets }
    const responses = openResponses(suite, plan, {
      ...provider,
      mode: options.responses,
      partial,
      model: target.model,
      fingerprint: fingerprintOf(suite, target.parts),
    })
    const interrupts = new Set<(reason: unknown) => void>()
    options.signal.addEventListener('abort', () => {
      for (const interrupt of interrupts) interrupt(options.signal.reason)
    })
    const runner: TrialRunner = {
      suite,
      target,
      tools,
      responses,
      context,
      seed: options.seed,
      interrupts,
      known: knownValues(suite, options.env, options.now()),
    }
    const scoring = { prices: priceTable(suite.prices), defaultModel: target.model }
    const tally = createTally(plan, scoring)
    const judgements = openJudgements(suite, {
      ...provider,
      mode: judges,
      upstream: options.upstream,
      trialsByCase: plan.trialsByCase,
      partial,
    })
    const scorers = createScorers(dirname(suite.path), options.signal)
    const investigating = { scorers, scoring, signal: options.signal, ...retrying(options) }
    try {
      if (options.resume) {
        const before = createInvestigator({ ...investigating, judgements: null, scripts: false })
        await tally.restore(options.resume, before)
      }
      const scripts = options.responses === 'script'
      const investigator = createInvestigator({ ...investigating, judgements, scripts })
      await runAll(plan, { runner, investigator, tally, journal }, options)
    } finally {
      journal.close()
      await scorers.close()
    }
    const said = target.stderr?.() ?? ''
    if (said !== '' && !tally.allPassed()) keepServiceStderr(journal.dir, said)
    const [answers, verdicts] = [responses.close(), judgements.close()]
    return {
      runId: journal.runId,
      dir: journal.dir,
      plan,
      results: tally.results(),
      agent: target.label,
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
      interrupted: options.signal.aborted,
    }
  } finally {
    await target.close()
  }
}

/** What the trials of a run go through. */
interface Works {
  readonly runner: TrialRunner
  readonly investigator: Investigator
  readonly tally: Tally
  readonly journal: Journal
}

async function runAll(plan: Plan, works: Works, options: RunOptions): Promise<void> {
  const { runner, investigator, tally, journal } = works
  const open = plan.trials.filter((planned) => !tally.has(planned))
  // Traffic that does not say whose it is belongs to the one trial that runs.
  const concurrency = runner.target.capabilities.correlated ? options.concurrency : 1
  await forEachConcurrently(open, concurrency, options.signal, async (planned) => {
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
  })
}

/** How trouble of the provider is met, be it the agent's call or a judge's. */
const retrying = ({ retryPauseMs: pauseMs = RETRY_PAUSE_MS }: RunOptions) => ({
  retries: RETRIES,
  pauseMs,
})

function withoutStderr({ stderr: _, ...trajectory }: Trajectory): Trajectory {
  return trajectory
}

/** The provider's trouble is not the agent's: such a trial is run again, and every attempt is paid for. */
async function runWithRetries(
  planned: PlannedTrial,
  runner: TrialRunner,
  tally: Tally,
  options: RunOptions,
): Promise<{ run: TrialRun; retriedCostUsd: number | null }> {
  const { signal, seed } = options
  const { retries, pauseMs: usualMs } = retrying(options)
  let retriedCostUsd: number | null = 0
  for (let attempt = 1; ; attempt++) {
    const run = await runTrial(planned, attempt, runner)
    const { end } = run.trajectory
    const again = end.kind === 'error' && end.transient && !runner.responses.virtual && attempt <= retries
    if (!again || signal.aborted) return { run, retriedCostUsd }
    const costUsd = tally.costOf(run.trajectory)
    retriedCostUsd = retriedCostUsd === null || costUsd === null ? null : retriedCostUsd + costUsd
    const { case: item, trial } = planned
    const chance = derivedRandom(seed, runner.suite.name, item.id, trial, 'retry', attempt)
    const pauseMs = retryPauseMs(run.trajectory, attempt, usualMs, chance)
    await delay(pauseMs, undefined, { signal }).catch(() => {})
  }
}
