import type { ChalkInstance } from 'chalk'
import type { RenderOptions, SuiteReport } from '../types.ts'

/** Where something is shown, and its colours. */
export interface Paper {
  readonly options: RenderOptions
  readonly chalk: ChalkInstance
}

/** What a part of the terminal's report is made of: a suite's run, and where it is shown. */
export interface Place extends Paper {
  readonly report: SuiteReport
}
