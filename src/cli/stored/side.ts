import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PawlError } from '../../errors.ts'
import {
  type Baseline,
  casesOfBaseline,
  limitsOf,
  obstaclesOf,
  trialsOfBaseline,
} from '../../gate/baseline/index.ts'
import type { BaselineSide } from '../../gate/comparison/types.ts'
import { openRun, readRun } from '../../run/index.ts'
import type { CaseRef, Suite } from '../../suite/index.ts'
import { readBaseline } from '../baseline/file.ts'
import type { Io } from '../io.ts'
import { type ParsedArguments, usage } from '../options.ts'
import { RUNS_FOLDER, readAsking } from '../run-options.ts'
import { entriesIn, type ReadEntries } from './divergences.ts'
import { isRun } from './find.ts'
import { type JudgedRun, judgedBy, judgedRun } from './judged.ts'

/** A run, or a baseline, as one side of a comparison. */
export interface Side extends BaselineSide {
  readonly cases: readonly CaseRef[]
  readonly suite: string
  readonly escalationTools: readonly string[] | null
  /** Of its runs, those that are there: a baseline keeps no trajectories. */
  readonly entries: ReadEntries
  /** Why it says less of its suite than it seems to. */
  readonly limits: readonly string[]
  /** Why it says nothing of its agent. */
  readonly obstacles: readonly string[]
}

/** @param suite judges the run again; `null`: as it was judged when it was made */
export async function readSide(
  path: string,
  suite: Suite | null,
  given: ParsedArguments,
  io: Io,
): Promise<Side> {
  const absolute = resolve(io.cwd, path)
  if (isRun(absolute)) {
    if (suite === null) return sideOfRun(judgedRun(openRun(absolute)), path)
    return sideOfRun(await judgedBy(suite, readRun(absolute), readAsking(given, io)), path)
  }
  if (existsSync(absolute) && statSync(absolute).isFile()) {
    const baseline = readBaseline(absolute, io)
    if (baseline !== null) return sideOfBaseline(baseline, path, resolve(io.cwd, RUNS_FOLDER))
  }
  throw new PawlError('run-unreadable', `expected a run or a baseline at ${path}, found neither`, {
    hint: 'A run is a folder such as .pawl/runs/<id>; a baseline, a file such as evals/baselines/<suite>.json.',
  })
}

function sideOfRun(run: JudgedRun, label: string): Side {
  const { suite, suiteHash, agent, agentFingerprint, models, cases, results, escalationTools } = run
  return {
    label,
    suite,
    suiteHash,
    agent,
    agentFingerprint,
    models,
    cases,
    results,
    escalationTools,
    entries: entriesIn([run.dir]),
    limits: limitsOf(run),
    obstacles: obstaclesOf(run),
  }
}

/** @param runsFolder where the runs that it was made of may be, absolute */
export function sideOfBaseline(baseline: Baseline, label: string, runsFolder: string): Side {
  const { suite, suiteHash, agent, agentFingerprint, models, escalationTools } = baseline
  return {
    label,
    suite,
    suiteHash,
    agent,
    agentFingerprint,
    models,
    cases: casesOfBaseline(baseline),
    results: trialsOfBaseline(baseline),
    escalationTools,
    entries: entriesIn(baseline.runs.map(({ id }) => join(runsFolder, id)).filter(isRun)),
    limits: [],
    obstacles: [],
  }
}

/** Runs of other suites have no case that means the same. */
export function requireSameSuite(baseline: Side, candidate: Side): void {
  if (baseline.suite === candidate.suite) return
  throw usage(
    `expected two runs of one suite, found ${baseline.suite} (${baseline.label}) and ${candidate.suite} (${candidate.label})`,
    'Compare runs of the same suite.',
  )
}
