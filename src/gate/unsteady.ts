import type { TrialResult } from '../expect/types.ts'
import type { ObservedCase } from './observe.ts'

/** Whether some of these trials pass and some fail. A trial in error says nothing about the agent. */
export function disagree(trials: readonly Pick<TrialResult, 'outcome'>[]): boolean {
  const has = (wanted: TrialResult['outcome']): boolean => trials.some(({ outcome }) => outcome === wanted)
  return has('pass') && has('fail')
}

/**
 * Whether trials of one sample that had the same fixed replies differ all the same: some pass and some fail. They
 * are no copies then, for the chance is in the agent. A recording that is replayed is one draw of the model whatever the
 * agent makes of it.
 */
export const areUnsteady = (trials: readonly Pick<TrialResult, 'evidence' | 'outcome'>[]): boolean =>
  trials.every(({ evidence }) => evidence === 'fixed') && disagree(trials)

/** A sentence for each case whose agent is not deterministic. It informs, and decides nothing. */
export function unsteadyCases(counted: readonly ObservedCase[]): readonly string[] {
  return counted
    .filter(({ trials }) => [...Map.groupBy(trials, ({ sample }) => sample).values()].some(areUnsteady))
    .map(
      (each) =>
        `case ${each.case.id}: fixed replies, and yet its trials differ: the agent is not deterministic; each trial is counted as a sample`,
    )
}
