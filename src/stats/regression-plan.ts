import { demand, demandInside, demandWhole } from './demand.ts'
import { normalExceededBy } from './distributions.ts'
import { firstWhere } from './search.ts'
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

const MOST = 1_000_000

/**
 * How many trials of each case show a drop of the suite's success rate with the wanted power: the first N at which
 * z_α·σ₀ + z_β·σ₁ ≤ δ√K. The deviations are those of a case's difference between n₀ and N trials: σ₁ with the drop, σ₀ as
 * the test sees it, at the rate of all trials together. Their variances go with the rate as the binomial's do, times
 * what cases that differ leave of it, s²/(p̂q̂). For n₀ = N that is N = (z_α+z_β)²·2s²·infl/(Kδ²) within a few percent,
 * infl = [p̂q̂ + (p̂−δ)(q̂+δ)]/(2p̂q̂).
 *
 * A normal approximation of the exact stratified test: where fewer than some ten failures are to be expected, the test
 * may have less power. `null` where a million trials would not do, as the baseline is too small.
 * @throws RangeError for a suite without spread, a drop that is none or exceeds its rate, an alpha outside (0, ½) or a
 * power outside [½, 1)
 */
export function trialsForDrop(plan: ComparisonPlan & { readonly drop: number }): number | null {
  const { suite, drop } = plan
  const finds = finding(plan)
  demand(drop > 0 && drop <= suite.rate, `a drop above 0, up to the rate of ${suite.rate}`, drop)
  // Never false again: the more trials, the smaller are both deviations.
  return firstWhere(1, MOST, (trials) => finds(trials, drop))
}

/**
 * The smallest drop that so many trials of each case find with the wanted power: the inverse of `trialsForDrop`. `null`
 * where not even a drop to 0 would be found.
 * @throws RangeError as `trialsForDrop`, or for trials that are not a whole number from 1 up
 */
export function detectableDrop(plan: ComparisonPlan & { readonly trials: number }): number | null {
  const { suite, trials } = plan
  const finds = finding(plan)
  demandWhole(trials, 'trials', 1)
  let [low, high] = [0, suite.rate]
  if (!finds(trials, high)) return null
  for (let i = 0; i < 55; i++) {
    const middle = (low + high) / 2
    if (finds(trials, middle)) high = middle
    else low = middle
  }
  return high
}

/** Whether so many trials find a drop. */
function finding(plan: ComparisonPlan): (trials: number, drop: number) => boolean {
  demandPlan(plan)
  const { suite, baselineTrials, alpha = 0.05, power = 0.8 } = plan
  const { cases, rate, variance } = suite
  const [zAlpha, zBeta] = [normalExceededBy(alpha), normalExceededBy(1 - power)]
  const share = variance / binomial(rate)
  return (trials, drop) => {
    const before = baselineTrials ?? trials
    const together = rate - (drop * trials) / (before + trials)
    const asTested = binomial(together) * (1 / before + 1 / trials)
    const withDrop = binomial(rate) / before + binomial(rate - drop) / trials
    return (
      zAlpha * Math.sqrt(share * asTested) + zBeta * Math.sqrt(share * withDrop) <= drop * Math.sqrt(cases)
    )
  }
}

/** The variance of a trial. */
const binomial = (rate: number): number => rate * (1 - rate)

function demandPlan({ suite, baselineTrials, alpha = 0.05, power = 0.8 }: ComparisonPlan): void {
  demandWhole(suite.cases, 'cases', 1)
  demandInside(suite.rate, 'a rate')
  // Equal cases have exactly the greatest variance, but for rounding.
  const most = binomial(suite.rate) * (1 + 1e-9)
  demand(suite.variance > 0 && suite.variance <= most, `a variance above 0, up to ${most}`, suite.variance)
  if (baselineTrials !== null) demandWhole(baselineTrials, 'trials of the baseline', 1)
  demand(alpha > 0 && alpha < 0.5, 'an alpha strictly between 0 and 0.5', alpha)
  demand(power >= 0.5 && power < 1, 'a power from 0.5, below 1', power)
}
