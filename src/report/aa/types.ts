import type { Alarms, Drift, Frequency, PooledRun } from '../../gate/aa/index.ts'

/** All that is to be said of runs that were held against themselves. */
export interface AaReport {
  readonly suite: string
  /** Oldest first. */
  readonly runs: readonly PooledRun[]
  readonly seed: number
  readonly resamples: number
  /** Smallest and largest number of trials of a case on each side. */
  readonly trials: { readonly candidate: Range; readonly baseline: Range }
  readonly cases: CaseKinds
  readonly alarms: Alarms
  /** `null` for fewer than two runs that can be compared. */
  readonly drift: Drift | null
  /** What the drift of the success rate does; `null` where there is none. */
  readonly drifted: DriftedAlarms | null
  /** What to know beside it: of the suite, of the runs. */
  readonly notes: readonly string[]
}

export interface Range {
  readonly least: number
  readonly most: number
}

export interface CaseKinds {
  readonly total: number
  /** Chance has a part in none of their trials. */
  readonly fixed: number
  /** With a single answer, whose cost and latency so never vary. */
  readonly single: number
  /** Answers that every draw is made of, errors included. */
  readonly answers: number
  /** Of the cases that chance has a part in. */
  readonly everFailed: boolean
  readonly everPassed: boolean
}

export interface DriftedAlarms {
  /** The assertions that hold success against the baseline. */
  readonly texts: readonly string[]
  /** Without drift, and with it: that any of them fails. */
  readonly steady: Frequency
  readonly drifting: Frequency
}
