import type { TrialResult } from '../expect/types.ts'
import type { CaseRef } from '../suite/types.ts'
import { metricValue } from './groups.ts'
import type { MetricRef } from './language.ts'
import { observe } from './observe.ts'
import { sampleOf } from './sample.ts'
import type { MetricValue } from './types.ts'

/** A run as a point of a series. */
export interface TrendRun {
  readonly id: string
  readonly startedAt: string
  readonly revision: { readonly commit: string; readonly branch: string | null } | null
  readonly suiteHash: string | null
  readonly escalationTools: readonly string[] | null
  readonly cases: readonly CaseRef[]
  readonly results: readonly TrialResult[]
}

export interface TrendPoint extends Pick<TrendRun, 'id' | 'startedAt' | 'revision'>, MetricValue {
  /** The suite is another than that of the run before: what moved may be the measure. */
  readonly suiteChanged: boolean
}

export interface Series {
  readonly metric: MetricRef
  /** Oldest first. */
  readonly points: readonly TrendPoint[]
}

/** What became of each metric over runs of one suite, as the gate counts it: known failures left out, copies once. */
export function seriesOf(runs: readonly TrendRun[], metrics: readonly MetricRef[]): readonly Series[] {
  const inOrder = runs.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const samples = inOrder.map(({ cases, results }) => {
    const counted = cases.filter(({ knownFailing }) => knownFailing === null)
    return sampleOf(observe(counted, results))
  })
  return metrics.map((metric) => ({
    metric,
    points: inOrder.map(({ id, startedAt, revision, suiteHash, escalationTools }, index) => ({
      id,
      startedAt,
      revision,
      suiteChanged: index > 0 && inOrder[index - 1]?.suiteHash !== suiteHash,
      ...metricValue(metric, samples[index] ?? sampleOf([]), escalationTools),
    })),
  }))
}

const keyOf = ({ startedAt, id }: TrendRun): string => `${startedAt} ${id}`
