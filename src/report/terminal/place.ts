import type { ChalkInstance } from 'chalk'
import type { RenderOptions, SuiteReport } from '../types.ts'

/** What a part of the terminal's report is made of: a suite's run, where it is shown, and its colours. */
export interface Place {
  readonly report: SuiteReport
  readonly options: RenderOptions
  readonly chalk: ChalkInstance
}
