import type { TrialResult } from '../../expect/types.ts'
import type { CaseRef } from '../../suite/types.ts'
import type { Observation } from '../observe.ts'
import type { Decision, Proof, Unit } from '../types.ts'

/** A stored run of one and the same agent. */
export interface RunToResample {
  readonly id: string
  readonly startedAt: string
  readonly cases: readonly CaseRef[]
  /** Their `sample` is the origin of their answers. */
  readonly results: readonly TrialResult[]
}

/** An answer that counts, and the run, by its place among them, that was given it first. */
export interface PooledObservation {
  readonly observation: Observation
  readonly run: number
}

export interface PooledCase {
  readonly case: CaseRef
  readonly pooled: readonly PooledObservation[]
}

/** The distinct answers of several runs. */
export interface Population {
  /** Oldest first. */
  readonly runs: readonly PooledRun[]
  /** Those with a trial. */
  readonly cases: readonly PooledCase[]
}

export interface PooledRun extends Pick<RunToResample, 'id' | 'startedAt'> {
  /** Answers that no run before it had. */
  readonly fresh: number
  /** Trials that repeat an answer which counts already. */
  readonly copies: number
  /** Trials of cases that were changed since. */
  readonly outdated: number
}

/** How often something happened in the resamples, with the exact 95 % interval of its probability. */
export interface Frequency {
  readonly count: number
  readonly rate: number
  readonly low: number
  readonly high: number
}

/** What one resample made of an assertion. */
export interface JudgedText {
  readonly text: string
  readonly decision: Decision
  readonly proof: Proof
  /** Whether it was tested, and so has its part in the chance of a false alarm. */
  readonly tested: boolean
}

/** One draw of both sides, judged. */
export interface Resampled {
  readonly decision: Decision
  /** In the order of the `AssertionAlarms`. */
  readonly assertions: readonly JudgedText[]
  /** Of `known_failing` cases. */
  readonly knownFails: boolean
}

/** How often an assertion alarms although nothing changed. Keys in the order of the JSON. */
export interface AssertionAlarms {
  readonly text: string
  /** False for the regression assertion that is added where the suite has none; it turns no gate red. */
  readonly inSuite: boolean
  readonly about: 'baseline' | 'value' | 'must_pass'
  readonly unit: Unit
  /** Of the runs as they are. */
  readonly value: number | null
  /** Whether that meets the assertion: where it does not, red is right. `null`: unknown, or about a baseline. */
  readonly holds: boolean | null
  readonly red: Frequency
  readonly provenFail: Frequency
  readonly notEvaluated: number
  /** The chance of a false alarm that its proof allows, after the split; `null`: it rests on no test. */
  readonly level: number | null
}

export interface Alarms {
  readonly assertions: readonly AssertionAlarms[]
  readonly gate: {
    readonly red: Frequency
    /** By assertions that hold for the runs as they are. */
    readonly falselyRed: Frequency
    readonly notEvaluated: number
    readonly level: number
  }
}
