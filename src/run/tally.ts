import type { TrialResult } from '../expect/types.ts'
import { measure } from '../model/measure.ts'
import { PRICES_AS_OF } from '../model/prices.ts'
import { modelsOf, type Trajectory } from '../trajectory/index.ts'
import type { Investigated, Investigator } from './investigate.ts'
import type { StoredRun } from './journal.ts'
import type { Plan, PlannedTrial } from './plan.ts'
import { type ScoringContext, scoreTrajectory } from './score.ts'

/** The results of a run so far, and what is to be known of all of them. */
export interface Tally {
  has(planned: PlannedTrial): boolean
  add(trial: InvestigatedTrial, planned: PlannedTrial): TrialResult
  /** Takes the trials of an interrupted run. */
  restore(run: StoredRun, investigator: Investigator): Promise<void>
  costOf(trajectory: Trajectory): number
  results(): TrialResult[]
  models(): string[]
  warnings(): string[]
}

export interface InvestigatedTrial extends Investigated {
  readonly retriedCostUsd: number
}

export function createTally(plan: Plan, context: ScoringContext): Tally {
  const results = new Map<string, TrialResult>()
  const models = new Set<string>(context.defaultModel === null ? [] : [context.defaultModel])
  const unpriced = new Set<string>()
  const cases = new Map(plan.cases.map((item) => [item.id, item]))
  const keyOf = (id: string, trial: number) => `${id}#${trial}`

  function add(trial: InvestigatedTrial, item: PlannedTrial['case']): TrialResult {
    const { trajectory } = trial
    const result = scoreTrajectory(trajectory, item, context, trial)
    const kept = result.outcome === 'pass' ? { ...result, expectations: [] } : result
    results.set(keyOf(trajectory.case, trajectory.trial), kept)
    for (const model of modelsOf(trajectory)) models.add(model)
    for (const model of result.measures.unpriced) unpriced.add(model)
    return result
  }

  return {
    has: (planned) => results.has(keyOf(planned.case.id, planned.trial)),
    add: (trial, planned) => add(trial, planned.case),
    async restore(run, investigator) {
      for (const { trajectory, retriedCostUsd } of run.entries) {
        const item = cases.get(trajectory.case)
        if (!item || trajectory.end.kind === 'error') continue
        add({ ...(await investigator.of(trajectory, item, [])), retriedCostUsd }, item)
      }
    },
    costOf: (trajectory) => measure(trajectory, context.prices, context.defaultModel).costUsd ?? 0,
    results: () =>
      plan.cases.flatMap((item) =>
        (plan.trialsByCase.get(item.id) ?? []).flatMap((trial) => results.get(keyOf(item.id, trial)) ?? []),
      ),
    models: () => [...models].sort(),
    warnings: () =>
      [...unpriced]
        .sort()
        .map(
          (model) =>
            `no price is known for model ${model} (built-in prices are of ${PRICES_AS_OF}): its cost is unknown; set it under \`prices:\``,
        ),
  }
}
