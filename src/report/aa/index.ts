/** How often a gate alarms although nothing changed. */
import { renderersOf } from '../renderers.ts'
import { aaJson } from './json.ts'
import { aaText } from './text.ts'
import type { AaReport } from './types.ts'

export type { AaReport } from './types.ts'

/** Every reporter of `pawl aa` by name. */
export const aaReporters = renderersOf<AaReport>({
  terminal: (report, { width }) => aaText(report, width),
  json: aaJson,
})
