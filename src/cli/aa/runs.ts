import { resolve } from 'node:path'
import { objectionsTo } from '../../gate/baseline/index.ts'
import { openRun, readRun } from '../../run/index.ts'
import type { Suite } from '../../suite/index.ts'
import type { Io } from '../io.ts'
import { type ParsedArguments, usage } from '../options.ts'
import { readAsking } from '../run-options.ts'
import { type JudgedRun, judgedBy, judgedRun } from '../stored/judged.ts'
import { requireSuite } from '../suites.ts'

export interface RunsToResample {
  /** At least one, all of one suite. */
  readonly runs: readonly JudgedRun[]
  /** The one that was named; `null`: the runs say which. */
  readonly suite: Suite | null
  /** What speaks against them, and in what they differ although they should not. */
  readonly notes: readonly string[]
}

/**
 * The named runs, judged.
 * @throws PawlError `usage` for none, or runs of several suites
 */
export async function runsToResample(given: ParsedArguments, io: Io): Promise<RunsToResample> {
  const paths = [...new Set(given.positionals.map((path) => resolve(io.cwd, path)))]
  if (paths.length === 0) throw usage('expected one run or more', 'pawl aa .pawl/runs/<id>')
  const named = given.one('suite')
  const suite = named === null ? null : await requireSuite(named, io.cwd)
  const runs: JudgedRun[] = []
  for (const path of paths) {
    runs.push(
      suite === null ? judgedRun(openRun(path)) : await judgedBy(suite, readRun(path), readAsking(given, io)),
    )
  }
  const names = [...new Set(runs.map((run) => run.suite))]
  if (names.length > 1)
    throw usage(
      `expected runs of one suite, found those of ${names.join(', ')}`,
      'Hold each suite against itself.',
    )
  return { runs, suite, notes: [...objections(runs), ...differences(runs)] }
}

const objections = (runs: readonly JudgedRun[]): readonly string[] =>
  runs.flatMap((run) => objectionsTo(run).map((why) => `${run.id}: ${why}`))

function differences(runs: readonly JudgedRun[]): readonly string[] {
  const differ = (of: (run: JudgedRun) => string | null): boolean =>
    new Set(runs.map(of).filter((each) => each !== null && each !== '')).size > 1
  return [
    ...(differ((run) => run.agentFingerprint)
      ? ['the runs are of different agents: what lies between them is no drift alone']
      : []),
    ...(differ((run) => run.models.join(', '))
      ? ['the runs are of different models: what lies between them is no drift alone']
      : []),
    ...(runs.some(({ responses }) => responses === 'replay')
      ? [
          'a replay is held against the same recordings exactly; these rates are those of runs with answers of their own',
        ]
      : []),
  ]
}
