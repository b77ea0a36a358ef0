import { stratifiedTest } from '../../stats/index.ts'
import { smallestLevel } from '../smallest-level.ts'
import type { Comparer } from './compared.ts'
import { exactDifference, partsOf, shareBounds } from './share-bounds.ts'

/** A difference that means anything is above. */
const ROUNDING = 1e-12

/**
 * Passes of cases: the exact stratified test, which no heterogeneity of the cases fools. Where exact cases are among
 * them and differ, the sampled ones must make up for it: the smallest level at which the bound of the whole difference
 * says that they do not.
 */
export const rates: Comparer = {
  bounds: shareBounds,
  worse(compared) {
    const parts = partsOf(compared)
    if (parts === null) return null
    const higher = compared.better === 'higher'
    // Errors in the candidate's favour.
    const [own, other] = higher ? (['largest', 'smallest'] as const) : (['smallest', 'largest'] as const)
    if (Math.abs(exactDifference(parts.exact, [own, other], 1)) > ROUNDING) {
      return smallestLevel((level) => {
        const { low, high } = shareBounds(compared, 1, { low: level, high: level })
        return higher ? high !== null && high < 0 : low !== null && low > 0
      })
    }
    const strata = parts.sampled.map((each) => ({
      candidate: each.candidate[own],
      baseline: each.baseline[other],
    }))
    return stratifiedTest(strata, higher ? 'below' : 'above').midP
  },
}
