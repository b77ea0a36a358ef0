import { type ComparisonPlan, detectableDrop, trialsForDrop } from '../../stats/index.ts'
import { boundAt, type Target } from '../comparison/target.ts'
import type { Rates } from './rates.ts'

export interface RegressionOptions {
  readonly rates: Rates
  /** Cases that a run counts. */
  readonly cases: number
  /** Trials of each that are planned, copies left out. */
  readonly planned: number
  readonly drop: number
  /** What the assertion holds the rate against. */
  readonly target: Pick<Target, 'factor' | 'points' | 'failsBy'>
  readonly power: number
  /** Level of the one-sided test. */
  readonly level: number
  /** Mean cost of a trial; `null`: unknown. */
  readonly costUsd: number | null
}

/** Trials of one run, and what they cost. */
export interface Needed {
  readonly perCase: number
  readonly trials: number
  readonly costUsd: number | null
}

/** What it takes to find a drop of the success rate, and what the planned trials find. */
export interface RegressionPlan extends Pick<RegressionOptions, 'drop' | 'power' | 'level' | 'planned'> {
  /** Against the baseline as it is; `null` without one, and where no number of trials would do. */
  readonly againstBaseline: Needed | null
  /** Against a baseline of as many trials; `null` where the rate leaves no room for such a drop. */
  readonly fresh: Needed | null
  /** The smallest drop that the planned trials find; `null`: none. */
  readonly found: {
    readonly againstBaseline: number | null
    readonly fresh: number | null
  }
}

export function planRegression(options: RegressionOptions): RegressionPlan {
  const { rates, cases, planned, drop, power, level, costUsd } = options
  const baselineTrials = rates.baseline?.trialsPerCase ?? null
  const needed = (perCase: number | null): Needed | null =>
    perCase === null
      ? null
      : { perCase, trials: perCase * cases, costUsd: costUsd === null ? null : perCase * cases * costUsd }
  const room = drop <= rates.spread.rate
  const common = { alpha: level, power }
  const against = { ...common, suite: rates.spread, baselineTrials }
  const fresh = { ...common, suite: { ...rates.spread, cases }, baselineTrials: null }
  return {
    drop,
    power,
    level,
    planned,
    againstBaseline: room && baselineTrials !== null ? needed(trialsForDrop({ ...against, drop })) : null,
    fresh: room ? needed(trialsForDrop({ ...fresh, drop })) : null,
    found: {
      againstBaseline: baselineTrials === null ? null : dropFound(against, options),
      fresh: dropFound(fresh, options),
    },
  }
}

/**
 * The smallest drop by which an assertion about the baseline's success rate turns red with this power; `null`: none.
 * With se the standard error of the difference, a test at the level finds d = (z_α + z_β)·se. A claim about the size
 * has to be missed by that much. Evidence of any regression is forgiven where the lower bound is within the margin δ:
 * then δ − (z_α − z_β)·se it is, if that is more.
 */
export function dropFound(
  comparison: ComparisonPlan,
  { target, planned: trials }: Pick<RegressionOptions, 'target' | 'planned'>,
): number | null {
  const { rate } = comparison.suite
  const found = detectableDrop({ ...comparison, trials })
  // At a power of one half z_β is 0.
  const half = detectableDrop({ ...comparison, power: 0.5, trials })
  if (found === null || half === null) return null
  const margin = rate - boundAt(target, rate)
  const drop = target.failsBy === 'size' ? margin + found : Math.max(found, margin + found - 2 * half)
  return drop <= rate ? drop : null
}
