import { rmSync } from 'node:fs'
import type { PawlError } from '../errors.ts'
import { createRecordingStore } from '../model/recording/store.ts'
import type { Suite } from '../suite/index.ts'
import type { Survey } from './survey.ts'

/** Recordings that no planned trial uses. */
export interface Prunable {
  /** The case; `null` for what an interrupted write left. */
  readonly id: string | null
  readonly path: string
  /** Numbers of the recordings to remove; `null` for the whole file. */
  readonly trials: readonly number[] | null
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
      ...ours.map(({ id, path }) => ({ id, path, trials: null })),
      ...leftovers.map((path) => ({ id: null, path, trials: null })),
      ...cases
        .filter(({ beyond }) => beyond.length > 0)
        .map(({ id, path, beyond, trials }) => {
          const whole = trials.every(({ state }) => state.kind === 'missing')
          return { id, path, trials: whole ? null : beyond }
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
  const store = createRecordingStore(suite.recordingsDir)
  for (const { id, path, trials } of prunable) {
    if (id === null) rmSync(path, { force: true })
    else if (trials === null) store.remove(id)
    else
      store.save(
        id,
        store.load(id).filter(({ trial }) => !trials.includes(trial)),
      )
  }
}
