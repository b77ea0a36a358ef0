import { derivedRandom } from '../../model/random.ts'
import { type RunDrift, runDrift } from '../../stats/index.ts'
import type { Observation } from '../observe.ts'
import { isKnown } from '../sample.ts'
import type { PooledCase, Population } from './types.ts'

/** Between runs, of one metric. */
export interface MetricDrift extends RunDrift {
  readonly metric: 'success_rate' | 'avg_cost' | 'avg_latency'
}

export interface Drift {
  /** Runs with answers of their own, by place. */
  readonly runs: readonly number[]
  /** Cases that each of them has answers of, and chance has a part in. */
  readonly cases: number
  /** Those that could be measured. The deviation of the rate is in shares, that of the others of the logarithm. */
  readonly metrics: readonly MetricDrift[]
}

/**
 * How far the runs lie apart beyond what fresh trials explain, over the cases that all of them share. Answers that an
 * earlier run had are left out; a run of copies alone is none. `null` for fewer than two runs, or no case in common.
 */
export function driftOf({ runs, cases }: Population, seed: number): Drift | null {
  const own = runs.flatMap(({ fresh }, place) => (fresh > 0 ? [place] : []))
  if (own.length < 2) return null
  const shared = cases.filter(
    ({ case: { knownFailing }, pooled }) =>
      knownFailing === null &&
      own.every((run) => pooled.some((each) => each.run === run && isSampled(each.observation))),
  )
  if (shared.length === 0) return null
  const metrics = READERS.flatMap(({ metric, scale, read }) => {
    const table = tableOf(shared, own, read)
    const measurable =
      table.length > 0 && (scale === 'linear' || table.every((byRun) => byRun.every(isPositive)))
    if (!measurable) return []
    return [{ metric, ...runDrift({ table, scale, random: derivedRandom(seed, 'drift', metric) }) }]
  })
  return { runs: own, cases: shared.length, metrics }
}

interface Reader {
  readonly metric: MetricDrift['metric']
  readonly scale: 'linear' | 'log'
  readonly read: (observation: Observation) => number | null
}

const READERS: readonly Reader[] = [
  {
    metric: 'success_rate',
    scale: 'linear',
    read: ({ outcome }) => (outcome === 'pass' ? 1 : outcome === 'fail' ? 0 : null),
  },
  { metric: 'avg_cost', scale: 'log', read: ({ measured }) => measured?.costUsd ?? null },
  { metric: 'avg_latency', scale: 'log', read: ({ measured }) => measured?.latencyMs ?? null },
]

const isSampled = ({ evidence }: Observation): boolean => evidence === 'sampled'

/** Cases without a value in some run say nothing of how runs differ. */
function tableOf(
  cases: readonly PooledCase[],
  runs: readonly number[],
  read: Reader['read'],
): readonly (readonly (readonly number[])[])[] {
  return cases
    .map(({ pooled }) =>
      runs.map((run) =>
        pooled
          .filter((each) => each.run === run && isSampled(each.observation))
          .map(({ observation }) => read(observation))
          .filter(isKnown),
      ),
    )
    .filter((byRun) => byRun.every(({ length }) => length > 0))
}

const isPositive = (values: readonly number[]): boolean => values.every((value) => value > 0)
