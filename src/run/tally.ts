import type { TrialResult } from '../expect/types.ts'
import { measure } from '../model/measure.ts'
import type { Case } from '../suite/index.ts'
import { modelsOf, type Trajectory } from '../trajectory/index.ts'
import type { Investigated, Investigator } from './investigate.ts'
import type { StoredRun } from './journal.ts'
import type { Plan, PlannedTrial } from './plan.ts'
import { createRunWarnings } from './run-warnings.ts'
import { scoreTrajectory, type TrialContext } from './score.ts'

/** The results of a run, as its trials end. */
export interface Tally {
  has(planned: PlannedTrial): boolean
  score(trial: InvestigatedTrial, item: Case): TrialResult
  add(trajectory: Trajectory, result: TrialResult): void
  /** Takes the trials of a run that was interrupted. */
  restore(run: StoredRun, investigator: Investigator): Promise<void>
  /** `null`: unknown. */
  costOf(trajectory: Trajectory): number | null
  /** Those of these trials, in the order of cases, then trials. */
  results(of: Pick<Plan, 'cases' | 'trialsByCase'>): TrialResult[]
  allPassed(): boolean
  models(): string[]
  warnings(): readonly string[]
  /** Of the restored trials, those whose text was redacted. */
  redacted(): number
}

export interface InvestigatedTrial extends Investigated {
  readonly retriedCostUsd: number | null
}

export function createTally({ cases: planned }: Plan, context: TrialContext): Tally {
  const results = new Map<string, TrialResult>()
  const models = new Set<string>(context.defaultModel === null ? [] : [context.defaultModel])
  const warnings = createRunWarnings()
  let redacted = 0
  const cases = new Map(planned.map((item) => [item.id, item]))
  const keyOf = (id: string, trial: number) => `${id}#${trial}`

  const score: Tally['score'] = (trial, item) => scoreTrajectory(trial.trajectory, item, context, trial)

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
    async restore(run, investigator) {
      for (const entry of run.entries) {
        const item = cases.get(entry.trajectory.case)
        if (!item || entry.trajectory.end.kind === 'error') continue
        const found = await investigator.of(entry.trajectory, item, [])
        const result = score({ ...found, retriedCostUsd: entry.retriedCostUsd }, item)
        // A redacted one was judged by all that was said, of which not all is left.
        add(found.trajectory, entry.redacted ? { ...result, ...entry.score } : result)
        if (entry.redacted) redacted++
      }
    },
    costOf(trajectory) {
      const { costUsd, iterations, lostCalls } = measure(trajectory, context.prices, context.defaultModel)
      // What failed before any call was answered, or lost, cost nothing.
      return costUsd ?? (iterations + lostCalls === 0 ? 0 : null)
    },
    results: (of) =>
      of.cases.flatMap((item) =>
        (of.trialsByCase.get(item.id) ?? []).flatMap((trial) => results.get(keyOf(item.id, trial)) ?? []),
      ),
    allPassed: () => [...results.values()].every(({ outcome }) => outcome === 'pass'),
    models: () => [...models].sort(),
    warnings: warnings.texts,
    redacted: () => redacted,
  }
}
