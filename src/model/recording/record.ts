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
 * Passes on what another source answers and stores it. A case is written once all its trials are over, so an
 * interrupted run leaves the recordings of unfinished cases as they were. Trials that end in an error are not
 * stored.
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
    if (planned.every((number) => done.has(number))) write(trial.case, done)
  }

  function write(caseId: string, done: ReadonlyMap<number, Recording | null>): void {
    finished.delete(caseId)
    const fresh = [...done.values()].filter((recording) => recording !== null)
    const failed = done.size - fresh.length
    if (failed > 0)
      unwritten.push(
        `case ${caseId}: ${failed} of ${done.size} trials were not recorded: they ended in an error, or waiting for the model`,
      )
    if (fresh.length === 0) return
    const before = store.load(caseId)
    const kept = plan.keepOthers ? before.filter(({ trial }) => !done.has(trial)) : []
    const numbered = fresh.map((recording) => ({
      ...recording,
      earlierAttempts: attemptsBefore(before, recording.trial),
    }))
    try {
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
      const interrupted = [...finished.keys()].map(
        (caseId) => `case ${caseId}: not all trials ran, its recordings stay as they were`,
      )
      const before = upstream.close()
      return {
        notes: [...before.notes, ...unwritten, ...interrupted],
        failures: [...before.failures, ...failures],
      }
    },
  }
}

function attemptsBefore(before: readonly Recording[], trial: number): number {
  const replaced = before.find((recording) => recording.trial === trial)
  return replaced ? replaced.earlierAttempts + 1 : 0
}
