import { rmSync } from 'node:fs'
import type { PawlError } from '../errors.ts'
import { judgesOf } from '../expect/index.ts'
import type { RecordedActor, Recording } from '../model/recording/format.ts'
import { createRecordingStore } from '../model/recording/store.ts'
import type { Suite } from '../suite/index.ts'
import { ofJudges } from './judge-survey.ts'
import type { Survey } from './survey.ts'

/** Recordings that no planned trial uses, or that no judge would ask for. */
export interface Prunable {
  /** The case; `null` for what an interrupted write left. */
  readonly id: string | null
  readonly of: RecordedActor
  readonly path: string
  /** Numbers of the recordings to remove; `null` for the whole file, or for what judges said of which some is left. */
  readonly trials: readonly number[] | null
  /** How many answers of judges go; 0 where it is not about them, or the whole file goes. */
  readonly answers: number
}

/** A file that is of no case, and stays all the same. */
export interface Spared {
  readonly path: string
  readonly why: string
}

/** What prune would remove: files of no case, half-written ones, and recordings of trials beyond the planned ones. */
export function prunableIn({ cases, unused, leftovers }: Survey): { prunable: Prunable[]; spared: Spared[] } {
  const ours = unused.filter(({ corrupt, otherSuite }) => corrupt === null && otherSuite === null)
  return {
    prunable: [
      ...ours.map(({ id, of, path }) => ({ id, of, path, trials: null, answers: 0 })),
      ...leftovers.map((path) => ({ id: null, of: 'agent' as const, path, trials: null, answers: 0 })),
      ...cases
        .filter(({ beyond }) => beyond.length > 0)
        .map(({ id, path, beyond, trials }) => {
          const whole = trials.every(({ state }) => state.kind === 'missing')
          return { id, of: 'agent', path, trials: whole ? null : beyond, answers: 0 } as const
        }),
      ...cases.flatMap(({ id, judges }) => {
        if (judges === null || judges.stale === 0) return []
        const answers = judges.answers.length === 0 ? 0 : judges.stale
        return [{ id, of: 'judge', path: judges.path, trials: null, answers } as const]
      }),
    ],
    spared: unused
      .filter((file) => !ours.includes(file))
      .map(({ path, corrupt, otherSuite }) => ({
        path,
        why: corrupt !== null ? whyUnread(corrupt) : `it was made for the suite ${otherSuite}`,
      })),
  }
}

const whyUnread = ({ code }: PawlError): string =>
  code === 'recording-newer' ? 'it was written by a newer pawl' : 'it cannot be read as recordings'

/** Throws `output-unwritable`. */
export function prune(suite: Suite, prunable: readonly Prunable[]): void {
  for (const { id, of, path, trials, answers } of prunable) {
    const store = createRecordingStore(suite.recordingsDir, { of })
    if (id === null) rmSync(path, { force: true })
    else if (trials === null && answers === 0) store.remove(id)
    else store.save(id, store.load(id).filter(keeps(suite, id, trials)))
  }
}

function keeps(suite: Suite, id: string, trials: Prunable['trials']): (recording: Recording) => boolean {
  if (trials !== null) return ({ trial }) => !trials.includes(trial)
  return ofJudges(suite.cases.filter((item) => item.id === id).flatMap(judgesOf))
}
