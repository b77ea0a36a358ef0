import { resolve } from 'node:path'
import { PawlError } from '../../errors.ts'
import { objectionsTo } from '../../gate/baseline/index.ts'
import type { Trend } from '../../report/trend/types.ts'
import { openRun, readInfo } from '../../run/index.ts'
import { nearest } from '../../suite/suggest.ts'
import type { Io } from '../io.ts'
import { type ParsedArguments, usage } from '../options.ts'
import { RUNS_FOLDER } from '../run-options.ts'
import { type FoundRun, findRuns, isRun } from '../stored/find.ts'
import { type JudgedRun, judgedRun } from '../stored/judged.ts'

/** The runs that are named, of the branch that is asked for; newest first. */
export function runsFor(given: ParsedArguments, io: Io): readonly FoundRun[] {
  const dirs = given.positionals.map((path) => resolve(io.cwd, path)).filter(isRun)
  const names = given.positionals.filter((name) => !isRun(resolve(io.cwd, name)))
  const folder = given.one('runs') ?? RUNS_FOLDER
  const { runs, unreadable } =
    dirs.length > 0 && names.length === 0 ? { runs: [], unreadable: [] } : findRuns(resolve(io.cwd, folder))
  for (const { message } of unreadable) io.stderr.write(`left out: ${message}\n`)
  const stored = runs.filter(({ info }) => info.identity.suite !== null)
  const suites = new Set(stored.map(({ info }) => info.identity.suite ?? ''))
  const unknown = names.find((name) => !suites.has(name))
  if (unknown !== undefined) throw unknownSuite(unknown, folder, [...suites])
  const named = stored.filter(
    ({ info }) => given.positionals.length === 0 || names.includes(info.identity.suite ?? ''),
  )
  const all = new Map(named.map((run) => [run.dir, run]))
  for (const dir of dirs) all.set(dir, { dir, info: readInfo(dir) })
  return ofBranch([...all.values()], given.one('branch')).toSorted((a, b) =>
    a.info.startedAt > b.info.startedAt ? -1 : 1,
  )
}

function ofBranch(runs: readonly FoundRun[], branch: string | null): readonly FoundRun[] {
  if (branch === null) return runs
  const same = runs.filter(({ info }) => info.revision?.branch === branch)
  if (same.length > 0 || runs.length === 0) return same
  const branches = [...new Set(runs.flatMap(({ info }) => info.revision?.branch ?? []))].toSorted()
  const near = nearest(branch, branches)
  const known =
    branches.length === 0 ? 'None of them says its branch.' : `They are of ${branches.join(', ')}.`
  throw usage(
    `there is no run of a branch ${JSON.stringify(branch)}`,
    near === null ? known : `Did you mean ${near}? ${known}`,
  )
}

function unknownSuite(name: string, folder: string, suites: readonly string[]): PawlError {
  const near = nearest(name, suites)
  const known = suites.length === 0 ? 'It has none.' : `It has runs of ${suites.toSorted().join(', ')}.`
  return usage(
    `${folder} has no run of a suite ${JSON.stringify(name)}, and that is no run's folder`,
    near === null ? known : `Did you mean ${near}?`,
  )
}

/** As many of the newest as are asked for that say what they seem to. */
export function takenOf(newestFirst: readonly FoundRun[], last: number | null) {
  const taken: JudgedRun[] = []
  const leftOut: Trend['leftOut'][number][] = []
  for (const { dir, info } of newestFirst) {
    if (taken.length === last) break
    if (info.variant !== null) {
      leftOut.push({ run: info.runId, why: `it ran beside other agents, as ${info.variant}` })
      continue
    }
    const run = readJudged(dir)
    const objections = run instanceof PawlError ? [run.message] : objectionsTo(run)
    if (run instanceof PawlError || objections.length > 0)
      leftOut.push({ run: info.runId, why: objections.join('; ') })
    else taken.push(run)
  }
  return { taken, leftOut }
}

function readJudged(dir: string): JudgedRun | PawlError {
  try {
    return judgedRun(openRun(dir))
  } catch (error) {
    if (error instanceof PawlError) return error
    throw error
  }
}
