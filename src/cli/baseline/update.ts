import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { PawlError } from '../../errors.ts'
import { type Baseline, baselinePath, objectionsTo, poolRuns } from '../../gate/baseline/index.ts'
import { baselineChange } from '../../report/baseline/change.ts'
import { breakCommands, visible } from '../../report/sanitize.ts'
import { openRun, readRun } from '../../run/index.ts'
import type { Suite } from '../../suite/index.ts'
import type { Io } from '../io.ts'
import { type ParsedArguments, usage } from '../options.ts'
import { RUNS_FOLDER, readAsking } from '../run-options.ts'
import { failedGate } from '../stored/failed-gate.ts'
import { findRuns } from '../stored/find.ts'
import { type JudgedRun, judgedBy, judgedRun } from '../stored/judged.ts'
import { requireSuite } from '../suites.ts'
import { readBaseline, writeBaseline } from './file.ts'

/** Makes the baselines of stored runs, a file a suite, and says what that changes. */
export async function updateBaselines(given: ParsedArguments, io: Io): Promise<number> {
  const named = given.one('suite')
  const suite = named === null ? null : await requireSuite(named, io.cwd)
  const partial = given.one('partial') !== null
  const runs =
    given.positionals.length > 0
      ? await namedRuns(given, suite, partial, io)
      : await newestRuns(given, suite, partial, io)
  const bySuite = Map.groupBy(runs, (run) => run.suite)
  const output = given.one('output')
  if (output !== null && bySuite.size > 1) {
    throw usage(
      `--output is one file, and the runs are of ${bySuite.size} suites: ${[...bySuite.keys()].join(', ')}`,
      'Leave it out, or name runs of one suite.',
    )
  }
  // All are known to be right before the first is written.
  const updates = [...bySuite.values()].map((same) => {
    const path = output === null ? pathFor(same, suite, io) : resolve(io.cwd, output)
    return preparedUpdate(path, same, given.one('add') !== null, io)
  })
  for (const { path, pooled, before, notes } of updates) {
    writeBaseline(path, pooled.baseline, io)
    const lines = [...baselineChange(relative(io.cwd, path), before, pooled), ...notes.map(noteLine)]
    io.stdout.write(breakCommands(`${lines.join('\n')}\n`))
  }
  return 0
}

const noteLine = (note: string): string => `  ! ${visible(note)}`

async function judged(dir: string, suite: Suite | null, given: ParsedArguments, io: Io): Promise<JudgedRun> {
  if (suite === null) return judgedRun(openRun(dir))
  return await judgedBy(suite, readRun(dir), readAsking(given, io))
}

async function namedRuns(
  given: ParsedArguments,
  suite: Suite | null,
  partial: boolean,
  io: Io,
): Promise<readonly JudgedRun[]> {
  const runs: JudgedRun[] = []
  for (const path of given.positionals) {
    const run = await judged(resolve(io.cwd, path), suite, given, io)
    const objections = objectionsTo(run)
    if (objections.length > 0 && !partial) {
      throw new PawlError(
        'baseline-refused',
        `${path} is not a run to compare others with: ${objections.join('; ')}`,
        { hint: 'Run the suite again, whole; or take the run as it is with --partial.' },
      )
    }
    runs.push(run)
  }
  return runs
}

/** Of each suite the newest run without objections; what was passed over for it is said. */
async function newestRuns(
  given: ParsedArguments,
  suite: Suite | null,
  partial: boolean,
  io: Io,
): Promise<readonly JudgedRun[]> {
  const folder = given.one('runs') ?? RUNS_FOLDER
  const newest = new Map<string, JudgedRun>()
  for (const { dir, info } of findRuns(resolve(io.cwd, folder)).runs) {
    const { suite: name } = info.identity
    // The agents of a comparison are candidates; who accepts one names its run.
    if (info.variant !== null) continue
    if (name === null || newest.has(name) || (suite !== null && suite.name !== name)) continue
    const run = await judged(dir, suite, given, io).catch((error: unknown) => {
      if (error instanceof PawlError) return error
      throw error
    })
    const objections = run instanceof PawlError ? [run.message] : partial ? [] : objectionsTo(run)
    if (!(run instanceof PawlError) && objections.length === 0) newest.set(name, run)
    else io.stderr.write(`passed over ${visible(info.runId)}: ${visible(objections.join('; '))}\n`)
  }
  if (newest.size > 0) return [...newest.values()].toSorted((a, b) => (a.suite < b.suite ? -1 : 1))
  throw new PawlError('baseline-refused', `${folder} has no whole run to make a baseline of`, {
    hint: 'Run the suite first: pawl run',
  })
}

/** Beside the suite, where that is known. */
function pathFor(runs: readonly JudgedRun[], suite: Suite | null, io: Io): string {
  if (suite !== null) return baselinePath(suite.path, suite.name)
  const files = runs.map(({ suitePath }) => resolve(io.cwd, suitePath ?? ''))
  const [run] = runs
  const file = files.find((each) => each !== io.cwd && existsSync(each))
  if (file !== undefined && run !== undefined) return baselinePath(file, run.suite)
  throw usage(
    `expected the suite ${run?.suite} at ${run?.suitePath ?? 'a known place'}, where ${run?.id} had it; it is not there`,
    'Name the suite with --suite, or the file with --output.',
  )
}

function preparedUpdate(path: string, runs: readonly JudgedRun[], add: boolean, io: Io) {
  const notes: string[] = []
  let before: Baseline | null = null
  try {
    before = readBaseline(path, io)
  } catch (error) {
    if (add || !(error instanceof PawlError)) throw error
    notes.push(`${error.message}; it was replaced`)
  }
  const pooled = poolRuns(runs, add ? before : null)
  const objections = runs.flatMap((run) => objectionsTo(run).map((why) => `${run.id}: ${why}`))
  const failed = runs
    .filter(({ dir }) => failedGate(dir))
    .map(({ id }) => `${id} failed its gate: as the baseline it is what later runs may be as bad as`)
  return {
    path,
    before,
    pooled,
    notes: [...objections, ...failed, ...droppedNote(before, pooled.baseline), ...pooled.warnings, ...notes],
  }
}

/** That one run takes another's place is usual; that pooled ones go may not be meant. */
function droppedNote(before: Baseline | null, now: Baseline): readonly string[] {
  const kept = new Set(now.runs.map(({ id }) => id))
  const dropped = before?.runs.filter(({ id }) => !kept.has(id)) ?? []
  if (dropped.length < 2) return []
  return [`${dropped.length} runs that were pooled before are dropped; --add would keep them`]
}
