import {
  type Counts,
  type Estimated,
  meanRate,
  moverDifference,
  suiteInterval,
  wilson,
} from '../../stats/index.ts'
import { type Levels, NO_BOUNDS } from '../bounds.ts'
import type { Bounds } from '../compare.ts'
import type { Estimate } from '../estimate.ts'
import type { Compared, Comparer } from './compared.ts'
import { withExactPart } from './exact-part.ts'

type Share = Extract<Estimate, { kind: 'share' }>

/** What errors leave open: the fewest of what is wanted, and the most. */
type Side = 'smallest' | 'largest'

/**
 * Newcombe's hybrid of the two sides' suite intervals: the lowest that errors leave open of the candidate against the
 * highest of the baseline, and the other way round. Cases that are exact differ by what they differ by.
 */
export const shareBounds: Comparer['bounds'] = (compared, factor, levels) => {
  const { candidate, baseline } = compared
  if (candidate.kind !== 'share' || baseline.kind !== 'share') return NO_BOUNDS
  const parts = partsOf(compared)
  return parts === null
    ? pooledBounds(candidate, baseline, factor, levels)
    : {
        low: splitBounds(parts, ['smallest', 'largest'], factor, levels.low).low,
        high: splitBounds(parts, ['largest', 'smallest'], factor, levels.high).high,
      }
}

function pooledBounds(candidate: Share, baseline: Share, factor: number, levels: Levels): Bounds {
  const at = (share: Share, side: Side, level: number): Estimated => {
    const { rate, trials } = share[side]
    return { value: rate, ...wilson(rate * trials, trials, 1 - 2 * level) }
  }
  return {
    low: moverDifference(at(candidate, 'smallest', levels.low), at(baseline, 'largest', levels.low), factor)
      .low,
    high: moverDifference(
      at(candidate, 'largest', levels.high),
      at(baseline, 'smallest', levels.high),
      factor,
    ).high,
  }
}

/** The counts of a case on both sides. */
type Both = Readonly<Record<'candidate' | 'baseline', Readonly<Record<Side, Counts>>>>

interface Parts {
  readonly exact: readonly Both[]
  readonly sampled: readonly Both[]
}

/** The cases of a share that is a mean over cases; `null` for one that is pooled. */
function partsOf({ pairs, candidate, baseline }: Compared): Parts | null {
  if (candidate.kind !== 'share' || baseline.kind !== 'share') return null
  const [own, other] = [candidate.byCase, baseline.byCase]
  if (own === null || other === null) return null
  const parts: { readonly exact: Both[]; readonly sampled: Both[] } = { exact: [], sampled: [] }
  for (const [index, { evidence }] of pairs.entries()) {
    const [fewest, most] = [own.smallest[index], own.largest[index]]
    const [fewestThen, mostThen] = [other.smallest[index], other.largest[index]]
    if (!fewest || !most || !fewestThen || !mostThen) continue
    parts[evidence === 'fixed' ? 'exact' : 'sampled'].push({
      candidate: { smallest: fewest, largest: most },
      baseline: { smallest: fewestThen, largest: mostThen },
    })
  }
  return parts
}

function splitBounds(
  { exact, sampled }: Parts,
  [own, other]: readonly [Side, Side],
  factor: number,
  level: number,
): Bounds {
  const countsOf = (part: readonly Both[], name: keyof Both, side: Side) =>
    part.map((each) => each[name][side])
  const known = exactDifference(exact, [own, other], factor)
  if (sampled.length === 0) return { low: known, high: known }
  const estimated = (name: keyof Both, side: Side): Estimated => {
    const counts = countsOf(sampled, name, side)
    return { value: meanRate(counts), ...suiteInterval(counts, 1 - 2 * level) }
  }
  const open = moverDifference(estimated('candidate', own), estimated('baseline', other), factor)
  return withExactPart({ low: known, high: known }, exact.length, open, sampled.length)
}

/** What the exact cases differ by, on the mean; 0 where there are none. */
function exactDifference(
  exact: readonly Both[],
  [own, other]: readonly [Side, Side],
  factor: number,
): number {
  if (exact.length === 0) return 0
  const rateOf = (name: keyof Both, side: Side): number => meanRate(exact.map((each) => each[name][side]))
  return rateOf('candidate', own) - factor * rateOf('baseline', other)
}
