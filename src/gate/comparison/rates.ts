import { stratifiedTest } from '../../stats/index.ts'
import type { Comparer } from './compared.ts'
import { shareBounds } from './share-bounds.ts'

/** Passes of cases: the exact stratified test, which no heterogeneity of the cases fools. */
export const rates: Comparer = {
  bounds: shareBounds,
  worse({ candidate, baseline, better }) {
    if (candidate.kind !== 'share' || baseline.kind !== 'share') return null
    if (candidate.byCase === null || baseline.byCase === null) return null
    const higher = better === 'higher'
    // Errors in the candidate's favour.
    const own = higher ? candidate.byCase.largest : candidate.byCase.smallest
    const other = higher ? baseline.byCase.smallest : baseline.byCase.largest
    const strata = own.flatMap((counts, index) => {
      const against = other[index]
      return against === undefined ? [] : [{ candidate: counts, baseline: against }]
    })
    return stratifiedTest(strata, higher ? 'below' : 'above').midP
  },
}
