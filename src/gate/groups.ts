import { populationInterval, suiteInterval, wilson } from '../stats/index.ts'
import { boundsOf, shownBounds } from './bounds.ts'
import type { Bounds } from './compare.ts'
import { type Estimate, observedValue } from './estimate.ts'
import { successRate } from './estimators/shares.ts'
import type { MetricRef } from './language.ts'
import { type EstimateOptions, estimateOf, METRICS } from './metrics.ts'
import { isScored, type ObservedCase } from './observe.ts'
import { type Sample, sampleOf } from './sample.ts'
import type { Evidence, Group, Metrics, MetricValue, Population, Unit } from './types.ts'

export interface GroupOptions {
  readonly escalationTools: EstimateOptions['escalationTools']
  /** Metrics of assertions, for the k of their `pass@k` and `pass^k`. */
  readonly asked: readonly MetricRef[]
}

/** The metrics of the whole suite, then of each tag in alphabetical order. */
export function groupsOf(whole: Sample, options: GroupOptions): readonly Group[] {
  const byTag = new Map<string, ObservedCase[]>()
  for (const observed of whole.cases) {
    for (const tag of new Set(observed.case.tags)) {
      const tagged = byTag.get(tag)
      if (tagged === undefined) byTag.set(tag, [observed])
      else tagged.push(observed)
    }
  }
  const tags = [...byTag].sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    groupOf(null, whole, options),
    ...tags.map(([tag, tagged]) => groupOf(tag, sampleOf(tagged), options)),
  ]
}

function groupOf(tag: string | null, sample: Sample, options: GroupOptions): Group {
  const metrics: Record<string, MetricValue> = {}
  for (const metric of shownMetrics(sample, options.asked)) {
    metrics[metric.name] = metricValue(metric, sample, options.escalationTools)
  }
  const population = populationOf(sample)
  return { tag, cases: sample.cases.length, metrics: metrics satisfies Metrics, population }
}

/** A metric as reports show it, with its 95 % interval. */
export const metricValue = (
  metric: Pick<MetricRef, 'family' | 'k' | 'unit'>,
  sample: Sample,
  escalationTools: EstimateOptions['escalationTools'],
): MetricValue => shownValue(estimateOf(metric, sample, escalationTools), sample.evidence, metric.unit)

/** Trials without a score are fails for its lower end, and passes for its upper. */
function populationOf(sample: Sample): Population | null {
  const estimate = successRate(sample)
  if (sample.evidence === 'fixed' || estimate.kind !== 'share' || estimate.byCase === null) return null
  const { smallest, largest } = estimate.byCase
  if (smallest.length < 2) return null
  return { low: populationInterval(smallest).low, high: populationInterval(largest).high }
}

type Shown = Pick<MetricRef, 'name' | 'family' | 'k' | 'unit'>

/** Every metric of the registry in its order; `pass@k` and `pass^k` for each k that is asked for or natural. */
function shownMetrics({ cases }: Sample, asked: readonly MetricRef[]): readonly Shown[] {
  const natural = naturalK(cases)
  return METRICS.flatMap(({ name, unit, perK, estimate }): readonly Shown[] => {
    if (estimate === null) return []
    if (!perK) return [{ name, unit, family: name, k: null }]
    const ks = new Set(asked.flatMap(({ family, k }) => (family === name && k !== null ? [k] : [])))
    if (name === 'pass^k' && natural !== null) ks.add(natural)
    const sorted = [...ks].sort((a, b) => a - b)
    return sorted.map((k) => ({ name: name.replace('k', String(k)), unit, family: name, k }))
  })
}

/** The k that every case with a scored observation has; `null` below 2, where pass^k is the success rate. */
function naturalK(cases: readonly ObservedCase[]): number | null {
  let least = Number.POSITIVE_INFINITY
  for (const { observations } of cases) {
    const scored = observations.filter(isScored).length
    if (scored > 0) least = Math.min(least, scored)
  }
  return least >= 2 && Number.isFinite(least) ? least : null
}

/** Each side of a two-sided 95 % interval. */
const SIDE = 0.025

function shownValue(estimate: Estimate, evidence: Evidence, unit: Unit): MetricValue {
  const bounds = shownBounds(intervalOf(estimate, evidence), unit)
  return { value: observedValue(estimate), ...bounds, n: estimate.n }
}

/** 95 %: Wilson's on the suite for shares, else the two-sided form of the bounds that decide assertions. */
function intervalOf(estimate: Estimate, evidence: Evidence): Bounds {
  if (estimate.kind !== 'share' || evidence === 'fixed') {
    return boundsOf(estimate, evidence, { low: SIDE, high: SIDE })
  }
  const { smallest, largest, byCase } = estimate
  if (byCase !== null) {
    return { low: suiteInterval(byCase.smallest).low, high: suiteInterval(byCase.largest).high }
  }
  return {
    low: wilson(smallest.rate * smallest.trials, smallest.trials).low,
    high: wilson(largest.rate * largest.trials, largest.trials).high,
  }
}
