/** Reports of finished runs: plain functions from what the gate decided to text. */
import { json } from './json.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import { terminal } from './terminal.ts'
import type { Reporter } from './types.ts'

export { createProgress, type ProgressStream } from './progress.ts'
export { visibleLines } from './sanitize.ts'
export * from './types.ts'

/** Every reporter by name; a new one is a file and a line here. */
export const reporters: ReadonlyMap<string, Reporter> = new Map(
  [terminal, json, junit, markdown].map((reporter) => [reporter.name, reporter]),
)
