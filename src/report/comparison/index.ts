/** What changed between a baseline and a run. */
import type { Renderer } from '../types.ts'
import { json } from './json.ts'
import { markdown } from './markdown.ts'
import { terminal } from './terminal.ts'
import type { ComparisonReport } from './types.ts'

export { comparisonLines } from './lines.ts'
export type { ComparisonReport } from './types.ts'

/** Every reporter of `pawl compare` by name. */
export const comparisonReporters: ReadonlyMap<string, Renderer<ComparisonReport>> = new Map(
  [terminal, json, markdown].map((renderer) => [renderer.name, renderer]),
)
