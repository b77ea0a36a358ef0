import type { Estimate } from '../estimate.ts'
import { type EstimateOptions, estimateOf, findMetric } from '../metrics.ts'
import { type Sample, sampleOf } from '../sample.ts'
import { smallestLevel } from '../smallest-level.ts'
import type { Compared, Comparer } from './compared.ts'
import { type CasePair, evidenceOfPairs } from './pairs.ts'

/** A metric that is compared, and how. */
export interface Comparing {
  readonly compared: Compared
  readonly comparer: Comparer
  /** The same on other pairs. */
  on(pairs: readonly CasePair[]): Comparing
}

/** The cases on both sides, gathered once for all metrics. */
export interface Sides {
  readonly pairs: readonly CasePair[]
  readonly candidate: Sample
  readonly baseline: Sample
}

export const sidesOf = (pairs: readonly CasePair[]): Sides => ({
  pairs,
  candidate: sampleOf(pairs.map(({ candidate }) => candidate)),
  baseline: sampleOf(pairs.map(({ baseline }) => baseline)),
})

/** A metric on both sides of these cases. @throws RangeError for one that a run does not measure */
export function compareOn(
  metric: { readonly family: string; readonly k: number | null },
  sides: Sides,
  escalationTools: EstimateOptions['escalationTools'],
): Comparing {
  const { pairs } = sides
  const definition = findMetric(metric.family)
  if (definition?.comparer == null)
    throw new RangeError(`expected a metric that a run measures, got ${metric.family}`)
  const { better, comparer } = definition
  const estimated = (side: 'candidate' | 'baseline'): Estimate =>
    estimateOf(metric, sides[side], escalationTools)
  const [candidate, baseline] = [estimated('candidate'), estimated('baseline')]
  return {
    compared: { pairs, evidence: evidenceOfPairs(pairs), candidate, baseline, better, k: metric.k ?? 1 },
    comparer,
    on: (others) => compareOn(metric, sidesOf(others), escalationTools),
  }
}

/**
 * The one-sided p-value of "worse than the baseline"; `null` where all is exact, or nothing tests it. A value that is no
 * worse is no evidence of it, whatever a test of logarithms or of tails says.
 */
export function worseThanBaseline(comparing: Comparing): number | null {
  const pValue = pOfWorse(comparing)
  const { candidate, baseline, better } = comparing.compared
  if (pValue === null || !('value' in candidate && 'value' in baseline)) return pValue
  const perTrial = (estimate: Estimate & { readonly value: number }): number =>
    estimate.kind === 'mean' ? estimate.value / estimate.scale : estimate.value
  const moved = perTrial(candidate) - perTrial(baseline)
  const isWorse = better === 'higher' ? moved < 0 : moved > 0
  return isWorse ? pValue : Math.max(pValue, 0.5)
}

/**
 * Where some cases are exact and differ, the sampled ones would have to make up for it: it is the smallest level at which
 * the bound of the whole difference says that they do not. Where the exact ones are the same, the test is of the others
 * alone.
 */
function pOfWorse(comparing: Comparing): number | null {
  const { compared, comparer } = comparing
  const exact = compared.pairs.filter(({ evidence }) => evidence === 'fixed')
  if (exact.length === compared.pairs.length) return null
  if (exact.length === 0) return comparer.worse(compared)
  if (!differs(comparing.on(exact).compared)) {
    const sampled = compared.pairs.filter(({ evidence }) => evidence === 'sampled')
    return comparer.worse(comparing.on(sampled).compared)
  }
  const bestAt = (level: number): number | null => {
    const { low, high } = comparer.bounds(compared, 1, { low: level, high: level })
    return compared.better === 'higher' ? high : low === null ? null : -low
  }
  // A metric without bounds has its test over all cases, which makes less of the exact ones than they say.
  if (bestAt(NARROWEST) === null) return comparer.worse(compared)
  return smallestLevel((level) => (bestAt(level) ?? 0) < 0)
}

/** Of the narrowest bound. */
const NARROWEST = 0.49

/** A difference that means anything is above. */
const ROUNDING = 1e-12

function differs({ candidate, baseline }: Compared): boolean {
  if (!('value' in candidate && 'value' in baseline)) return candidate.kind !== baseline.kind
  return Math.abs(candidate.value - baseline.value) > ROUNDING * Math.max(1, Math.abs(baseline.value))
}
