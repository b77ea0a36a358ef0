/** From scored trials to a verdict: the assertion language, the metrics, what they prove, and the exit code. */
export { assertionsFor } from './applicable.ts'
export { checkAssertions } from './check.ts'
export { judge, looksAt } from './judge.ts'
export { type Summary, summarize } from './summary.ts'
export { summaryJsonSchema } from './summary-schema.ts'
export * from './types.ts'
