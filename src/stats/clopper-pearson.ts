import { demandInside, demandRate } from './demand.ts'
import { betaQuantileOf } from './distributions.ts'
import type { Interval } from './wilson.ts'

/** Real counts nearer to none than this are rounding; as a shape of the beta distribution they underflow. */
const NONE = 1e-9

/**
 * The exact one-sided lower bound of a rate at level alpha (Clopper & Pearson 1934, as a beta quantile): the
 * smallest θ at which this many passes or more still have probability alpha. Passes and trials may be real.
 * @throws RangeError for no trials, passes beyond them, or an alpha outside (0, 1)
 */
export function clopperPearsonLower(passes: number, trials: number, alpha: number): number {
  demandRate(passes, trials)
  demandInside(alpha, 'an alpha')
  return passes < NONE ? 0 : betaQuantileOf(alpha, passes, trials - passes + 1)
}

/**
 * The exact one-sided upper bound of a rate at level alpha: the largest θ at which this few passes or fewer
 * still have probability alpha.
 * @throws RangeError as `clopperPearsonLower`
 */
export function clopperPearsonUpper(passes: number, trials: number, alpha: number): number {
  demandRate(passes, trials)
  demandInside(alpha, 'an alpha')
  return trials - passes < NONE ? 1 : betaQuantileOf(1 - alpha, passes + 1, trials - passes)
}

/**
 * The exact two-sided interval of a rate: both bounds at half of what the confidence leaves.
 * @throws RangeError as `clopperPearsonLower`, or for a confidence outside (0, 1)
 */
export function clopperPearson(passes: number, trials: number, confidence = 0.95): Interval {
  demandInside(confidence, 'a confidence')
  const alpha = (1 - confidence) / 2
  return {
    low: clopperPearsonLower(passes, trials, alpha),
    high: clopperPearsonUpper(passes, trials, alpha),
  }
}
