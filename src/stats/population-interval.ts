import { clopperPearson } from './clopper-pearson.ts'
import { type Counts, effectiveTrials, meanRate, triedCases } from './counts.ts'
import { demandInside } from './demand.ts'
import { normalCritical, tCritical } from './distributions.ts'
import { variance } from './moments.ts'
import type { Interval } from './wilson.ts'

/**
 * The interval of the success rate over all cases like these: what a report says of an agent at large, where
 * `suiteInterval` speaks of these very cases. Clopper–Pearson at the mean of the case rates and the effective n of
 * Korn & Graubard (1998): p̂q̂ over the variance s²/K of that mean, times (z/t)² for the K − 1 degrees of freedom
 * that s² is known with; no more than the trials. Cases that all have one rate count as one trial each, because
 * nothing shows how far others would differ.
 * @throws RangeError for no trials at all, impossible counts, or a confidence outside (0, 1)
 */
export function populationInterval(cases: readonly Counts[], confidence = 0.95): Interval {
  demandInside(confidence, 'a confidence')
  const rate = meanRate(cases)
  const trials = clusteredTrials(triedCases(cases), rate, confidence)
  return clopperPearson(rate * trials, trials, confidence)
}

function clusteredTrials(cases: readonly Counts[], rate: number, confidence: number): number {
  const spread = cases.length < 2 ? 0 : variance(cases.map(({ passes, trials }) => passes / trials))
  if (spread === 0) return cases.length
  const correction = (normalCritical(confidence) / tCritical(confidence, cases.length - 1)) ** 2
  return Math.min(effectiveTrials(cases), ((rate * (1 - rate)) / (spread / cases.length)) * correction)
}
