import { demandRate, demandShare } from './demand.ts'
import { betaQuantileOf, binomialCdf } from './distributions.ts'

/**
 * The exact one-sided p-value for a true rate below or above theta: the probability of this many passes or
 * fewer (`below`), or this many or more (`above`), were theta the true rate. It is the other face of the
 * Clopper–Pearson bounds: p ≤ alpha for `above` exactly when the lower bound at alpha is at least theta.
 * Passes and trials may be real (the mean of unequal cases × their effective n).
 * @throws RangeError for no trials, passes beyond them, or a theta outside 0..1
 */
export function binomialTest(passes: number, trials: number, theta: number, side: 'below' | 'above'): number {
  demandRate(passes, trials)
  demandShare(theta, 'theta')
  // Many passes are few failures: counted so, a tiny p-value is not lost in 1 − (almost 1).
  return side === 'below' ? fewer(passes, trials, theta) : fewer(trials - passes, trials, 1 - theta)
}

/** P(X ≤ count), X ~ Binomial(trials, rate). */
function fewer(count: number, trials: number, rate: number): number {
  const [wholeCount, wholeTrials] = [nearlyWhole(count), nearlyWhole(trials)]
  return wholeCount === null || wholeTrials === null
    ? fewerReal(count, trials, rate)
    : binomialCdf(wholeCount, wholeTrials, rate)
}

/** A rate × n that is whole but for rounding, made whole. */
function nearlyWhole(value: number): number | null {
  const whole = Math.round(value)
  return Math.abs(value - whole) <= 1e-9 * Math.max(1, whole) ? whole : null
}

/**
 * For real counts P(X ≤ c) is P(Beta(c+1, n−c) > rate), which is found by bisecting the beta quantile: the
 * packages at hand have no distribution function for real shapes. Good to 1e-10.
 */
function fewerReal(count: number, trials: number, rate: number): number {
  if (count >= trials) return 1
  let [low, high] = [0, 1]
  for (let i = 0; i < 55; i++) {
    const middle = (low + high) / 2
    if (betaQuantileOf(middle, count + 1, trials - count) > rate) high = middle
    else low = middle
  }
  return 1 - (low + high) / 2
}
