/** What accepted runs came to: one reviewed file a suite, which later runs are held against. */
export { casesOfBaseline, trialsOfBaseline } from './columns.ts'
export { baselinePath, decodeBaseline, encodeBaseline } from './file.ts'
export { limitsOf, objectionsTo, obstaclesOf, type RunToTrust } from './objections.ts'
export type { RunToPool } from './part.ts'
export { type Pooled, poolRuns } from './pool.ts'
export type { Baseline, BaselineCase } from './schema.ts'
