import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PawlError } from '../errors.ts'
import { type FaultRule, faultText } from '../model/faults/index.ts'
import { hashOf } from '../model/recording/blocks.ts'
import type { Secrets } from '../secrets/index.ts'
import type { ResponseMode, Suite } from '../suite/index.ts'
import type { Target } from '../target/index.ts'
import { TRAJECTORY_FORMAT } from '../trajectory/index.ts'
import { createJournal, type Journal, reopenJournal, type StoredRun } from './journal.ts'
import type { Plan } from './plan.ts'
import { type FactsOptions, factsOf } from './run-facts.ts'
import type { RunFacts, RunIdentity, RunInfo } from './run-info.ts'

/** What a run is known by, and where it is written. */
export interface RunJournalOptions extends FactsOptions {
  readonly responses: ResponseMode
  readonly seed: number
  readonly faults: readonly FaultRule[]
  /** Parent of the run's folder, absolute. */
  readonly outputDir: string
  readonly resume: StoredRun | null
  readonly now: () => Date
  readonly version: string
  /** Which of several agents of the suite it runs; the suite's name alone where it is left out. */
  readonly label?: string
}

interface RunParts {
  readonly suite: Suite
  readonly plan: Plan
  readonly target: Target
  readonly secrets: Secrets
}

interface RunJournal extends Journal, Pick<RunInfo, 'runId' | 'identity'> {}

/** A new journal, or that of the run to resume. Throws `resume-mismatch` where that was another run. */
export function openRunJournal(parts: RunParts, options: RunJournalOptions): RunJournal {
  const { secrets, plan } = parts
  const identity = secrets.redact(identify(parts, options)).value
  return options.resume
    ? resumeJournal(options.resume, identity, secrets)
    : startJournal(identity, plan, factsOf(parts, options), options, secrets)
}

function identify({ suite, plan, target }: RunParts, options: RunJournalOptions): RunIdentity {
  const trials = plan.trials.map(({ case: item, trial }) => `${item.id}#${trial}`).sort()
  return {
    suite: suite.name,
    suiteHash: suite.hash,
    agent: target.label,
    agentFingerprint: target.fingerprint,
    responses: options.responses,
    seed: options.seed,
    faults: options.faults.map(faultText).join(' '),
    trials: trials.length,
    plan: hashOf(trials).slice(0, 16),
  }
}

function startJournal(
  identity: RunIdentity,
  plan: Plan,
  facts: RunFacts,
  options: RunJournalOptions,
  secrets: Secrets,
): RunJournal {
  const startedAt = options.now().toISOString()
  const { label } = options
  const name = label === undefined ? identity.suite : `${identity.suite}@${inFileName(label)}`
  const runId = freeRunId(options.outputDir, String(name), startedAt)
  const dir = join(options.outputDir, runId)
  const info = { format: TRAJECTORY_FORMAT, runId, pawl: options.version, node: process.version, startedAt }
  const planned = Object.fromEntries([...plan.trialsByCase].map(([id, trials]) => [id, trials.length]))
  // A commit's hash is as long as a key, and none.
  const { revision, ...told } = facts
  const shown = secrets.redact({ planned, ...told }).value
  return {
    ...createJournal(dir, { ...info, command: 'run', identity, ...shown, revision }, secrets),
    runId,
    identity,
  }
}

const MAX_LABEL = 60

/** A label as it may stand in the name of a file anywhere. */
export const inFileName = (label: string): string =>
  label
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, MAX_LABEL) || 'agent'

/** The name and the second in which it started, as `orders-20261121T100000Z`; more runs of one second are numbered. */
export function freeRunId(outputDir: string, name: string, startedAt: string): string {
  const wanted = `${name}-${startedAt.replace(/\.\d+|[-:]/g, '')}`
  let runId = wanted
  for (let number = 2; existsSync(join(outputDir, runId)); number++) runId = `${wanted}-${number}`
  return runId
}

function resumeJournal(run: StoredRun, identity: RunIdentity, secrets: Secrets): RunJournal {
  const before: RunIdentity = run.info.identity
  for (const key of Object.keys(identity) as (keyof RunIdentity)[]) {
    if (before[key] === identity[key]) continue
    throw new PawlError(
      'resume-mismatch',
      `expected the run to resume to have ${key} ${identity[key]}, found ${before[key]}`,
      { hint: 'Resume with the same suite, agent and options, or start a new run.' },
    )
  }
  return { ...reopenJournal(run.dir, secrets), runId: run.info.runId, identity }
}
