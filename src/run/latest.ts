import type { Trajectory } from '../trajectory/index.ts'
import type { StoredEntry } from './journal.ts'

/** A trial that was run again after a resumption counts as it ended last. */
export function latestOf(entries: readonly StoredEntry[]): StoredEntry[] {
  return [...new Map(entries.map((entry) => [trialKey(entry.trajectory), entry])).values()]
}

/** The same for all attempts at a trial. */
export const trialKey = ({ case: id, trial }: Pick<Trajectory, 'case' | 'trial'>): string => `${id}#${trial}`
