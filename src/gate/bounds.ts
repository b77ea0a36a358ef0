import { clopperPearsonLower, clopperPearsonUpper, suiteMean } from '../stats/index.ts'
import type { Bounds } from './compare.ts'
import type { Estimate, Proportion } from './estimate.ts'
import type { Evidence, Unit } from './types.ts'

/** The level of each one-sided bound: the chance that the truth lies beyond it. */
export interface Levels {
  readonly low: number
  readonly high: number
}

export const NO_BOUNDS: Bounds = { low: null, high: null }

/** What fixed or sampled trials bound a metric by, one-sided at each level. Errors are taken both ways. */
export function boundsOf(estimate: Estimate, evidence: Evidence, levels: Levels): Bounds {
  switch (estimate.kind) {
    case 'share': {
      const { smallest, largest } = estimate
      return evidence === 'fixed'
        ? { low: smallest.rate, high: largest.rate }
        : { low: shareLow(smallest, levels.low), high: shareHigh(largest, levels.high) }
    }
    case 'quantile':
      return evidence === 'fixed' ? exact(estimate) : quantileBounds(estimate, levels)
    case 'mean':
      return evidence === 'fixed' ? exact(estimate) : meanBoundsAt(estimate, levels)
    case 'point':
      return evidence === 'fixed' ? exact(estimate) : NO_BOUNDS
    case 'unbounded':
    case 'absent':
    case 'unmeasured':
    case 'unknown':
      return NO_BOUNDS
  }
}

/** No cost, time or count is below 0, and no share outside 0..1: to be shown; what decides is not cut. */
export function shownBounds({ low, high }: Bounds, unit: Unit): Bounds {
  const most = unit === 'share' ? 1 : Number.POSITIVE_INFINITY
  return {
    low: low === null ? null : Math.max(0, low),
    high: high === null ? null : Math.min(most, high),
  }
}

/** A trial that ended in error would have had some cost or latency: without it the value is not exact. */
const exact = ({ value, missing }: { readonly value: number; readonly missing: number }): Bounds =>
  missing > 0 ? NO_BOUNDS : { low: value, high: value }

const shareLow = ({ rate, trials }: Proportion, level: number): number =>
  clopperPearsonLower(rate * trials, trials, level)

const shareHigh = ({ rate, trials }: Proportion, level: number): number =>
  clopperPearsonUpper(rate * trials, trials, level)

export type QuantileEstimate = Extract<Estimate, { kind: 'quantile' }>

/**
 * Never without the value shown: the interpolated p99 of two trials lies below the larger one, which the test
 * already proves the true p99 to exceed. A wider interval claims less, and one beside its value convinces nobody.
 */
function quantileBounds(estimate: QuantileEstimate, levels: Levels): Bounds {
  const { value } = estimate
  const low = quantileLow(estimate, levels.low)
  const high = quantileHigh(estimate, levels.high)
  return {
    low: low === null ? null : Math.min(low, value),
    high: high === null ? null : Math.max(high, value),
  }
}

/**
 * The smallest value that a share q of all trials stays at or below, proven by the exact test on "took at most
 * this long": so `p95 <= 5s` is proven exactly when this bound is at most 5 s. Trials that ended in error count as
 * slower than any. With one observation a value these are the order statistics of `quantileInterval`.
 */
function quantileHigh({ sorted, q, trials, missing }: QuantileEstimate, level: number): number | null {
  const within = (index: number): number => ((index + 1) / sorted.length) * trials
  const proven = (index: number): boolean => clopperPearsonLower(within(index), trials + missing, level) >= q
  return firstIndex(sorted, proven)
}

/** The largest value that less than a share q stays below, proven alike; errors count as faster than any. */
function quantileLow({ sorted, q, trials, missing }: QuantileEstimate, level: number): number | null {
  const below = (index: number): number => (index / sorted.length) * trials + missing
  const unproven = (index: number): boolean => clopperPearsonUpper(below(index), trials + missing, level) >= q
  const beyond = firstUpTo(sorted.length, unproven)
  return sorted[beyond - 1] ?? null
}

const firstIndex = (sorted: readonly number[], test: (index: number) => boolean): number | null =>
  sorted[firstUpTo(sorted.length, test)] ?? null

/** The first index below `end` that passes a test which never turns false again, else `end`. */
function firstUpTo(end: number, test: (index: number) => boolean): number {
  let [from, to] = [0, end]
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if (test(middle)) to = middle
    else from = middle + 1
  }
  return from
}

export type MeanEstimate = Extract<Estimate, { kind: 'mean' }>

function meanBoundsAt(estimate: MeanEstimate, levels: Levels): Bounds {
  const below = meanBounds(estimate, levels.low)
  if (levels.high === levels.low) return below
  return { low: below.low, high: meanBounds(estimate, levels.high).high }
}

/** Student's t, one-sided at the level; nothing bounds a mean of which a part was not measured. */
export function meanBounds({ samples, scale, missing }: MeanEstimate, level: number): Bounds {
  if (missing > 0) return NO_BOUNDS
  const { low, high } = suiteMean(samples, 1 - 2 * level)
  return { low: low === null ? null : low * scale, high: high === null ? null : high * scale }
}
