import { observedValue } from '../estimate.ts'
import type { EstimateOptions } from '../metrics.ts'
import { compareOn, sidesOf, worseThanBaseline } from './compare-on.ts'
import type { Pairing } from './pairs.ts'
import type { MetricShift } from './types.ts'

/** The metrics that a comparison always shows. */
const SHOWN: readonly string[] = [
  'success_rate',
  'avg_score',
  'avg_cost',
  'avg_latency',
  'p50_latency',
  'p95_latency',
  'avg_tokens',
  'avg_iterations',
]

/** Each side of a two-sided 95 % interval. */
const SIDE = 0.025

/** How the metrics moved, over the cases that both sides have; those that neither side measured are left out. */
export function shiftsOf(
  { pairs }: Pairing,
  escalationTools: EstimateOptions['escalationTools'],
): readonly MetricShift[] {
  const sides = sidesOf(pairs)
  return SHOWN.flatMap((metric) => {
    const comparing = compareOn({ family: metric, k: null }, sides, escalationTools)
    const { compared, comparer } = comparing
    const [candidate, baseline] = [observedValue(compared.candidate), observedValue(compared.baseline)]
    if (candidate === null && baseline === null) return []
    const difference = candidate === null || baseline === null ? null : candidate - baseline
    const sampled = difference !== null && compared.evidence === 'sampled'
    const { low, high } = sampled
      ? comparer.bounds(compared, 1, { low: SIDE, high: SIDE })
      : exactly(difference)
    const pValue = sampled ? worseThanBaseline(comparing) : null
    return [{ metric, baseline, candidate, difference, low, high, pValue }]
  })
}

const exactly = (difference: number | null) => ({ low: difference, high: difference })
