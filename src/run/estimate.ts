import { type RecordingFacts, sum } from './recording-facts.ts'
import type { SurveyedCase } from './survey.ts'

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
