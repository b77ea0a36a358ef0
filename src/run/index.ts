/** Plans the trials of a suite, runs them, and keeps the journal. */
export { createJournal, type JournalEntry, readRun, type StoredRun } from './journal.ts'
export type { Selection } from './plan.ts'
export { planRun } from './plan.ts'
export { type FinishedRun, freeRunId, type RunOptions, runSuite } from './run.ts'
export { scoreTrajectory } from './score.ts'
