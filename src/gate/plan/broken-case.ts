import { fisherTest } from '../../stats/index.ts'
import { FALSE_DISCOVERIES, TESTABLE } from '../comparison/cases.ts'

/** When a single case that goes from always to never is named as regressed. */
export interface BrokenCasePlan {
  /** Trials of the case that it takes where all others are stable; `null`: no number against this baseline. */
  readonly alone: number | null
  /** Other cases that may vary, and so could tell, too; at the worst all of them do. */
  readonly others: number
  /** Trials that it takes beside so many others. */
  readonly among: number | null
  /** Trials that the baseline has of it; `null`: as many as the candidate. */
  readonly baselineTrials: number | null
  /** Whether the planned trials name it, beside the others. */
  readonly named: boolean
}

const MOST = 1000

/**
 * No outcome of a case is stronger than all against none, so the smallest p that Fisher's test can reach tells what it
 * takes. Of m cases that could tell, Benjamini & Hochberg's procedure names one alone at q/m; those that always pass,
 * or always fail, could not, and take nothing from it (Tarone 1990).
 */
export function planBrokenCase(options: {
  readonly planned: number
  readonly others: number
  readonly baselineTrials: number | null
}): BrokenCasePlan {
  const { planned, others, baselineTrials } = options
  const needed = (tested: number): number | null => {
    for (let trials = 1; trials <= MOST; trials++) {
      if (isNamed(trials, baselineTrials, tested)) return trials
    }
    return null
  }
  return {
    alone: needed(1),
    others,
    among: needed(others + 1),
    baselineTrials,
    named: isNamed(planned, baselineTrials, others + 1),
  }
}

function isNamed(trials: number, baselineTrials: number | null, tested: number): boolean {
  const before = baselineTrials ?? trials
  const { smallest } = fisherTest(
    { candidate: { passes: 0, trials }, baseline: { passes: before, trials: before } },
    'below',
  )
  // 1/20 of three against three is the level itself, but for rounding.
  return smallest <= Math.min(TESTABLE, FALSE_DISCOVERIES / tested) * (1 + 1e-9)
}
