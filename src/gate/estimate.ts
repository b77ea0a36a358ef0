import type { Counts } from '../stats/index.ts'

/** A share as it enters an exact test: `trials` independent observations, which may be fewer than were made. */
export interface Proportion {
  readonly rate: number
  readonly trials: number
}

/**
 * What the trials say about a metric, and of which kind it is: the kind decides which test can prove anything.
 * `n` counts observations; `missing` counts those that ended in `error` and so were not measured.
 */
export type Estimate =
  /** A share of observations. `smallest` and `largest` are what it could be: errors as misses, errors as hits. */
  | {
      readonly kind: 'share'
      readonly value: number
      readonly smallest: Proportion
      readonly largest: Proportion
      /** The same by case, for the interval of the suite; `null` where the share is pooled. */
      readonly byCase: { readonly smallest: readonly Counts[]; readonly largest: readonly Counts[] } | null
      readonly n: number
    }
  /** The q-quantile of `sorted` (ascending), which rest on `trials` independent observations. */
  | {
      readonly kind: 'quantile'
      readonly value: number
      readonly q: number
      readonly sorted: readonly number[]
      readonly trials: number
      readonly missing: number
      readonly n: number
    }
  /** `scale` times the mean of the case means. */
  | {
      readonly kind: 'mean'
      readonly value: number
      readonly samples: readonly (readonly number[])[]
      readonly scale: number
      readonly missing: number
      readonly n: number
    }
  /** A value without an exact interval. */
  | { readonly kind: 'point'; readonly value: number; readonly missing: number; readonly n: number }
  /** Larger than any bound: cost per success without a success. */
  | { readonly kind: 'unbounded'; readonly because: string; readonly n: number }
  /** Nothing of the kind happened, and that is no trouble: no tool was called. */
  | { readonly kind: 'absent'; readonly because: string; readonly n: number }
  /** The agent failed before there was anything to measure: no claim about it holds, and that is the agent's doing. */
  | { readonly kind: 'unmeasured'; readonly because: string; readonly n: number }
  /** It cannot be known; an assertion on it decides nothing. */
  | { readonly kind: 'unknown'; readonly because: string; readonly n: number }

export const unknownBecause = (because: string, n: number): Estimate => ({ kind: 'unknown', because, n })

/** The number an estimate stands for; `null` where there is none to show. */
export function observedValue(estimate: Estimate): number | null {
  switch (estimate.kind) {
    case 'share':
    case 'quantile':
    case 'mean':
    case 'point':
      return estimate.value
    case 'unbounded':
    case 'absent':
    case 'unmeasured':
    case 'unknown':
      return null
  }
}
