import { demand, demandWhole } from './demand.ts'
import { mean } from './moments.ts'

/** What came of a case: how often it was tried, and how often it passed. */
export interface Counts {
  readonly passes: number
  readonly trials: number
}

/** @throws RangeError for counts that cannot have been counted */
export function demandCounts({ passes, trials }: Counts): void {
  demandWhole(trials, 'trials', 0)
  demandWhole(passes, 'passes', 0)
  demand(passes <= trials, `passes from 0 to the ${trials} trials`, passes)
}

/** The cases that were tried at all; the others say nothing about any rate. */
export function triedCases(cases: readonly Counts[]): Counts[] {
  for (const counts of cases) demandCounts(counts)
  const tried = cases.filter(({ trials }) => trials > 0)
  demand(tried.length > 0, 'at least one case with trials', `${cases.length} cases without any`)
  return tried
}

/**
 * The success rate of a suite: the mean of the cases' own rates, so that a case counts the same however often
 * it was tried. Cases without trials are left out.
 * @throws RangeError for no trials at all, or impossible counts
 */
export function meanRate(cases: readonly Counts[]): number {
  return mean(triedCases(cases).map(({ passes, trials }) => passes / trials))
}

/**
 * The n that goes with `meanRate` in a binomial formula: K²/Σ(1/nᵢ), K times the harmonic mean of the cases'
 * trials. The mean of case rates has the variance p̂q̂/K²·Σ(1/nᵢ), which the total of trials understates as
 * soon as they are unequal (2 trials of most cases and 50 of the rest: a 95 % interval that covers 70 %).
 * With the same number of trials everywhere it is exactly the total.
 * @throws RangeError for no trials at all, or impossible counts
 */
export function effectiveTrials(cases: readonly Counts[]): number {
  const tried = triedCases(cases)
  const trials = tried.map((counts) => counts.trials)
  if (new Set(trials).size === 1) return trials.length * mean(trials)
  return trials.length / mean(trials.map((n) => 1 / n))
}
