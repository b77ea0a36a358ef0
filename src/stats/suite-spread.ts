import { type Counts, triedCases } from './counts.ts'
import { mean } from './moments.ts'

/** What a plan has to know about a suite. */
export interface SuiteSpread {
  /** How many cases there are. */
  readonly cases: number
  /** The mean success rate, strictly between 0 and 1. */
  readonly rate: number
  /** The mean over cases of pᵢ(1−pᵢ); at most that of equal cases, rate × (1 − rate), which is the cautious guess. */
  readonly variance: number
}

/**
 * The spread of a suite that was run. Within a case it is p̂ᵢq̂ᵢ·nᵢ/(nᵢ−1), which is without bias; where a case has a
 * single trial nothing is known of how trials of one case vary, so cases are taken as equal.
 *
 * Trials that never varied do not prove that none ever will: a rate of 0 or 1, and a variance of 0, are taken as if
 * half of one further trial of the T had turned out differently (the mean of Jeffreys' posterior, ½/(T+1)).
 * @throws RangeError for no trials at all, or impossible counts
 */
export function suiteSpread(cases: readonly Counts[]): SuiteSpread {
  const tried = triedCases(cases)
  const least = 0.5 / (tried.reduce((sum, { trials }) => sum + trials, 0) + 1)
  const observed = mean(tried.map(({ passes, trials }) => passes / trials))
  const rate = Math.min(1 - least, Math.max(least, observed))
  const variance = tried.some(({ trials }) => trials === 1)
    ? rate * (1 - rate)
    : mean(tried.map(({ passes, trials }) => ((passes / trials) * (trials - passes)) / (trials - 1)))
  return {
    cases: tried.length,
    rate,
    variance: Math.min(rate * (1 - rate), Math.max(variance, least * (1 - least))),
  }
}
