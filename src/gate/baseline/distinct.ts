import type { TrialResult } from '../../expect/types.ts'
import type { CaseRef } from '../../suite/types.ts'
import { observe } from '../observe.ts'
import { caseRef, inOrder } from './columns.ts'

/**
 * Each answer once: of the trials with one origin the worst, as the gate counts them. Trials of an agent that is not
 * deterministic are no copies of each other, and all of them stay.
 */
export function distinctTrials(
  each: Pick<CaseRef, 'id' | 'hash' | 'tags'> & { readonly trials: readonly TrialResult[] },
): readonly TrialResult[] {
  // Trials of several runs have the same numbers.
  const numbered = inOrder(each.trials).map((result, trial) => ({ ...result, trial }))
  const observations = observe([caseRef(each)], numbered).flatMap((observed) => observed.observations)
  return inOrder(
    observations.flatMap(({ copies, outcome }) => copies.find((copy) => copy.outcome === outcome) ?? []),
  )
}
