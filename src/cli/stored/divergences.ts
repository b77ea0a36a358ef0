import type { Divergences } from '../../report/index.ts'
import { divergencesOf, latestOf, readRun } from '../../run/index.ts'

/**
 * For each of these cases where failing trials left the way of the baseline's, as far as the runs are on disk. Nothing is
 * read where there is no such case.
 * @param baseline, candidate folders of runs, absolute
 */
export function divergencesBetween(
  cases: readonly string[],
  baseline: readonly string[],
  candidate: readonly string[],
): Divergences {
  if (cases.length === 0 || baseline.length === 0 || candidate.length === 0) return new Map()
  const entriesIn = (dirs: readonly string[]) => dirs.flatMap((dir) => latestOf(readRun(dir).entries))
  return divergencesOf(cases, entriesIn(baseline), entriesIn(candidate))
}
