import { type Estimated, moverDifference, suiteInterval, wilson } from '../../stats/index.ts'
import { NO_BOUNDS } from '../bounds.ts'
import type { Estimate } from '../estimate.ts'
import type { Comparer } from './compared.ts'

export type Share = Extract<Estimate, { kind: 'share' }>

/**
 * Newcombe's hybrid of the two sides' suite intervals: the lowest that errors leave open of the candidate against the
 * highest of the baseline, and the other way round.
 */
export const shareBounds: Comparer['bounds'] = ({ candidate, baseline }, factor, levels) => {
  if (candidate.kind !== 'share' || baseline.kind !== 'share') return NO_BOUNDS
  const lowest = moverDifference(
    intervalOf(candidate, 'smallest', levels.low),
    intervalOf(baseline, 'largest', levels.low),
    factor,
  )
  const highest = moverDifference(
    intervalOf(candidate, 'largest', levels.high),
    intervalOf(baseline, 'smallest', levels.high),
    factor,
  )
  return { low: lowest.low, high: highest.high }
}

function intervalOf(share: Share, side: 'smallest' | 'largest', level: number): Estimated {
  const { rate, trials } = share[side]
  const confidence = 1 - 2 * level
  const interval =
    share.byCase === null
      ? wilson(rate * trials, trials, confidence)
      : suiteInterval(share.byCase[side], confidence)
  return { value: rate, ...interval }
}
