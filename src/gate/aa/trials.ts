import type { ResampleOptions } from './resample.ts'
import type { PooledCase } from './types.ts'

/**
 * Trials of each case on the two sides: as asked for, else as many answers as the run with the most of them had.
 * `null`: not asked for. The baseline has as many as the candidate unless it is said.
 */
export function trialsPerCase(
  cases: readonly PooledCase[],
  { trials, baselineTrials }: { readonly trials: number | null; readonly baselineTrials: number | null },
): ResampleOptions['trialsOf'] {
  const most = new Map(cases.map((each) => [each.case.id, mostOf(each)]))
  return (id) => {
    const candidate = trials ?? most.get(id) ?? 1
    return { candidate, baseline: baselineTrials ?? candidate }
  }
}

const mostOf = ({ pooled }: PooledCase): number =>
  Math.max(...[...Map.groupBy(pooled, ({ run }) => run).values()].map(({ length }) => length))
