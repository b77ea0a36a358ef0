import type { TrialResult } from '../../expect/types.ts'
import type { CaseRef } from '../../suite/types.ts'
import { type Observation, observe } from '../observe.ts'
import type { PooledCase, PooledRun, Population, RunToResample } from './types.ts'

/**
 * The trials of all runs, each answer once: replays of the same recordings, in whatever run, are copies. A case whose
 * content changed is another case; it counts as its newest run has it, and trials of before are left out.
 */
export function poolForResampling(given: readonly RunToResample[]): Population {
  const runs = given.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const newest = new Map(runs.flatMap(({ cases }) => cases).map((each) => [each.id, each]))
  const current = runs.map((run) => {
    const hashes = new Map(run.cases.map(({ id, hash }) => [id, hash]))
    return run.results.filter((result) => {
      const now = newest.get(result.case)
      return now !== undefined && hashes.get(result.case) === now.hash
    })
  })
  const cases = [...newest.values()].map((each) => poolCase(each, current))
  return {
    runs: runs.map((run, place) => factsOf(run, place, current[place] ?? [], cases)),
    cases: cases.filter(({ pooled }) => pooled.length > 0),
  }
}

const keyOf = ({ id, startedAt }: RunToResample): string => `${startedAt} ${id}`

function poolCase(each: CaseRef, byRun: readonly (readonly TrialResult[])[]): PooledCase {
  const runOf = new Map<number, number>()
  const numbered: TrialResult[] = []
  for (const [run, results] of byRun.entries()) {
    // Trials of several runs have the same numbers.
    for (const own of observe([each], results).flatMap(({ trials }) => trials)) {
      runOf.set(numbered.length, run)
      numbered.push({ ...own, trial: numbered.length })
    }
  }
  const observations = observe([each], numbered).flatMap((observed) => observed.observations)
  const pooled = observations.map((observation) => ({
    observation: single(observation),
    run: runOf.get(observation.copies[0]?.trial ?? 0) ?? 0,
  }))
  return { case: each, pooled }
}

/** With the worst of its copies alone, as the gate counts them: a fresh trial would be one. */
function single(observation: Observation): Observation {
  const { copies, outcome } = observation
  return { ...observation, copies: copies.filter((copy) => copy.outcome === outcome).slice(0, 1) }
}

function factsOf(
  run: RunToResample,
  place: number,
  current: readonly TrialResult[],
  cases: readonly PooledCase[],
): PooledRun {
  const fresh = cases.reduce((sum, { pooled }) => sum + pooled.filter((own) => own.run === place).length, 0)
  return {
    id: run.id,
    startedAt: run.startedAt,
    fresh,
    copies: observe(run.cases, current).reduce((sum, { trials }) => sum + trials.length, 0) - fresh,
    outdated: run.results.length - current.length,
  }
}
