/** What became of suites over stored runs. */
import { breakCommands } from '../sanitize.ts'
import type { Renderer } from '../types.ts'
import { trendCsv, trendJson } from './data.ts'
import { trendText } from './text.ts'
import type { Trend } from './types.ts'

type Trends = readonly Trend[]

/** Every reporter of `pawl trend` by name. */
export const trendReporters: ReadonlyMap<string, Renderer<Trends>> = new Map(
  [
    { name: 'terminal', render: (trends: Trends) => breakCommands(trendText(trends)) },
    { name: 'json', render: trendJson },
    { name: 'csv', render: trendCsv },
  ].map((renderer) => [renderer.name, renderer]),
)
