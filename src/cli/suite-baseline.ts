import { existsSync, readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { messageOf, PawlError } from '../errors.ts'
import { type Baseline, baselinePath, decodeBaseline } from '../gate/baseline/index.ts'
import type { Suite } from '../suite/index.ts'

export interface SuiteBaseline {
  /** As the user knows it. */
  readonly path: string
  /** `null`: there is none yet. */
  readonly baseline: Baseline | null
}

/**
 * The baseline of a suite: the file that is named, or the one beside the suite where there is one.
 * @throws PawlError `baseline-unreadable`; `usage` for the baseline of another suite
 */
export function baselineFor(suite: Suite, named: string | null, cwd: string): SuiteBaseline {
  const absolute = named === null ? baselinePath(suite.path, suite.name) : resolve(cwd, named)
  const path = named ?? relative(cwd, absolute)
  if (named === null && !existsSync(absolute)) return { path, baseline: null }
  const baseline = decodeBaseline(read(absolute, path), path)
  if (baseline.suite === suite.name) return { path, baseline }
  throw new PawlError('usage', `${path} is the baseline of ${baseline.suite}, and not of ${suite.name}`, {
    hint: `That of ${suite.name} is ${relative(cwd, baselinePath(suite.path, suite.name))}.`,
  })
}

function read(absolute: string, path: string): string {
  try {
    return readFileSync(absolute, 'utf8')
  } catch (error) {
    throw new PawlError('baseline-unreadable', `the baseline ${path} cannot be read: ${messageOf(error)}`, {
      hint: 'Make one of a run: pawl baseline update RUN…',
      cause: error,
    })
  }
}
