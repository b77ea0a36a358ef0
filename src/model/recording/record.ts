import { isDeepStrictEqual } from 'node:util'
import { PawlError } from '../../errors.ts'
import type { Responses, TrialKey } from '../responder.ts'
import type { MadeWith, Recording } from './format.ts'
import type { NormalizeRule } from './normalize-rule.ts'
import { placeholdersFor } from './placeholders.ts'
import { createRealpath } from './realpath.ts'
import { recordedTrial } from './record-trial.ts'
import type { RecordingStore } from './store.ts'

export interface RecordPlan {
  /** Trials that will run, by case. */
  readonly trials: ReadonlyMap<string, readonly number[]>
  /** True where only some trials of a case run: the recordings of the others stay. */
  readonly keepOthers: boolean
  /** What varies between identical runs, beside what pawl knows. */
  readonly rules: readonly NormalizeRule[]
  /** What a trial's recording is made with. */
  readonly fingerprint: (trial: TrialKey) => MadeWith | null
  /** Told of each file that is written. */
  readonly onStored?: (path: string) => void
}

/**
 * Passes on what another source answers and stores it. A case is written once all its trials are over; of one that was
 * interrupted, those that are over take the place of their like. Trials that end in an error are not stored.
 */
export function recordedResponses(upstream: Responses, store: RecordingStore, plan: RecordPlan): Responses {
  const newPlaceholders = placeholdersFor(plan.rules, createRealpath())
  const finished = new Map<string, Map<number, Recording | null>>()
  const unwritten: string[] = []
  const failures: PawlError[] = []

  function finish(trial: TrialKey, recording: Recording | null): void {
    const done = finished.get(trial.case) ?? new Map<number, Recording | null>()
    finished.set(trial.case, done.set(trial.trial, recording))
    const planned = plan.trials.get(trial.case) ?? []
    if (planned.every((number) => done.has(number))) write(trial.case, done, plan.keepOthers)
  }

  function write(caseId: string, done: ReadonlyMap<number, Recording | null>, keepOthers: boolean): void {
    finished.delete(caseId)
    const fresh = [...done.values()].filter((recording) => recording !== null)
    const failed = done.size - fresh.length
    if (failed > 0)
      unwritten.push(
        `case ${caseId}: ${failed} of ${done.size} ${done.size === 1 ? 'trial was' : 'trials were'} not recorded: ended in an error, waiting for the model, giving a call up, or with every call refused`,
      )
    if (fresh.length === 0) return
    try {
      const before = store.load(caseId)
      requireSameSuite(caseId, before, fresh)
      const kept = keepOthers ? before.filter(({ trial }) => !done.has(trial)) : []
      const numbered = fresh.map((recording) => ({
        ...recording,
        earlierAttempts: attemptsBefore(before, recording),
      }))
      store.save(
        caseId,
        [...kept, ...numbered].sort((a, b) => a.trial - b.trial),
      )
      plan.onStored?.(store.pathOf(caseId))
    } catch (error) {
      // What one case may not or cannot store takes nothing from the others.
      if (!(error instanceof PawlError)) throw error
      failures.push(error)
    }
  }

  return {
    virtual: upstream.virtual,
    open: (trial, random) =>
      recordedTrial(upstream.open(trial, random), {
        trial: trial.trial,
        placeholders: newPlaceholders(),
        made: () => plan.fingerprint(trial),
        finish: (recording) => finish(trial, recording),
      }),
    close() {
      const interrupted = [...finished].map(([caseId, done]) => {
        write(caseId, done, true)
        return `case ${caseId}: ${done.size} of ${plan.trials.get(caseId)?.length} trials ran; recordings of the others stay as they were`
      })
      const before = upstream.close()
      return {
        notes: [...before.notes, ...unwritten, ...interrupted],
        failures: [...before.failures, ...failures],
      }
    },
  }
}

/** Of the same suite, case and agent: a recording that a change made stale was no attempt at this one. */
function attemptsBefore(before: readonly Recording[], { trial, made }: Recording): number {
  const replaced = before.find((recording) => recording.trial === trial)
  if (!replaced || !isDeepStrictEqual(replaced.made, made)) return 0
  return replaced.earlierAttempts + 1
}

/** Two suites whose `recordings:` name one folder would overwrite each other's. */
function requireSameSuite(caseId: string, before: readonly Recording[], fresh: readonly Recording[]): void {
  const suite = fresh[0]?.made?.suite
  const other = before.find(({ made }) => made !== null && made.suite !== suite)?.made?.suite
  if (suite === undefined || other === undefined) return
  throw new PawlError(
    'output-unwritable',
    `the recording of case ${caseId} is not written: its file holds those of the suite ${other}`,
    {
      hint: 'Give each suite a `recordings:` folder of its own; if the suite was renamed, remove the file first.',
    },
  )
}
