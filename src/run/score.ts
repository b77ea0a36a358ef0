import { scoreTrial } from '../expect/index.ts'
import type { TrialResult } from '../expect/types.ts'
import { measure } from '../model/measure.ts'
import type { PriceTable } from '../model/prices.ts'
import type { Case } from '../suite/index.ts'
import type { Trajectory } from '../trajectory/index.ts'

export interface ScoringContext {
  readonly prices: PriceTable
  /** Model of calls that do not name theirs. */
  readonly defaultModel: string | null
}

/** Judges one trial by its case's expectations. */
export function scoreTrajectory(
  trajectory: Trajectory,
  item: Case,
  context: ScoringContext,
  retriedCostUsd: number | null = 0,
): TrialResult {
  const measures = measure(trajectory, context.prices, context.defaultModel)
  const { end, provenance, stderr } = trajectory
  const score = scoreTrial(trajectory, item.expect, measures)
  return {
    ...score,
    case: trajectory.case,
    trial: trajectory.trial,
    attempt: trajectory.attempt,
    sample: provenance.sample,
    evidence: provenance.evidence,
    code: end.kind === 'completed' ? null : end.code,
    measures,
    retriedCostUsd,
    ...(score.outcome === 'pass' || stderr === undefined ? {} : { stderr }),
  }
}
