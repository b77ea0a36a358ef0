/** Plans the trials of a suite, runs them, and keeps the journal. */

export { type Checkout, checkOut } from './checkout.ts'
export { divergencesOf } from './divergences.ts'
export * from './estimate.ts'
export type { FinishedRun } from './finished.ts'
export { openRepository } from './git.ts'
export { importRun } from './import.ts'
export type { Asking } from './investigation.ts'
export {
  type OpenedRun,
  openRun,
  readEntriesOf,
  readRun,
  type StoredEntry,
  type StoredRun,
} from './journal.ts'
export type { SurveyedJudges } from './judge-survey.ts'
export type { JudgeMode } from './judging.ts'
export { latestOf } from './latest.ts'
export type { RoundsHook, RunOptions } from './options.ts'
export { orphansBeside } from './orphans.ts'
export type { Selection } from './plan.ts'
export { planRun } from './plan.ts'
export * from './proof.ts'
export * from './prune.ts'
export * from './recording-diff.ts'
export { type RecordingFacts, sum } from './recording-facts.ts'
export { type ScoredRun, scoreRun } from './rescore.ts'
export { openRevision, type Revision } from './revision.ts'
export { runSuite } from './run.ts'
export { type RunInfo, readInfo } from './run-info.ts'
export { inFileName } from './run-journal.ts'
export { secretsOf } from './secrets.ts'
export type { RecordingState } from './staleness.ts'
export { casesOf, storedResults } from './stored-results.ts'
export * from './survey.ts'
export * from './variants.ts'
