import { type Counts, effectiveTrials, meanRate, triedCases } from './counts.ts'
import { demandInside, demandRate } from './demand.ts'
import { normalCritical } from './distributions.ts'

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Wilson's score interval of a rate (Wilson 1927; Brown, Cai & DasGupta 2001): the rates θ that the test
 * |p̂ − θ| ≤ z·√(θ(1−θ)/n) does not reject. Passes and trials may be real.
 * @throws RangeError for no trials, passes beyond them, or a confidence outside (0, 1)
 */
export function wilson(passes: number, trials: number, confidence = 0.95): Interval {
  demandRate(passes, trials)
  demandInside(confidence, 'a confidence')
  const z = normalCritical(confidence)
  return { low: lowerBound(passes, trials, z), high: 1 - lowerBound(trials - passes, trials, z) }
}

/**
 * The smaller root of (n + z²)θ² − (2c + z²)θ + c²/n = 0, as the product of both roots over the larger one:
 * nothing cancels, and no pass gives exactly 0.
 */
function lowerBound(passes: number, trials: number, z: number): number {
  const reach = z * Math.sqrt(passes * (1 - passes / trials) + z ** 2 / 4)
  return passes === 0 ? 0 : (passes * (passes / trials)) / (passes + z ** 2 / 2 + reach)
}

/**
 * The interval of a suite's success rate over fresh trials of these same cases: Wilson's at the mean rate and
 * the effective n of the table of cases.
 * @throws RangeError as `meanRate` and `wilson`
 */
export function suiteInterval(cases: readonly Counts[], confidence = 0.95): Interval {
  const rate = meanRate(cases)
  const trials = stratifiedTrials(triedCases(cases), rate)
  return wilson(rate * trials, trials, confidence)
}

/**
 * Cases that differ make the mean rate steadier than pooled trials would (Hoeffding 1956): its variance is v
 * = K⁻² Σ p̂ᵢq̂ᵢ/(nᵢ−1), as that of p̂q̂/v pooled trials. The estimate is noisy, so it may count no trial
 * less than once nor more than twice, and it needs two trials of every case.
 */
function stratifiedTrials(cases: readonly Counts[], rate: number): number {
  const pooled = effectiveTrials(cases)
  if (cases.some(({ trials }) => trials === 1)) return pooled
  let sum = 0
  for (const { passes, trials } of cases) {
    const own = passes / trials
    sum += (own * (1 - own)) / (trials - 1)
  }
  if (sum === 0) return pooled
  const matched = (rate * (1 - rate) * cases.length ** 2) / sum
  return Math.min(2 * pooled, Math.max(pooled, matched))
}
