import type { CaseRef } from '../../suite/types.ts'
import type { ObservedCase } from '../observe.ts'
import { observe } from '../observe.ts'
import type { Evidence } from '../types.ts'
import type { BaselineSide } from './types.ts'

/** A case on both sides: the same content, and trials of each. */
export interface CasePair {
  readonly case: CaseRef
  readonly candidate: ObservedCase
  readonly baseline: ObservedCase
}

export interface Pairing {
  readonly pairs: readonly CasePair[]
  /** `fixed`: every observation of the candidate is one of the baseline's, seen again with another agent or judge. */
  readonly evidence: Evidence
  readonly changed: readonly string[]
  readonly missing: readonly string[]
  readonly added: readonly string[]
}

/**
 * The cases that a run and its baseline have in common. One whose content changed is another case: adding or changing
 * a case takes nothing from the others. `known_failing` ones count on neither side.
 * @param kept cases that the suite has: those that were left out of this run are not missing
 */
export function pairCases(
  candidates: readonly ObservedCase[],
  side: BaselineSide,
  kept: readonly Pick<CaseRef, 'id'>[] = [],
): Pairing {
  const hashes = new Map(side.cases.map(({ id, hash }) => [id, hash]))
  const counted = candidates.filter((each) => each.case.knownFailing === null)
  const known = counted.filter(({ case: { id } }) => hashes.has(id))
  const same = known.filter((each) => hashes.get(each.case.id) === each.case.hash)
  const baselines = observe(
    same.map((each) => each.case),
    side.results,
  )
  const pairs = same.flatMap((candidate, index) => {
    const baseline = baselines[index]
    const tried = baseline !== undefined && candidate.trials.length > 0 && baseline.trials.length > 0
    return tried ? [{ case: candidate.case, candidate, baseline }] : []
  })
  const present = new Set([...candidates.map((each) => each.case), ...kept].map(({ id }) => id))
  const idsWithout = (of: (index: number) => ObservedCase | undefined): readonly string[] =>
    same.filter((_, index) => of(index)?.trials.length === 0).map((each) => each.case.id)
  const exact = pairs.some(({ candidate }) => answered(candidate).length > 0) && pairs.every(isReplay)
  return {
    pairs: exact ? pairs.map(onSameSamples) : pairs,
    evidence: exact ? 'fixed' : 'sampled',
    changed: known.filter((each) => !same.includes(each)).map((each) => each.case.id),
    missing: [
      ...side.cases.map(({ id }) => id).filter((id) => !present.has(id)),
      ...idsWithout((index) => same[index]),
    ],
    added: [
      ...counted.map((each) => each.case.id).filter((id) => !hashes.has(id)),
      ...idsWithout((index) => baselines[index]),
    ],
  }
}

const sampleOfFirst = ({ copies }: ObservedCase['observations'][number]): string => copies[0]?.sample ?? ''

/** Whether all that the candidate was answered had been answered to the baseline: then nothing was drawn anew. */
function isReplay({ candidate, baseline }: CasePair): boolean {
  const known = new Set(baseline.trials.map(({ sample }) => sample))
  return answered(candidate).every((observation) => known.has(sampleOfFirst(observation)))
}

const answered = ({ observations }: ObservedCase): ObservedCase['observations'] =>
  observations.filter(({ outcome }) => outcome !== 'error')

/** Of a baseline of many runs only what the candidate was answered, too. */
function onSameSamples(pair: CasePair): CasePair {
  const asked = new Set(pair.candidate.trials.map(({ sample }) => sample))
  const observations = pair.baseline.observations.filter((observation) =>
    asked.has(sampleOfFirst(observation)),
  )
  const trials = pair.baseline.trials.filter(({ sample }) => asked.has(sample))
  return { ...pair, baseline: { ...pair.baseline, observations, trials } }
}
