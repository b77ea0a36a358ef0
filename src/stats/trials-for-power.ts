import { demand, demandInside, demandShare } from './demand.ts'
import { binomialCdf } from './distributions.ts'
import { firstWhere } from './search.ts'

export interface PowerOptions {
  /** The verdict to be reached: the rate is proven to be at least theta, or proven to be below it. */
  readonly verdict: 'pass' | 'fail'
  /** Level of the exact test; .05 unless given. */
  readonly alpha?: number
  /** Probability of the verdict; .8 unless given. */
  readonly power?: number
}

const MOST = 1_000_000

/**
 * The smallest number of trials at which the exact one-sided test gives the verdict with the wanted power
 * when `trueRate` is the truth. Whole counts make power a saw: just above the answer it may fall short again
 * by a few points, until the next tooth (θ .95, true rate .97: reached at 601, lost at 602, back at 624).
 * @throws RangeError for rates outside 0..1, a true rate on the wrong side of theta, or rates so close that a
 * million trials do not tell them apart
 */
export function trialsForPower(trueRate: number, theta: number, options: PowerOptions): number {
  const { verdict, alpha = 0.05, power = 0.8 } = options
  demandShare(trueRate, 'a true rate')
  demandShare(theta, 'theta')
  demandInside(alpha, 'an alpha')
  demandInside(power, 'a power')
  demandDifference(trueRate, theta, verdict)
  // A pass is proven by few failures, a fail by few passes: one test, of the rate of what must be few.
  const test: Test =
    verdict === 'pass'
      ? { threshold: 1 - theta, truth: 1 - trueRate, alpha }
      : { threshold: theta, truth: trueRate, alpha }
  const trials = firstWithPower(test, power)
  if (trials !== null) return trials
  throw new RangeError(`expected rates that ${MOST} trials can tell apart, got ${trueRate} and ${theta}`)
}

function demandDifference(trueRate: number, theta: number, verdict: 'pass' | 'fail'): void {
  if (verdict === 'pass') {
    demand(theta > 0, 'theta above 0', theta)
    demand(trueRate > theta, `a true rate above theta ${theta}`, trueRate)
  } else {
    demand(trueRate < theta, `a true rate below theta ${theta}`, trueRate)
  }
}

interface Test {
  readonly threshold: number
  readonly truth: number
  readonly alpha: number
}

/**
 * Starts where the randomised test gets the power: it is most powerful, so it never loses from a further
 * trial and is never below the exact one, and where it falls short no smaller n will do.
 */
function firstWithPower(test: Test, power: number): number | null {
  const from = firstWhere(1, MOST, (n) => randomisedPower(test, n) >= power)
  if (from === null) return null
  let allowed = largestAllowed(test, from)
  for (let n = from; n <= MOST; n++) {
    while (binomialCdf(allowed + 1, n, test.threshold) <= test.alpha) allowed++
    if (binomialCdf(allowed, n, test.truth) >= power) return n
  }
  return null
}

/**
 * The largest count that still gives the verdict: P(X ≤ count | threshold) ≤ alpha; −1 when not even 0 does.
 */
function largestAllowed({ threshold, alpha }: Test, n: number): number {
  return (firstWhere(0, n, (count) => binomialCdf(count, n, threshold) > alpha) ?? n) - 1
}

/**
 * The test that spends all of alpha by a draw at the next count (Lehmann & Romano, Testing Hypotheses, 3.2).
 */
function randomisedPower(test: Test, n: number): number {
  const allowed = largestAllowed(test, n)
  const used = binomialCdf(allowed, n, test.threshold)
  const share = (test.alpha - used) / (binomialCdf(allowed + 1, n, test.threshold) - used)
  const exact = binomialCdf(allowed, n, test.truth)
  return exact + share * (binomialCdf(allowed + 1, n, test.truth) - exact)
}
