import type { TrialResult } from '../../expect/result.ts'
import type { CaseRef } from '../../suite/types.ts'

/** What a run is held against: a committed baseline, another run, or the other agent of the same job. */
export interface BaselineSide {
  /** How sentences name it: `evals/baselines/orders.json`, `a1b2c3d`. */
  readonly label: string
  readonly suiteHash: string | null
  readonly agent: string | null
  readonly agentFingerprint: string | null
  /** Models that answered, sorted. */
  readonly models: readonly string[]
  readonly cases: readonly Pick<CaseRef, 'id' | 'hash'>[]
  /** Of all its runs together; trials of a case have numbers of their own, and `sample` says where each was made. */
  readonly results: readonly TrialResult[]
}

/** A side whose facts can be held against those of the baseline. */
export type SideFacts = Pick<BaselineSide, 'suiteHash' | 'agent' | 'agentFingerprint' | 'models'>

/** Passes of scored trials, copies counted once. */
export interface CaseCounts {
  readonly passed: number
  readonly trials: number
}

/**
 * What became of a case.
 * - `regressed`, `improved`: shown by the exact test of the case, false discoveries among all cases held at 10 %;
 *   or seen, where both sides played the same recordings.
 * - `flaky`: it passed at times and failed at times under one agent.
 * - `underpowered`: it went from all to none or back, and so few trials show nothing.
 */
export type CaseChange = 'regressed' | 'improved' | 'flaky' | 'stable_pass' | 'stable_fail' | 'underpowered'

/** Keys in the order of summary.json. */
export interface CaseComparison {
  readonly id: string
  readonly change: CaseChange
  readonly baseline: CaseCounts
  readonly candidate: CaseCounts
  /** One-sided, of the direction in which the rate moved; `null` where both played the same recordings. */
  readonly pValue: number | null
}

/** A metric on both sides, over the cases that both have. Keys in the order of summary.json. */
export interface MetricShift {
  readonly metric: string
  readonly baseline: number | null
  readonly candidate: number | null
  /** Candidate minus baseline, in the metric's own unit. */
  readonly difference: number | null
  /** A 95 % interval of the difference. */
  readonly low: number | null
  readonly high: number | null
  /** One-sided, for "worse"; `null` where both played the same recordings, or there is no test. */
  readonly pValue: number | null
}

/** A run held against its baseline, case by case. Keys in the order of summary.json. */
export interface Comparison {
  readonly baseline: string
  /** `fixed`: both played the same recordings or scripts, so that every difference is the agent's own. */
  readonly evidence: 'fixed' | 'sampled'
  /** Cases that were compared, and those of them that both sides played with the same answers. */
  readonly compared: number
  readonly exact: number
  /** Cases left out, by id: with another content now, without trials in this run, without any in the baseline. */
  readonly changed: readonly string[]
  readonly missing: readonly string[]
  readonly added: readonly string[]
  readonly shifts: readonly MetricShift[]
  readonly cases: readonly CaseComparison[]
}
