import { demand, demandShare, demandWhole } from './demand.ts'
import type { Distribution } from './hypergeometric.ts'

/** Terms smaller than this share of the greatest are left out: all of them together weigh less than 1e-24. */
const NEGLIGIBLE = 1e-30

const MOST = 1_000_000

/**
 * P(X = count), X ~ Binomial(trials, rate), at all counts that matter. From the mode outwards each term is the last
 * one times a ratio, and the sum is made 1 at the end: no factorial that could overflow, no logarithm that rounds.
 * @throws RangeError for trials that are not a whole number up to a million, or a rate outside 0..1
 */
export function binomialProbabilities(trials: number, rate: number): Distribution {
  demandWhole(trials, 'trials', 0)
  demand(trials <= MOST, `at most ${MOST} trials`, trials)
  demandShare(rate, 'a rate')
  if (rate === 0 || rate === 1) return { from: rate * trials, probabilities: Float64Array.of(1) }
  const mode = Math.min(trials, Math.floor((trials + 1) * rate))
  const odds = rate / (1 - rate)
  const above = terms(trials - mode, (i) => ((trials - mode - i) / (mode + i + 1)) * odds)
  const below = terms(mode, (i) => (mode - i) / (trials - mode + i + 1) / odds)
  const weights = Float64Array.from([...below.reverse(), 1, ...above])
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return { from: mode - below.length, probabilities: weights.map((weight) => weight / sum) }
}

/** Up to `most` terms away from the mode, the nearest first, relative to that of the mode. */
function terms(most: number, ratio: (index: number) => number): number[] {
  const found: number[] = []
  let term = 1
  for (let i = 0; i < most; i++) {
    term *= ratio(i)
    if (term < NEGLIGIBLE) break
    found.push(term)
  }
  return found
}
