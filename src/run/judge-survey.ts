import { statSync } from 'node:fs'
import type { PawlError } from '../errors.ts'
import { askedBy, type JudgeSpec, judgesOf } from '../expect/index.ts'
import type { PriceTable } from '../model/prices.ts'
import type { Recording } from '../model/recording/format.ts'
import { createRecordingStore, type RecordingStore } from '../model/recording/store.ts'
import type { Case, Suite } from '../suite/index.ts'
import { factsOf, type RecordingFacts } from './recording-facts.ts'

/** What is recorded of the judges of a case. What they would be asked now, only a replay knows. */
export interface SurveyedJudges {
  readonly path: string
  /** Size of the file; `null` where there is none. */
  readonly bytes: number | null
  readonly corrupt: PawlError | null
  /** What its judges were asked, and answered. */
  readonly answers: readonly RecordingFacts[]
  /** How many others there are: of judges that the case has no more, or had with another rubric. */
  readonly stale: number
  /** How many of its judges were never asked; those that are scripted need not be. */
  readonly silent: number
}

/** @param load reads a file, and says why one cannot be read. `null` for a case without judges and without a file of theirs */
export function surveyJudges(
  suite: Suite,
  item: Case,
  prices: PriceTable,
  load: (
    store: RecordingStore,
    id: string,
  ) => {
    readonly recordings: readonly Recording[]
    readonly corrupt: PawlError | null
  },
): SurveyedJudges | null {
  const store = createRecordingStore(suite.recordingsDir, { of: 'judge' })
  const path = store.pathOf(item.id)
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? null
  const judges = judgesOf(item).filter(({ script }) => script === null || suite.responses !== 'script')
  if (judges.length === 0 && bytes === null) return null
  const { recordings, corrupt } = load(store, item.id)
  const asked = recordings.filter(ofJudges(judgesOf(item)))
  return {
    path,
    bytes,
    corrupt,
    answers: asked.map((recording) => factsOf(recording, prices)),
    stale: recordings.length - asked.length,
    silent: judges.filter((judge) => !asked.some(ofJudges([judge]))).length,
  }
}

/** Tells what these judges were asked from what others were. */
export function ofJudges(judges: readonly JudgeSpec[]): (recording: Recording) => boolean {
  const isAsked = askedBy(judges)
  return ({ calls: [call] }) => call !== undefined && isAsked(call.request)
}
