import type { ResponseMode } from '../suite/types.ts'
import type { Comparison } from './comparison/types.ts'
import type {
  AssertionVerdict,
  CaseSummary,
  Decision,
  ExitCode,
  Metrics,
  Population,
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
  /** A 95 % interval of the success rate over tasks like these; `null` where there is none. */
  readonly population: Population | null
  /** `null` without a baseline. */
  readonly comparison: Comparison | null
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
    population: whole?.population ?? null,
    comparison: verdict.comparison,
  }
}

/** The keys of the file alone, in its order. */
function verdictOnly(report: AssertionVerdict): AssertionVerdict {
  const { text, evidence, proof, decision, value, low, high, bound, missingTrials, baseline, pValue } = report
  return { text, evidence, proof, decision, value, low, high, bound, missingTrials, baseline, pValue }
}
