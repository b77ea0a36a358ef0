import { createRecordingStore } from '../../model/recording/store.ts'
import { estimateOf, judgedTrials, judgeEstimate, type Selection, surveyRecordings } from '../../run/index.ts'
import type { Suite } from '../../suite/index.ts'

const ALL: Selection = { cases: [], tags: [], trial: null, trials: null, only: null }

/** What a trial of the suite costs on the mean by its recordings, judges included; `null` where that is unknown. */
export async function recordedTrialCost(suite: Suite): Promise<number | null> {
  if (createRecordingStore(suite.recordingsDir).list().length === 0) return null
  const survey = await surveyRecordings(suite, ALL)
  const asked = new Map(survey.cases.map(({ id, trials }) => [id, trials.map(({ trial }) => trial)]))
  const trials = [...asked.values()].reduce((sum, { length }) => sum + length, 0)
  const agent = estimateOf(survey.cases, asked).costUsd
  const judged = judgedTrials(suite, ALL)
  const judges = judged.size === 0 ? 0 : judgeEstimate(survey, judged).costUsd
  return trials === 0 || agent === null || judges === null ? null : (agent + judges) / trials
}
