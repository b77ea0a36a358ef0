import { type Estimate, observedValue } from '../estimate.ts'
import { type EstimateOptions, estimateOf, findMetric } from '../metrics.ts'
import { sampleOf } from '../sample.ts'
import { worseThan } from './compared.ts'
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
  { pairs, evidence }: Pairing,
  escalationTools: EstimateOptions['escalationTools'],
): readonly MetricShift[] {
  const samples = {
    candidate: sampleOf(pairs.map(({ candidate }) => candidate)),
    baseline: sampleOf(pairs.map(({ baseline }) => baseline)),
  }
  return SHOWN.flatMap((name) => {
    const definition = findMetric(name)
    if (definition?.comparer == null) return []
    const { comparer, better } = definition
    const metric = { family: name, k: null }
    const estimated = (side: 'candidate' | 'baseline'): Estimate =>
      estimateOf(metric, samples[side], escalationTools)
    const [candidate, baseline] = [estimated('candidate'), estimated('baseline')]
    const [now, before] = [observedValue(candidate), observedValue(baseline)]
    if (now === null && before === null) return []
    const compared = { pairs, evidence, candidate, baseline, better, k: 1 }
    const known = now !== null && before !== null
    const sampled = known && evidence === 'sampled'
    const { low, high } = sampled
      ? comparer.bounds(compared, 1, { low: SIDE, high: SIDE })
      : exactly(known ? now - before : null)
    return [
      {
        metric: name,
        baseline: before,
        candidate: now,
        difference: known ? now - before : null,
        low,
        high,
        pValue: sampled ? worseThan(comparer, compared, { now, before }) : null,
      },
    ]
  })
}

const exactly = (difference: number | null) => ({ low: difference, high: difference })
