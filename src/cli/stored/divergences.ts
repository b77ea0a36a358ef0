import type { Divergences } from '../../report/index.ts'
import { divergencesOf, latestOf, readEntriesOf, type StoredEntry } from '../../run/index.ts'

/** Trials of these cases as they are on disk, read when they are asked for. */
export type ReadEntries = (cases: ReadonlySet<string>) => readonly StoredEntry[]

/** @param dirs folders of runs, absolute */
export const entriesIn =
  (dirs: readonly string[]): ReadEntries =>
  (cases) =>
    dirs.flatMap((dir) => latestOf(readEntriesOf(dir, cases)))

/**
 * For each of these cases where failing trials left the way of the baseline's, as far as the runs are on disk. Nothing is
 * read where there is no such case, nor of the candidate where there is nothing of the baseline.
 */
export function divergencesBetween(
  cases: readonly string[],
  baseline: ReadEntries,
  candidate: ReadEntries,
): Divergences {
  const wanted = new Set(cases)
  const before = wanted.size === 0 ? [] : baseline(wanted)
  return before.length === 0 ? new Map() : divergencesOf(cases, before, candidate(wanted))
}
