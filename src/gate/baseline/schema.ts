import * as z from 'zod'

/** Version of the file: raised when a key changes its meaning or goes. */
export const BASELINE_FORMAT = 1

const count = z.int().nonnegative()
const measured = z.number().nonnegative().nullable()
const share = z.number().min(0).max(1).nullable()
const text = z.string().nullable()
const columnOf = <T extends z.ZodType>(cell: T) => z.array(cell).readonly()

/** The trials of a case, a column a measure: what is at one place of each is one trial. */
const trials = z.strictObject({
  /** Where the answers were first given: one observation, however often they were replayed. */
  origin: columnOf(z.string()),
  evidence: columnOf(z.enum(['fixed', 'sampled'])),
  outcome: columnOf(z.enum(['pass', 'fail', 'error', 'unscored'])),
  /** Why a trial failed or ended in error, where that was no expectation's doing. */
  code: columnOf(text),
  score: columnOf(share),
  costUsd: columnOf(measured),
  judgeCostUsd: columnOf(measured),
  retriedCostUsd: columnOf(measured),
  latencyMs: columnOf(measured),
  tokens: columnOf(measured),
  iterations: columnOf(count),
  toolCalls: columnOf(count),
  toolErrors: columnOf(count),
  lostCalls: columnOf(count),
  /** Names of the tools that were called, each once. */
  tools: columnOf(columnOf(z.string())),
  callLatenciesMs: columnOf(columnOf(measured)),
})

const baselineCase = z.strictObject({
  id: z.string(),
  hash: z.string(),
  tags: columnOf(z.string()),
  passed: count,
  failed: count,
  errored: count,
  unscored: count,
  /** Of a trial, the mean. */
  costUsd: measured,
  latencyMs: z.strictObject({ p50: measured, p95: measured }),
  trials,
})

const baselineRun = z.strictObject({
  /** The name of its folder. */
  id: z.string().regex(/^[^/\\]+$/, 'expected the name of a run'),
  startedAt: z.string(),
  responses: z.string(),
  revision: z.strictObject({ commit: z.string(), branch: text }).nullable(),
  /** That were run, copies included; those of known failures are left out. */
  trials: count,
  successRate: share,
})

/** `baselines/<suite>.json`, keys in the order in which they are written. */
export const baselineSchema = z.strictObject({
  format: z.literal(BASELINE_FORMAT),
  suite: z.string(),
  suiteHash: text,
  agent: text,
  agentFingerprint: text,
  /** That answered, sorted. */
  models: columnOf(z.string()),
  escalationTools: columnOf(z.string()).nullable(),
  /** Oldest first. */
  runs: columnOf(baselineRun),
  /** For who reads the file: what the trials below come to. */
  metrics: z.strictObject({ success_rate: share, avg_cost: measured, p95_latency: measured }),
  /** By id. */
  cases: columnOf(baselineCase),
})

export type Baseline = z.infer<typeof baselineSchema>
export type BaselineCase = Baseline['cases'][number]
export type BaselineRun = Baseline['runs'][number]
export type TrialColumns = BaselineCase['trials']
