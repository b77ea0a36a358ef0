import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PawlError } from '../errors.ts'
import { createRecordingStore } from '../model/recording/store.ts'
import type { Suite } from '../suite/index.ts'

/** A folder of recordings that no suite uses, as a suite leaves one behind when it is renamed. */
export interface Orphan {
  readonly path: string
  /** The suite that they say they were made for; `null` where they do not say. */
  readonly suite: string | null
}

/** Folders beside those of the recordings of these suites. @param known the recordings' folders of all suites */
export function orphansBeside(suites: readonly Suite[], known: ReadonlySet<string>): readonly Orphan[] {
  // Beside a suite's own recordings are those of other agents that it was run with.
  const isKnown = (path: string): boolean => known.has(path) || known.has(path.replace(/@[^@/\\]*$/, ''))
  const parents = new Set(suites.map(({ recordingsDir }) => dirname(recordingsDir)))
  return [...parents].flatMap((parent) =>
    existsSync(parent)
      ? readdirSync(parent, { withFileTypes: true })
          .filter((entry) => entry.isDirectory() && !isKnown(join(parent, entry.name)))
          .flatMap(({ name }) => orphanAt(join(parent, name)))
      : [],
  )
}

/** Other folders may hold JSON as well: a file that reads as recordings tells. */
function orphanAt(path: string): Orphan[] {
  const store = createRecordingStore(path)
  for (const id of store.list()) {
    try {
      const [recording] = store.load(id)
      if (recording) return [{ path, suite: recording.made?.suite ?? null }]
    } catch (error) {
      if (!(error instanceof PawlError)) throw error
    }
  }
  return []
}
