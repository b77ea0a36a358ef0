import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { baselinePath } from '../gate/baseline/index.ts'
import type { BaselineSide } from '../gate/comparison/types.ts'
import type { Suite } from '../suite/index.ts'
import { readBaseline } from './baseline/file.ts'
import type { Io } from './io.ts'
import { usage } from './options.ts'
import { sideOfBaseline } from './stored/side.ts'

/**
 * The committed baseline of a suite: the file that the command line or the suite names, else the one beside the suite.
 * `null` where there is none yet.
 * @param named of the command line, absolute
 * @throws PawlError `usage` for a file that the command line names and that is not there, `baseline-unreadable`
 */
export function baselineOf(suite: Suite, named: string | null, io: Io): BaselineSide | null {
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
  return sideOfBaseline(baseline, place)
}
