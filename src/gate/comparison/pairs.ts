import type { CaseRef } from '../../suite/types.ts'
import { areLots } from '../../trajectory/index.ts'
import type { ObservedCase } from '../observe.ts'
import { observe } from '../observe.ts'
import type { Evidence } from '../types.ts'
import { disagree } from '../unsteady.ts'
import type { BaselineSide } from './types.ts'

/** A case on both sides: the same content, and trials of each. */
export interface CasePair {
  readonly case: CaseRef
  readonly candidate: ObservedCase
  readonly baseline: ObservedCase
  /**
   * `fixed`: all that the candidate was answered had been answered to the baseline (the same script, the same
   * recordings), so that nothing was drawn anew: any difference is the agent's own. The baseline is then no more than
   * these same answers.
   */
  readonly evidence: Evidence
}

export interface Pairing {
  readonly pairs: readonly CasePair[]
  readonly changed: readonly string[]
  readonly missing: readonly string[]
  readonly added: readonly string[]
}

/**
 * The cases that a run and its baseline have in common. One whose content changed is another case: adding or changing
 * a case takes nothing from the others. `known_failing` ones count on neither side.
 * @param present the cases that there are today, run or not
 */
export function pairCases(
  candidates: readonly ObservedCase[],
  side: BaselineSide,
  present: readonly Pick<CaseRef, 'id'>[],
): Pairing {
  const ids = new Set(present.map(({ id }) => id))
  const hashes = new Map(side.cases.map(({ id, hash }) => [id, hash]))
  const counted = candidates.filter((each) => each.case.knownFailing === null)
  const known = counted.filter(({ case: { id } }) => hashes.has(id))
  const same = known.filter((each) => hashes.get(each.case.id) === each.case.hash)
  const baselines = observe(
    same.map((each) => each.case),
    side.results,
  )
  const idsWithout = (of: (index: number) => ObservedCase | undefined): readonly string[] =>
    same.filter((_, index) => of(index)?.trials.length === 0).map((each) => each.case.id)
  return {
    pairs: same.flatMap((candidate, index) => {
      const baseline = baselines[index]
      const tried = baseline !== undefined && candidate.trials.length > 0 && baseline.trials.length > 0
      return tried ? [pairOf(candidate, baseline)] : []
    }),
    changed: known.filter((each) => !same.includes(each)).map((each) => each.case.id),
    missing: [
      ...side.cases.map(({ id }) => id).filter((id) => !ids.has(id)),
      ...idsWithout((index) => same[index]),
    ],
    added: [
      ...counted.map((each) => each.case.id).filter((id) => !hashes.has(id)),
      ...idsWithout((index) => baselines[index]),
    ],
  }
}

/** Exact only where nothing of it is a draw. */
export const evidenceOfPairs = (pairs: readonly CasePair[]): Evidence =>
  pairs.length > 0 && pairs.every(({ evidence }) => evidence === 'fixed') ? 'fixed' : 'sampled'

function pairOf(candidate: ObservedCase, baseline: ObservedCase): CasePair {
  if (!isReplay(candidate, baseline))
    return { case: candidate.case, candidate, baseline, evidence: 'sampled' }
  const asked = new Set(candidate.trials.map(({ sample }) => sample))
  const observations = baseline.observations.filter((observation) => asked.has(sampleIn(observation)))
  const trials = baseline.trials.filter(({ sample }) => asked.has(sample))
  return {
    case: candidate.case,
    candidate,
    baseline: { ...baseline, observations, trials },
    evidence: 'fixed',
  }
}

function isReplay(candidate: ObservedCase, baseline: ObservedCase): boolean {
  const known = new Set(baseline.trials.map(({ sample }) => sample))
  const answered = candidate.observations.filter(({ outcome }) => outcome !== 'error')
  // What an agent drew for itself is no answer that another agent had.
  const again = answered.map(sampleIn).every((sample) => known.has(sample) && !areLots(sample))
  return answered.length > 0 && again && isSteady(candidate) && isSteady(baseline)
}

/** An agent that makes now a pass and now a fail of the same answers draws something itself. */
const isSteady = ({ trials }: ObservedCase): boolean =>
  ![...Map.groupBy(trials, ({ sample }) => sample).values()].some(disagree)

const sampleIn = ({ copies }: ObservedCase['observations'][number]): string => copies[0]?.sample ?? ''
