import type { TrialResult } from '../expect/types.ts'
import { priceTable } from '../model/prices.ts'
import type { Suite } from '../suite/index.ts'
import type { Target } from '../target/index.ts'
import { modelsOf, type Trajectory } from '../trajectory/index.ts'
import type { StoredRun } from './journal.ts'
import type { Plan, PlannedTrial } from './plan.ts'
import { createRunWarnings } from './run-warnings.ts'
import { type ScoringContext, scoreTrajectory } from './score.ts'

/** The results of a run, as its trials end. */
export interface Tally {
  has(planned: PlannedTrial): boolean
  score(
    trajectory: Trajectory,
    planned: Pick<PlannedTrial, 'case'>,
    retriedCostUsd?: number | null,
  ): TrialResult
  add(trajectory: Trajectory, result: TrialResult): void
  /** Takes the trials of a run that was interrupted. */
  restore(run: StoredRun): void
  /** `null`: unknown. */
  costOf(trajectory: Trajectory, planned: PlannedTrial): number | null
  /** In the order of cases, then trials. */
  results(): TrialResult[]
  allPassed(): boolean
  models(): string[]
  warnings(): readonly string[]
  /** Of the restored trials, those whose text was redacted. */
  redacted(): number
}

export function createTally(suite: Suite, target: Target, plan: Plan): Tally {
  const context: ScoringContext = { prices: priceTable(suite.prices), defaultModel: target.model }
  const results = new Map<string, TrialResult>()
  const models = new Set<string>(target.model === null ? [] : [target.model])
  const warnings = createRunWarnings()
  let redacted = 0
  const cases = new Map(plan.cases.map((item) => [item.id, item]))
  const keyOf = (id: string, trial: number) => `${id}#${trial}`

  const score: Tally['score'] = (trajectory, planned, retriedCostUsd) =>
    scoreTrajectory(trajectory, planned.case, context, retriedCostUsd)

  function add(trajectory: Trajectory, result: TrialResult): void {
    const kept = result.outcome === 'pass' ? { ...result, expectations: [] } : result
    results.set(keyOf(trajectory.case, trajectory.trial), kept)
    for (const model of modelsOf(trajectory)) models.add(model)
    const item = cases.get(trajectory.case)
    if (item) warnings.note(trajectory, item, result.measures)
  }

  return {
    has: (planned) => results.has(keyOf(planned.case.id, planned.trial)),
    score,
    add,
    restore(run) {
      for (const entry of run.entries) {
        const { trajectory, retriedCostUsd } = entry
        const item = cases.get(trajectory.case)
        if (!item || trajectory.end.kind === 'error') continue
        const result = score(trajectory, { case: item }, retriedCostUsd)
        // A redacted one was judged by all that was said, of which not all is left.
        add(trajectory, entry.redacted ? { ...result, ...entry.score } : result)
        if (entry.redacted) redacted++
      }
    },
    costOf(trajectory, planned) {
      const { costUsd, iterations, lostCalls } = score(trajectory, planned).measures
      // What failed before any call was answered, or lost, cost nothing.
      return costUsd ?? (iterations + lostCalls === 0 ? 0 : null)
    },
    results: () =>
      plan.cases.flatMap((item) =>
        (plan.trialsByCase.get(item.id) ?? []).flatMap((trial) => results.get(keyOf(item.id, trial)) ?? []),
      ),
    allPassed: () => [...results.values()].every(({ outcome }) => outcome === 'pass'),
    models: () => [...models].sort(),
    warnings: warnings.texts,
    redacted: () => redacted,
  }
}
