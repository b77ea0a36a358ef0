import { judgesOf } from '../expect/index.ts'
import type { Suite } from '../suite/index.ts'
import { planRun, type Selection } from './plan.ts'
import { type RecordingFacts, sum } from './recording-facts.ts'
import type { Survey, SurveyedCase } from './survey.ts'

/** What recording trials will likely take; `null` where nothing is known. */
export interface Estimate {
  readonly calls: number | null
  readonly costUsd: number | null
}

type Cost = Pick<RecordingFacts, 'calls' | 'costUsd'>

/**
 * A trial takes what its recording took; one without takes the mean of its case, or of the suite where the case has
 * none.
 * @param asked numbers of the trials to record, by case
 */
export function estimateOf(
  cases: readonly SurveyedCase[],
  asked: ReadonlyMap<string, readonly number[]>,
): Estimate {
  const inSuite = meanOf(cases.flatMap(knownIn))
  const costs = cases.flatMap((item) => {
    const usual = meanOf(knownIn(item)) ?? inSuite
    const wanted = new Set(asked.get(item.id) ?? [])
    return item.trials.filter(({ trial }) => wanted.has(trial)).map(({ facts }) => facts ?? usual)
  })
  const calls = sum(costs.map((cost) => cost?.calls ?? null))
  return { calls: calls && Math.round(calls), costUsd: sum(costs.map((cost) => cost?.costUsd ?? null)) }
}

const knownIn = ({ trials }: SurveyedCase): RecordingFacts[] => trials.flatMap(({ facts }) => facts ?? [])

function meanOf(facts: readonly Cost[]): Cost | null {
  if (facts.length === 0) return null
  const costUsd = sum(facts.map((each) => each.costUsd))
  return {
    calls: facts.reduce((total, { calls }) => total + calls, 0) / facts.length,
    costUsd: costUsd && costUsd / facts.length,
  }
}

/**
 * What the judges of these trials will take at most: every vote is asked for. A call costs the mean of those that are
 * recorded.
 */
export function judgeEstimate(
  { suite, cases }: Survey,
  asked: ReadonlyMap<string, readonly number[]>,
): Estimate {
  const votes = suite.cases.map((item) => {
    const each = judgesOf(item).reduce((total, judge) => total + judge.votes, 0)
    return each * (asked.get(item.id)?.length ?? 0)
  })
  const calls = votes.reduce((total, each) => total + each, 0)
  const usual = meanOf(cases.flatMap(({ judges }) => judges?.answers ?? []))
  return { calls, costUsd: usual?.costUsd ? (calls * usual.costUsd) / usual.calls : null }
}

/** All trials of cases that have judges. */
export function judgedTrials(suite: Suite, selection: Selection): ReadonlyMap<string, readonly number[]> {
  const { cases, trialsByCase } = planRun(suite, selection, 0)
  const judged = cases.filter((item) => judgesOf(item).length > 0)
  return new Map(judged.map(({ id }) => [id, trialsByCase.get(id) ?? []]))
}
