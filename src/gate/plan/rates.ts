import { type Counts, effectiveTrials, type SuiteSpread, suiteSpread } from '../../stats/index.ts'
import type { Baseline, BaselineCase } from '../baseline/schema.ts'
import type { PlannedCase } from './planned.ts'

/** What a plan takes for the rates of the cases. */
export interface Rates {
  /** Over the cases that the baseline has as they are today; over all where nothing is known of any. */
  readonly spread: SuiteSpread
  /** What the baseline has; `null` without one. */
  readonly baseline: {
    /** Trials of each case; of unequal ones their harmonic mean, rounded down. */
    readonly trialsPerCase: number
    /** Scored ones, of all cases. */
    readonly trials: number
    /** Cases that passed at times and failed at times. */
    readonly varying: number
  } | null
}

interface Matched {
  readonly of: BaselineCase
  readonly counts: Counts
}

export type RatesOfBaseline = Rates & { readonly baseline: NonNullable<Rates['baseline']> }

/** It has no case as it is today, or no trial but of fixed scripts, which say nothing of how trials vary. */
export type NoRates = 'other' | 'fixed'

/** What the baseline shows of these cases, or why nothing. */
export function ratesOfBaseline(
  baseline: Baseline,
  cases: readonly PlannedCase[],
): RatesOfBaseline | NoRates {
  const matched = matchedIn(baseline, cases)
  if (matched.length === 0) return 'other'
  if (matched.every(({ of }) => of.trials.evidence.every((evidence) => evidence === 'fixed'))) return 'fixed'
  const counts = matched.map((each) => each.counts)
  return {
    spread: suiteSpread(counts),
    baseline: {
      trialsPerCase: Math.max(1, Math.floor(effectiveTrials(counts) / counts.length + 1e-9)),
      trials: counts.reduce((sum, { trials }) => sum + trials, 0),
      varying: counts.filter(({ passes, trials }) => passes > 0 && passes < trials).length,
    },
  }
}

/** Trials of a baseline are distinct as they stand in it. */
function matchedIn(baseline: Baseline, cases: readonly PlannedCase[]): readonly Matched[] {
  const known = new Map(baseline.cases.map((each) => [each.id, each]))
  return cases.flatMap((planned) => {
    const of = known.get(planned.case.id)
    if (of === undefined || of.hash !== planned.case.hash || of.passed + of.failed === 0) return []
    return [{ of, counts: { passes: of.passed, trials: of.passed + of.failed } }]
  })
}

/** Equal cases that all have this rate, which is the cautious guess: cases that differ vary less. */
export const assumedRates = (rate: number, cases: number): Rates => ({
  spread: { cases, rate, variance: rate * (1 - rate) },
  baseline: null,
})

/** Mean cost of a trial, its judges included; `null` where a cost is unknown. */
export function costOfBaseline(baseline: Baseline, cases: readonly PlannedCase[]): number | null {
  const means = matchedIn(baseline, cases).map(({ of }) => {
    const judges = meanOf(of.trials.judgeCostUsd)
    return of.costUsd === null || judges === null ? null : of.costUsd + judges
  })
  return meanOf(means)
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  if (known.length < values.length || known.length === 0) return null
  return known.reduce((sum, value) => sum + value, 0) / known.length
}
