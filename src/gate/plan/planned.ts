import { effectiveTrials } from '../../stats/index.ts'
import type { Case, Suite } from '../../suite/types.ts'
import type { Evidence } from '../types.ts'

/** A case that counts, and what a run would show of it. */
export interface PlannedCase {
  readonly case: Case
  /** As the run counts them. */
  readonly trials: number
  /** Those that are observations of their own: copies of a recording, or of a fixed script, are one. */
  readonly draws: number
  readonly evidence: Evidence
}

export interface PlanSource {
  /** Trials of each case; `null` leaves it to the suite. */
  readonly trials: number | null
  /** How many recordings a case has; asked in replay mode alone. */
  readonly recordingsOf: (caseId: string) => number
}

/** The cases that a run would count. Those that nobody has recorded yet are taken to be recorded trial by trial. */
export function plannedCases(suite: Suite, { trials, recordingsOf }: PlanSource): readonly PlannedCase[] {
  return suite.cases
    .filter(({ knownFailing }) => knownFailing === null)
    .map((each) => {
      const planned = trials ?? each.trials ?? suite.trials
      return { case: each, trials: planned, ...drawn(suite, each, planned, recordingsOf) }
    })
}

function drawn(
  { responses }: Suite,
  { id, script }: Case,
  trials: number,
  recordingsOf: PlanSource['recordingsOf'],
): Pick<PlannedCase, 'draws' | 'evidence'> {
  switch (responses) {
    case 'live':
    case 'record':
      return { draws: trials, evidence: 'sampled' }
    case 'replay':
      return { draws: Math.min(trials, recordingsOf(id) || trials), evidence: 'sampled' }
    case 'script': {
      const draws = script !== null && script.variants.length > 1
      return draws ? { draws: trials, evidence: 'sampled' } : { draws: 1, evidence: 'fixed' }
    }
  }
}

/** The same cases, were each trial of them a draw: as if the live model were asked. */
export const asLive = (cases: readonly PlannedCase[]): readonly PlannedCase[] =>
  cases.map((each) => ({ ...each, draws: each.trials, evidence: 'sampled' }))

export const areFixed = (cases: readonly PlannedCase[]): boolean =>
  cases.every(({ evidence }) => evidence === 'fixed')

/** Draws of each case on the (harmonic) mean, rounded down; fixed ones are compared exactly, and left out. */
export function drawsPerCase(cases: readonly PlannedCase[]): number {
  const drawn = cases.filter(({ evidence }) => evidence === 'sampled')
  return drawn.length === 0 ? 1 : Math.max(1, Math.floor(drawsOf(drawn) / drawn.length))
}

/** What enters a binomial formula: of cases with as many draws each, all of them. */
export const drawsOf = (cases: readonly PlannedCase[]): number =>
  Math.max(1, Math.floor(effectiveTrials(cases.map(({ draws }) => ({ passes: 0, trials: draws }))) + 1e-9))
