/** Plans the trials of a suite, runs them, and keeps the journal. */
export { importRun } from './import.ts'
export { readRun, type StoredRun } from './journal.ts'
export type { Selection } from './plan.ts'
export { planRun } from './plan.ts'
export { type ScoredRun, scoreRun } from './rescore.ts'
export { type FinishedRun, type RunOptions, runSuite } from './run.ts'
