import { demand, demandInside, demandWhole } from './demand.ts'
import { normalExceededBy } from './distributions.ts'
import type { SuiteSpread } from './suite-spread.ts'

export interface ComparisonPlan {
  /** The suite as the baseline passes it. */
  readonly suite: SuiteSpread
  /** Trials of each case that the baseline has; `null` where it will have as many as the candidate. */
  readonly baselineTrials: number | null
  /** Level of the one-sided test; .05 unless given. */
  readonly alpha?: number
  /** Probability that a drop is found; .8 unless given. */
  readonly power?: number
}

/**
 * How many trials of each case show a drop of the suite's success rate with the wanted power. The mean of K case rates
 * varies with s²/(K·n); the candidate's s² changes with the rate as the binomial's: by g = (p−δ)(q+δ)/(pq). So
 * δ²K/(z_α+z_β)² = s²·(1/n₀ + g/N), which for n₀ = N is N = (z_α+z_β)²·2s²·infl/(Kδ²) with infl = (1+g)/2.
 *
 * A normal approximation of the exact stratified test: where it says so few trials that fewer than some ten failures
 * are to be expected, the test may have less power. `null` where no number would do, as the baseline is too small.
 * @throws RangeError for a suite without spread, a drop that is none or exceeds its rate, or levels outside (0, 1)
 */
export function trialsForDrop(plan: ComparisonPlan & { readonly drop: number }): number | null {
  const { suite, drop, baselineTrials } = plan
  const { rate, variance } = suite
  const needed = information(plan)
  demand(drop > 0 && drop <= rate, `a drop above 0, up to the rate of ${rate}`, drop)
  const growth = ((rate - drop) * (1 - rate + drop)) / (rate * (1 - rate))
  const precision = drop ** 2 * needed
  const own = variance * growth
  if (baselineTrials === null) return atLeastOne((variance + own) / precision)
  const left = precision - variance / baselineTrials
  return left > 0 ? atLeastOne(own / left) : null
}

/** Whole trials. A quotient that is whole but for rounding is not taken up to the next. */
function atLeastOne(trials: number): number | null {
  const whole = Math.max(1, Math.ceil(trials * (1 - 1e-12)))
  return Number.isSafeInteger(whole) ? whole : null
}

/**
 * The smallest drop that so many trials of each case find with the wanted power: the inverse of `trialsForDrop`, a
 * quadratic equation in δ. `null` where not even a drop to 0 would be found.
 * @throws RangeError as `trialsForDrop`, or for trials that are not a whole number from 1 up
 */
export function detectableDrop(plan: ComparisonPlan & { readonly trials: number }): number | null {
  const { suite, trials, baselineTrials } = plan
  const { rate, variance } = suite
  demandWhole(trials, 'trials', 1)
  // (1 + c)·δ² − c·(p−q)·δ − d = 0, all over what δ² is worth.
  const needed = information(plan)
  const curvature = variance / (trials * rate * (1 - rate)) / needed
  const fixed = (variance * (1 / trials + 1 / (baselineTrials ?? trials))) / needed
  const half = (curvature * (2 * rate - 1)) / 2
  const drop = (half + Math.sqrt(half ** 2 + (1 + curvature) * fixed)) / (1 + curvature)
  return drop <= rate ? drop : null
}

/** K/(z_α+z_β)²: what δ² must be multiplied by to weigh as much as the variance of a trial. */
function information({ suite, baselineTrials, alpha = 0.05, power = 0.8 }: ComparisonPlan): number {
  demandWhole(suite.cases, 'cases', 1)
  demandInside(suite.rate, 'a rate')
  // Equal cases have exactly the greatest variance, but for rounding.
  const most = suite.rate * (1 - suite.rate) * (1 + 1e-9)
  demand(suite.variance > 0 && suite.variance <= most, `a variance above 0, up to ${most}`, suite.variance)
  if (baselineTrials !== null) demandWhole(baselineTrials, 'trials of the baseline', 1)
  demand(alpha > 0 && alpha < 0.5, 'an alpha strictly between 0 and 0.5', alpha)
  demand(power >= 0.5 && power < 1, 'a power from 0.5, below 1', power)
  return suite.cases / (normalExceededBy(alpha) + normalExceededBy(1 - power)) ** 2
}
