import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TrialResult } from '../expect/types.ts'
import { createRecordingStore } from '../model/recording/store.ts'
import type { Suite } from '../suite/index.ts'
import { agentParts } from '../target/index.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { RunOptions } from './options.ts'
import type { Selection } from './plan.ts'
import { runSuite } from './run.ts'
import type { Survey, SurveyedTrial } from './survey.ts'

/** What became of a recorded trial when it was played to the agent of today. */
export interface Proof {
  readonly case: string
  readonly trial: number
  /** `whole`: every request hit, and all of it was asked. `other`: it ended before that could be told. */
  readonly replay: 'whole' | 'misses' | 'other'
  /** Why it misses. */
  readonly reason: string | null
  /** True where a judge would have to be asked what is not recorded. */
  readonly unjudged: boolean
}

/** Codes of a trial that left the path of its recording. */
const MISSES: ReadonlySet<string | null> = new Set([
  'recording-miss',
  'recording-missing',
  'recording-unplayed',
])

/** Codes of a trial whose agent did all it does; what came after it failed. */
const BEYOND_AGENT: ReadonlySet<string | null> = new Set([
  'judge-missing',
  'judge-malformed',
  'scorer-failed',
])

/**
 * Plays the trials of a selection, by default from their recordings. What a recording was made from cannot all be known (a prompt that a
 * program reads, a service, a rule of the suite); whether the agent still asks what was recorded can be tried, and
 * asks nobody. Throws PawlError where the agent cannot be run.
 */
export async function proveRecordings(
  suite: Suite,
  selection: Selection,
  options: Pick<RunOptions, 'seed' | 'concurrency' | 'signal' | 'env' | 'now' | 'version' | 'command'>,
  responses: 'replay' | 'script' = 'replay',
): Promise<readonly Proof[]> {
  const outputDir = mkdtempSync(join(tmpdir(), 'pawl-proof-'))
  try {
    const { results } = await runSuite(suite, {
      ...options,
      selection,
      outputDir,
      responses,
      upstream: null,
      resume: null,
      onTrial: () => {},
      strict: true,
      realTime: false,
      faults: [],
      budget: null,
    })
    return results.map(proofOf)
  } finally {
    rmSync(outputDir, { recursive: true, force: true })
  }
}

function proofOf({ case: id, trial, code, outcome, reason }: TrialResult): Proof {
  const isWhole = outcome !== 'error' || BEYOND_AGENT.has(code)
  const replay = MISSES.has(code) ? 'misses' : isWhole ? 'whole' : 'other'
  const unjudged = code === 'judge-missing'
  return { case: id, trial, replay, reason: replay === 'misses' ? reason : null, unjudged }
}

/** The trials whose judges have something to be asked, by case. */
export function unjudgedTrials(proofs: readonly Proof[]): ReadonlyMap<string, readonly number[]> {
  const unjudged = proofs.filter((proof) => proof.unjudged && proof.replay === 'whole')
  return new Map(
    [...Map.groupBy(unjudged, (proof) => proof.case)].map(([id, same]) => [
      id,
      same.map(({ trial }) => trial),
    ]),
  )
}

/** The trials that have a recording, by case. */
export function recordedTrials({ cases }: Survey): ReadonlyMap<string, readonly number[]> {
  const recorded = cases.map(({ id, trials }): [string, readonly number[]] => [
    id,
    trials.filter(({ state }) => state.kind !== 'missing').map(({ trial }) => trial),
  ])
  return new Map(recorded.filter(([, trials]) => trials.length > 0))
}

/** The survey with what the replay showed: it knows better than what is known of the agent. */
export function withProofs(survey: Survey, proofs: readonly Proof[]): Survey {
  const found = new Map(proofs.map((proof) => [`${proof.case}#${proof.trial}`, proof]))
  const proven = (id: string, trial: SurveyedTrial): SurveyedTrial => {
    const proof = found.get(`${id}#${trial.trial}`)
    if (!proof || proof.replay === 'other') return trial
    if (proof.replay === 'whole') return { ...trial, state: { kind: 'valid' } }
    const reasons = trial.state.kind === 'stale' ? trial.state.reasons : [ASKS_ELSE]
    return { ...trial, state: { kind: 'stale', reasons } }
  }
  const cases = survey.cases.map((item) => ({
    ...item,
    trials: item.trials.map((trial) => proven(item.id, trial)),
  }))
  return { ...survey, cases }
}

const ASKS_ELSE = 'the agent asks the model something else now'

/** Says of recordings that replay whole that they are of today's suite and agent. Throws `output-unwritable`. */
export async function renewRecordings(suite: Suite, whole: readonly Proof[]): Promise<void> {
  const store = createRecordingStore(suite.recordingsDir)
  const made = fingerprintOf(suite, await agentParts(suite))
  for (const [id, proofs] of Map.groupBy(whole, (proof) => proof.case)) {
    const trials = new Set(proofs.map(({ trial }) => trial))
    const renewed = store
      .load(id)
      .map((recording) =>
        trials.has(recording.trial) ? { ...recording, made: made({ case: id }) } : recording,
      )
    store.save(id, renewed)
  }
}
