import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { baselinePath } from '../gate/baseline/index.ts'
import type { Suite } from '../suite/index.ts'
import { readBaseline } from './baseline/file.ts'
import type { Io } from './io.ts'
import { usage } from './options.ts'
import { type Side, sideOfBaseline } from './stored/side.ts'

export interface Where {
  /** The file that the command line names, absolute; `null`: none. */
  readonly named: string | null
  /** Where the runs that it was made of may be, absolute. */
  readonly runsFolder: string
}

/**
 * The committed baseline of a suite: the file that the command line or the suite names, else the one beside the suite.
 * `null` where there is none yet.
 * @throws PawlError `usage` for a file that the command line names and that is not there, `baseline-unreadable`
 */
export function baselineOf(suite: Suite, { named, runsFolder }: Where, io: Io): Side | null {
  const path = named ?? suite.baseline.path ?? baselinePath(suite.path, suite.name)
  const place = relative(io.cwd, path) || path
  if (named !== null && !existsSync(named)) {
    throw usage(
      `there is no baseline ${place}`,
      `Make it: ${io.command} baseline update RUN --output ${place}`,
    )
  }
  const baseline = readBaseline(path, io)
  if (baseline === null) return null
  if (baseline.suite !== suite.name) {
    throw usage(
      `the baseline ${place} is of the suite ${baseline.suite}, not of ${suite.name}`,
      'Each suite has a baseline of its own.',
    )
  }
  return sideOfBaseline(baseline, place, runsFolder)
}
