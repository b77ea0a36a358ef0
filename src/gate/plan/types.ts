import type { BrokenCasePlan } from './broken-case.ts'
import type { RegressionPlan } from './regression.ts'
import type { ShareTest } from './share-test.ts'
import type { Alarm, Proof } from './threshold.ts'

/** What the rates of a plan rest on. */
export type RatesFrom =
  | {
      readonly kind: 'baseline'
      /** As the user knows it. */
      readonly path: string
      readonly runs: number
      /** Cases of the suite that it has as they are today. */
      readonly cases: number
      /** Scored trials of those. */
      readonly trials: number
    }
  /** `why`: there is no baseline, it says nothing of the suite as it is, or the user gave the rate. */
  | { readonly kind: 'assumed'; readonly why: 'none' | 'other' | 'given'; readonly path: string }

/** Mean cost of a trial. `null`: unknown. */
export interface TrialCost {
  readonly costUsd: number | null
  readonly from: 'baseline' | 'recordings' | null
}

/** An absolute assertion about a share or a quantile. */
export interface ThresholdPlan {
  readonly text: string
  readonly test: ShareTest
  /** Best true rates first. */
  readonly rates: readonly {
    readonly alarm: Alarm
    /** `null` at the threshold itself. */
    readonly proof: Proof | null
    /** Mean trials of an adaptive run of the planned ones; `null`: not known. */
    readonly adaptive: number | null
  }[]
}

export interface SuitePlan {
  readonly suite: string
  /** Its file, as the user wrote it. */
  readonly path: string
  /** That count: known failures do not. */
  readonly cases: number
  /** Trials of each case; `null` where they have different numbers of them. */
  readonly trialsPerCase: number | null
  readonly trials: number
  /** Trials that are observations of their own: copies of one recording are one. */
  readonly draws: number
  /** Its scripts always answer the same: the plan is then about a run of the live model. */
  readonly fixed: boolean
  readonly rate: number
  readonly ratesFrom: RatesFrom
  readonly cost: TrialCost
  /** How far the success rate may be below the baseline's by the suite's assertion; `null` without one. */
  readonly margin: number | null
  /** What the drop is taken from. */
  readonly dropFrom: 'given' | 'margin' | 'default'
  /** How many assertions share the level; 1 where it was given. */
  readonly sharing: number
  readonly regression: RegressionPlan
  readonly brokenCase: BrokenCasePlan
  readonly thresholds: readonly ThresholdPlan[]
  /** Assertions whose alarms depend on more than a share. */
  readonly others: readonly string[]
}
