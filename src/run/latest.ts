import type { StoredEntry } from './journal.ts'

/** A trial that was run again after a resumption counts as it ended last. */
export function latestOf(entries: readonly StoredEntry[]): StoredEntry[] {
  return [
    ...new Map(
      entries.map((entry) => [`${entry.trajectory.case}#${entry.trajectory.trial}`, entry]),
    ).values(),
  ]
}
