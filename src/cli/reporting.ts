import { join } from 'node:path'
import { reporters, type SuiteReport } from '../report/index.ts'
import type { Io } from './io.ts'
import { type Target, targetsOf, writeTargets, writeText } from './targets.ts'

export type ReportTarget = Target<readonly SuiteReport[]>

export const reportTargets = (requests: readonly string[], cwd: string): readonly ReportTarget[] =>
  targetsOf(requests, reporters, cwd)

/** Writes the reports, and next to each run its summary. Throws `output-unwritable`. */
export async function writeReports(
  reports: readonly SuiteReport[],
  targets: readonly ReportTarget[],
  io: Io,
): Promise<void> {
  for (const { runDir, summary } of reports) {
    writeText(join(runDir, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
  }
  await writeTargets(reports, targets, io)
}
