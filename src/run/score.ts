import { scoreTrial } from '../expect/index.ts'
import type { Findings, TrialResult } from '../expect/types.ts'
import { measure } from '../model/measure.ts'
import type { PriceTable } from '../model/prices.ts'
import type { Case } from '../suite/index.ts'
import type { Trajectory } from '../trajectory/index.ts'
import { originOf } from './origin.ts'
import type { RunInfo } from './run-info.ts'

export interface ScoringContext {
  readonly prices: PriceTable
  /** Model of calls that do not name theirs. */
  readonly defaultModel: string | null
}

/** What a trial is measured and known by. */
export interface TrialContext extends ScoringContext {
  /** The run it is of: where its answers were given is told by both. */
  readonly run: Pick<RunInfo, 'runId' | 'identity'>
}

/** Judges one trial by its case's expectations. @param findings what judges and scorers found out before */
export function scoreTrajectory(
  trajectory: Trajectory,
  item: Case,
  context: TrialContext,
  { findings, retriedCostUsd }: { readonly findings: Findings; readonly retriedCostUsd: number | null },
): TrialResult {
  const measures = measure(trajectory, context.prices, context.defaultModel)
  const { end, provenance, stderr } = trajectory
  const score = scoreTrial(trajectory, item, measures, findings)
  return {
    ...score,
    case: trajectory.case,
    trial: trajectory.trial,
    attempt: trajectory.attempt,
    sample: originOf(trajectory, context.run),
    evidence: provenance.evidence,
    code: end.kind === 'completed' ? null : end.code,
    measures,
    retriedCostUsd,
    ...(score.outcome === 'pass' || stderr === undefined ? {} : { stderr }),
  }
}
