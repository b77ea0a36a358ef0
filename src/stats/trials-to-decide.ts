import { clopperPearsonLower, clopperPearsonUpper } from './clopper-pearson.ts'
import { demand, demandRate, demandShare } from './demand.ts'
import { firstWhere } from './search.ts'

/** Beyond this many further trials "more trials" is no advice. */
const MOST = 1_000_000

/**
 * The fewest further trials at the observed rate after which the exact test at level alpha decides about the
 * threshold theta: lower bound ≥ theta or upper bound < theta. 0 when it has decided already, `null` when up
 * to a million would not do (the rate is the threshold, or theta is 1 and nothing failed).
 *
 * Passes grow as the real number rate × n. Whole passes would make the answer jump about (one trial more may
 * undo the decision until the next pass comes); with real ones the bounds only close in on the rate, and
 * the answer is the point about which the whole ones jump.
 * @throws RangeError for no trials, passes beyond them, a theta outside 0..1, or an alpha outside (0, ½)
 */
export function trialsToDecide(passes: number, trials: number, theta: number, alpha: number): number | null {
  demandRate(passes, trials)
  demandShare(theta, 'theta')
  demand(alpha > 0 && alpha < 0.5, 'an alpha strictly between 0 and 0.5', alpha)
  const rate = passes / trials
  return firstWhere(0, MOST, (further) => {
    const count = passes + rate * further
    const n = trials + further
    return clopperPearsonLower(count, n, alpha) >= theta || clopperPearsonUpper(count, n, alpha) < theta
  })
}
