import type { Series } from '../../gate/trend.ts'

/** What became of a suite, run by run. */
export interface Trend {
  readonly suite: string
  readonly series: readonly Series[]
  /** Runs that are no part of it, and why. */
  readonly leftOut: readonly { readonly run: string; readonly why: string }[]
}
