import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { PawlError } from '../errors.ts'
import { type Baseline, baselinePath } from '../gate/baseline/index.ts'
import { isAboutBaseline } from '../gate/parse.ts'
import type { Suite } from '../suite/index.ts'
import { readBaseline } from './baseline/file.ts'
import type { Io } from './io.ts'
import { usage } from './options.ts'
import { type Side, sideOfBaseline } from './stored/side.ts'

export interface SuiteBaseline {
  /** As the user knows it. */
  readonly place: string
  /** `null`: there is none yet. */
  readonly baseline: Baseline | null
}

/**
 * The committed baseline of a suite: the file that the command line or the suite names, else the one beside the suite.
 * @param named of the command line, absolute; `null`: none
 * @throws PawlError `usage` for a file that the command line names and that is not there, or the baseline of another
 * suite; `baseline-unreadable`
 */
export function suiteBaseline(suite: Suite, named: string | null, { cwd }: Pick<Io, 'cwd'>): SuiteBaseline {
  const path = named ?? suite.baseline.path ?? baselinePath(suite.path, suite.name)
  const place = relative(cwd, path) || path
  if (named !== null && !existsSync(named)) {
    throw usage(`there is no baseline ${place}`, `Make it: pawl baseline update RUN --output ${place}`)
  }
  const baseline = readBaseline(path, { cwd })
  if (baseline === null || baseline.suite === suite.name) return { place, baseline }
  throw usage(
    `${place} is the baseline of ${baseline.suite}, and not of ${suite.name}`,
    `That of ${suite.name} is ${relative(cwd, baselinePath(suite.path, suite.name))}.`,
  )
}

export interface Where {
  /** The file that the command line names, absolute; `null`: none. */
  readonly named: string | null
  /** Where the runs that it was made of may be, absolute. */
  readonly runsFolder: string
}

/**
 * What a run of the suite is held against; `null` where there is nothing yet. A baseline that nobody asks about stops no
 * run when it cannot be read: that is told. Throws as `suiteBaseline`.
 */
export function baselineSide(suite: Suite, { named, runsFolder }: Where, io: Io): Side | null {
  try {
    const { place, baseline } = suiteBaseline(suite, named, io)
    if (baseline !== null) return sideOfBaseline(baseline, place, runsFolder)
    if (suite.baseline.path !== null)
      io.stderr.write(
        `not compared with a baseline: ${suite.displayPath} names ${place}, which is not there yet\n`,
      )
    return null
  } catch (error) {
    if (!(error instanceof PawlError) || named !== null || asksForBaseline(suite)) throw error
    io.stderr.write(`not compared with a baseline: ${error.message}\n`)
    return null
  }
}

/** Whether an assertion of the suite is about a baseline. */
export const asksForBaseline = ({ assert }: Suite): boolean =>
  assert.some(({ text }) => isAboutBaseline(text))
