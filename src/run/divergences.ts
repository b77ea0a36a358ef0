import { type DivergingPair, divergingPair, type Trajectory } from '../trajectory/index.ts'
import type { StoredEntry } from './journal.ts'

/**
 * For each of these cases, where its failing trials left the way of the baseline's passing ones. Cases whose trials took
 * the same steps, or of which one side is not on disk, have none.
 */
export function divergencesOf(
  cases: readonly string[],
  baseline: readonly StoredEntry[],
  candidate: readonly StoredEntry[],
): ReadonlyMap<string, DivergingPair> {
  const [before, now] = [byCase(baseline), byCase(candidate)]
  return new Map(
    cases.flatMap((id) => {
      const pair = divergingPair(trajectories(before.get(id), true), trajectories(now.get(id), false))
      return pair === null ? [] : [[id, pair]]
    }),
  )
}

const byCase = (entries: readonly StoredEntry[]): ReadonlyMap<string, readonly StoredEntry[]> =>
  Map.groupBy(entries, ({ trajectory }) => trajectory.case)

/** Those that passed, or did not; all of them where there are none. By trial: a journal has them as they ended. */
function trajectories(entries: readonly StoredEntry[] = [], passed: boolean): readonly Trajectory[] {
  const wanted = entries.filter(({ score }) => (score?.outcome === 'pass') === passed)
  return (wanted.length > 0 ? wanted : entries)
    .map(({ trajectory }) => trajectory)
    .toSorted((left, right) => left.trial - right.trial)
}
