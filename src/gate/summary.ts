import * as z from 'zod'
import type { ResponseMode } from '../suite/types.ts'
import type {
  AssertionVerdict,
  CaseSummary,
  Decision,
  ExitCode,
  Metrics,
  TrialCounts,
  Verdict,
} from './types.ts'

/** Version of summary.json: raised when a key changes its meaning or goes. */
export const SUMMARY_FORMAT = 1

/** Which run a summary is of. */
export interface RunIdentity {
  readonly suite: string
  readonly runId: string
  readonly seed: number
  readonly responses: ResponseMode | 'import'
  /** Models that answered, sorted. */
  readonly models: readonly string[]
  readonly agent: string
}

/** `summary.json`, keys in the order in which they are written. */
export interface Summary extends RunIdentity {
  readonly format: typeof SUMMARY_FORMAT
  readonly trials: TrialCounts
  /** Of the whole suite, in the order of the metrics' registry. */
  readonly metrics: Metrics
  readonly cases: readonly CaseSummary[]
  readonly assertions: readonly AssertionVerdict[]
  readonly decision: Decision
  readonly exitCode: ExitCode
}

export function summarize(identity: RunIdentity, verdict: Verdict): Summary {
  const { suite, runId, seed, responses, models, agent } = identity
  const { planned, passed, failed, errored, unscored } = verdict.trials
  const whole = verdict.groups.find(({ tag }) => tag === null)
  return {
    format: SUMMARY_FORMAT,
    suite,
    runId,
    seed,
    responses,
    models: [...models],
    agent,
    trials: { planned, passed, failed, errored, unscored },
    metrics: whole?.metrics ?? {},
    cases: verdict.cases,
    assertions: verdict.assertions.map(verdictOnly),
    decision: verdict.decision,
    exitCode: verdict.exitCode,
  }
}

/** The keys of the file alone, in its order. */
function verdictOnly(report: AssertionVerdict): AssertionVerdict {
  const { text, evidence, proof, decision, value, low, high, bound, missingTrials } = report
  return { text, evidence, proof, decision, value, low, high, bound, missingTrials }
}

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
  })
  .meta({ title: 'pawl summary.json', description: 'The verdict on one run of a suite. Unknown is null.' })

/** The published JSON Schema of `summary.json`. */
export function summaryJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(summarySchema) }
}
