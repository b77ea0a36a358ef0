import type { Divergences } from '../../report/index.ts'
import { divergencesOf, latestOf, readRun, type StoredEntry } from '../../run/index.ts'

/** Trials of a side as they are on disk, read when they are asked for. */
export type ReadEntries = () => readonly StoredEntry[]

/** @param dirs folders of runs, absolute */
export const entriesIn =
  (dirs: readonly string[]): ReadEntries =>
  () =>
    dirs.flatMap((dir) => latestOf(readRun(dir).entries))

/**
 * For each of these cases where failing trials left the way of the baseline's, as far as the runs are on disk. Nothing is
 * read where there is no such case, nor of the candidate where there is nothing of the baseline.
 */
export function divergencesBetween(
  cases: readonly string[],
  baseline: ReadEntries,
  candidate: ReadEntries,
): Divergences {
  const before = cases.length === 0 ? [] : baseline()
  return before.length === 0 ? new Map() : divergencesOf(cases, before, candidate())
}
