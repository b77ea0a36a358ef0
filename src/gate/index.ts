/** From scored trials to a verdict: the assertion language, the metrics, what they prove, and the exit code. */
export { assertionsFor } from './applicable.ts'
export { type Checked, type CheckedAssertion, checkAssertions } from './check.ts'
export { DEFAULT_ASSERTION, judge } from './judge.ts'
export type {
  Assertion,
  Claim,
  Condition,
  MetricRef,
  Operator,
  Parsed,
  Problem,
  ProblemCode,
  Shift,
} from './language.ts'
export { METRICS, type MetricDefinition } from './metrics.ts'
export { parseAssertion } from './parse.ts'
export { type RunIdentity, type Summary, summarize, summaryJsonSchema, summarySchema } from './summary.ts'
export * from './types.ts'
