import * as z from 'zod'
import { SUMMARY_FORMAT, type Summary } from './summary.ts'

const count = z.int().min(0)
const measured = z.number().nullable()

const metricValue = z.strictObject({ value: measured, low: measured, high: measured, n: count })

const caseSummary = z.strictObject({
  id: z.string(),
  hash: z.string(),
  tags: z.array(z.string()),
  passed: count,
  failed: count,
  errored: count,
  unscored: count,
  status: z.enum(['pass', 'fail', 'flaky', 'error', 'known_failing', 'not_run']),
  costUsd: measured,
  latencyMs: z.strictObject({ p50: measured, p95: measured }),
})

const assertionVerdict = z.strictObject({
  text: z.string(),
  evidence: z.enum(['fixed', 'sampled']),
  proof: z.enum(['proven_pass', 'proven_fail', 'inconclusive']),
  decision: z.enum(['pass', 'fail', 'error']),
  value: measured,
  low: measured,
  high: measured,
  bound: measured,
  missingTrials: count.nullable(),
  baseline: measured,
  pValue: measured,
})

const counts = z.strictObject({ passed: count, trials: count })

const comparison = z.strictObject({
  baseline: z.string(),
  evidence: z.enum(['fixed', 'sampled']),
  compared: count,
  exact: count,
  changed: z.array(z.string()),
  missing: z.array(z.string()),
  added: z.array(z.string()),
  shifts: z.array(
    z.strictObject({
      metric: z.string(),
      baseline: measured,
      candidate: measured,
      difference: measured,
      low: measured,
      high: measured,
      pValue: measured,
    }),
  ),
  cases: z.array(
    z.strictObject({
      id: z.string(),
      change: z.enum(['regressed', 'improved', 'flaky', 'stable_pass', 'stable_fail', 'underpowered']),
      baseline: counts,
      candidate: counts,
      pValue: measured,
    }),
  ),
})

/** What a summary of this version looks like; checks one that was read back. */
export const summarySchema: z.ZodType<Summary> = z
  .strictObject({
    format: z.literal(SUMMARY_FORMAT),
    suite: z.string(),
    runId: z.string(),
    seed: z.number(),
    responses: z.enum(['script', 'replay', 'record', 'live', 'import']),
    models: z.array(z.string()),
    agent: z.string(),
    trials: z.strictObject({
      planned: count,
      passed: count,
      failed: count,
      errored: count,
      unscored: count,
    }),
    metrics: z.record(z.string(), metricValue),
    cases: z.array(caseSummary),
    assertions: z.array(assertionVerdict),
    decision: z.enum(['pass', 'fail', 'error']),
    exitCode: z.literal([0, 1, 2, 3, 130]),
    population: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
    comparison: comparison.nullable(),
  })
  .meta({ title: 'pawl summary.json', description: 'The verdict on one run of a suite. Unknown is null.' })

/** The published JSON Schema of `summary.json`. */
export function summaryJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(summarySchema) }
}
