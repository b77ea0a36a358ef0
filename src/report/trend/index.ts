/** What became of suites over stored runs. */
import { renderersOf } from '../renderers.ts'
import { breakCommands } from '../sanitize.ts'
import { trendCsv, trendJson } from './data.ts'
import { trendText } from './text.ts'
import type { Trend } from './types.ts'

/** Every reporter of `pawl trend` by name. */
export const trendReporters = renderersOf({
  terminal: (trends: readonly Trend[]) => breakCommands(trendText(trends)),
  json: trendJson,
  csv: trendCsv,
})
