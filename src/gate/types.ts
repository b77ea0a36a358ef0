import type { SourceSpan } from '../errors.ts'
import type { TrialResult } from '../expect/result.ts'
import type { AssertionSource, Case, Sameness, Suite } from '../suite/types.ts'
import type { BaselineSide, Comparison, SideFacts } from './comparison/types.ts'

/** What the statistics show. */
export type Proof = 'proven_pass' | 'proven_fail' | 'inconclusive'
/** What the exit code follows. `error`: nothing could be decided. */
export type Decision = 'pass' | 'fail' | 'error'
export type Evidence = 'fixed' | 'sampled'
export type ExitCode = 0 | 1 | 2 | 3 | 130

export type Unit = 'share' | 'usd' | 'ms' | 'count'

/** A metric over trials. `null` is unknown; `low` and `high` are a 95 % interval, `null` where it has none. */
export interface MetricValue {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  /** Observations it rests on: copies of one recording are one. */
  readonly n: number
}

export type Metrics = Readonly<Record<string, MetricValue>>

export type CaseStatus = 'pass' | 'fail' | 'flaky' | 'error' | 'known_failing' | 'not_run'

/** Keys in the order of summary.json. */
export interface CaseSummary {
  readonly id: string
  readonly hash: string
  readonly tags: readonly string[]
  readonly passed: number
  readonly failed: number
  readonly errored: number
  readonly unscored: number
  readonly status: CaseStatus
  readonly costUsd: number | null
  readonly latencyMs: { readonly p50: number | null; readonly p95: number | null }
}

export interface AssertionVerdict {
  readonly text: string
  readonly evidence: Evidence
  readonly proof: Proof
  readonly decision: Decision
  readonly value: number | null
  /** The interval that decides: one-sided bounds at the assertion's confidence. */
  readonly low: number | null
  readonly high: number | null
  /** The bound in the metric's own unit; `null` for a bound on a baseline that is absent. */
  readonly bound: number | null
  /** Further trials that would decide at the observed rate; `null` when decided or when none would. */
  readonly missingTrials: number | null
  /** The baseline's value over the cases that both have; `null` for an assertion that has nothing to do with one. */
  readonly baseline: number | null
  /** One-sided, of the test that can refute the assertion; `null` where values are exact or nothing was tested. */
  readonly pValue: number | null
}

/** An assertion with what a person needs beside the numbers. */
export interface AssertionReport extends AssertionVerdict {
  readonly unit: Unit
  /** One sentence: why it was decided so. */
  readonly because: string
  /**
   * Nothing is proven yet, and further trials are draws: what an adaptive run goes on for. Also where no test can prove
   * anything, since a value that decides by itself is better the more trials it rests on.
   */
  readonly open: boolean
  /** The round of an adaptive run that decided it; `null` where none did, or the run has no rounds. */
  readonly decidedAtRound: number | null
  readonly span: SourceSpan | null
}

/** The metrics of a part of the suite: all of it (`tag: null`) or the cases with a tag. */
export interface Group {
  readonly tag: string | null
  readonly cases: number
  readonly metrics: Metrics
  /**
   * A 95 % interval of the success rate over tasks like these; the metric's own is of these tasks, tried again. `null`
   * where there is one case, or nothing was drawn.
   */
  readonly population: Population | null
}

export interface Population {
  readonly low: number
  readonly high: number
}

export interface TrialCounts {
  readonly planned: number
  readonly passed: number
  readonly failed: number
  readonly errored: number
  readonly unscored: number
}

export interface Verdict {
  readonly trials: TrialCounts
  readonly groups: readonly Group[]
  readonly cases: readonly CaseSummary[]
  readonly assertions: readonly AssertionReport[]
  /** `null` without a baseline. */
  readonly comparison: Comparison | null
  readonly decision: Decision
  readonly exitCode: ExitCode
  /**
   * What to know beside the assertions, most important first: errors, missing trials, known failures that pass.
   * Those come with their own decision; that an agent is not deterministic informs alone.
   */
  readonly notes: readonly string[]
}

/** Everything the gate decides from: the suite, what was planned, and what came of it. */
export interface GateInput {
  readonly suite: Suite
  /** The cases that were to run, after filters. */
  readonly cases: readonly Case[]
  /** Trials planned for each case, by case id. */
  readonly plannedTrials: ReadonlyMap<string, number>
  readonly results: readonly TrialResult[]
  readonly assertions: readonly AssertionSource[]
  readonly failOnInconclusive: boolean
  /** Ended by the user before all was run. */
  readonly interrupted: boolean
  /** What went wrong beside the trials, such as an error that nobody caught: nothing may be decided then. */
  readonly mishaps: readonly string[]
  /** ISO date for `known_failing … until`. */
  readonly today: string
  /** `null`: nothing to compare with. */
  readonly against: Against | null
  /** Set where the run ends as soon as all is decided: a look after each round, at levels that allow for the looks. */
  readonly rounds: Rounds | null
}

export interface Against {
  readonly baseline: BaselineSide
  /** Of this run. */
  readonly facts: SideFacts
  /** A baseline that differs in one of these decides nothing. */
  readonly requireSame: readonly Sameness[]
  /** What differs on purpose, as where agents run side by side: it need not be told. */
  readonly differing: readonly Sameness[]
}

/** A round is one trial of every case. */
export interface Rounds {
  readonly done: number
  readonly most: number
  /** Trials of the rounds that were not needed; `null`: unknown, as the plan that was cut short is not on record. */
  readonly trialsLeft: number | null
  /** False where responses are played, which costs nothing. */
  readonly paid: boolean
}
