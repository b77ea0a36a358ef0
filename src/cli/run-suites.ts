import { relative } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { PawlError } from '../errors.ts'
import { assertionsFor } from '../gate/index.ts'
import { faultText } from '../model/faults/index.ts'
import { createProgress, type SuiteReport } from '../report/index.ts'
import {
  type JudgeMode,
  planRun,
  type RunOptions,
  runSuite,
  type Selection,
  secretsOf,
} from '../run/index.ts'
import type { ResponseMode, Suite } from '../suite/index.ts'
import { formatError } from './error.ts'
import { worstExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import { reportOf } from './report-of.ts'
import { type ReportTarget, writeReports } from './reporting.ts'
import { answerable } from './selection.ts'
import { VERSION } from './version.ts'

/** What is the same for all suites of a command. */
export interface RunSettings
  extends Pick<
    RunOptions,
    'upstream' | 'resume' | 'seed' | 'concurrency' | 'outputDir' | 'strict' | 'realTime' | 'faults' | 'budget'
  > {
  /** `null` leaves it to the suite. */
  readonly responses: ResponseMode | null
  readonly failOnInconclusive: boolean
}

/** A suite, and which part of it to run. */
export interface SuitePart {
  readonly suite: Suite
  readonly selection: Selection
  /** Instead of what the settings say. */
  readonly responses?: ResponseMode
  /** Left out: judges do as the agent does. */
  readonly judges?: JudgeMode
}

/** One suite after the other. What one of them cannot do takes nothing from the others' results. */
export async function runSuites(
  parts: readonly SuitePart[],
  settings: RunSettings,
  targets: readonly ReportTarget[],
  io: Io,
): Promise<number> {
  // Thousands of short trials a second would make V8 grow its nursery to a third of the memory of the whole run;
  // the size it has after loading serves as well.
  setFlagsFromString('--semi-space-growth-factor=1')
  const reports: SuiteReport[] = []
  const errors: PawlError[] = []
  for (const part of parts) {
    if (io.signal.aborted) break
    try {
      const { report, failures } = await runOne(part, settings, io)
      reports.push(report)
      errors.push(...failures)
    } catch (error) {
      errors.push(error instanceof PawlError ? error : internalError(part.suite, error))
    }
  }
  for (const error of errors) io.stderr.write(formatError(error, io))
  if (reports.length > 0) await writeReports(reports, targets, io)
  const interrupted = io.signal.aborted ? [130] : []
  return worstExitCode([
    ...reports.map(({ verdict }) => verdict.exitCode),
    ...errors.map(({ exitCode }) => exitCode),
    ...interrupted,
  ])
}

function mishaps(strayErrors: number, failures: readonly PawlError[]): string[] {
  const failed = failures.map(({ message }) => message)
  if (strayErrors === 0) return failed
  return [
    ...failed,
    `${strayErrors} ${strayErrors === 1 ? 'error' : 'errors'} that nobody caught, likely the agent's; standard error shows them`,
  ]
}

const internalError = (suite: Suite, error: unknown): PawlError =>
  new PawlError(
    'internal',
    `${suite.displayPath} stopped on a mistake of pawl's own: ${error instanceof Error ? error.stack : error}`,
    {
      cause: error,
      hint: 'What was finished before is in the run folder. Please report this.',
    },
  )

async function runOne(
  part: SuitePart,
  settings: RunSettings,
  io: Io,
): Promise<{ readonly report: SuiteReport; readonly failures: readonly PawlError[] }> {
  const { suite, selection } = part
  const responses = part.responses ?? settings.responses ?? suite.responses
  const { trials } = planRun(suite, selection, settings.seed)
  const progress = createProgress(io.stderr, io.env, trials.length, () => performance.now())
  const runOptions: RunOptions = {
    ...settings,
    selection,
    responses,
    ...(part.judges ? { judges: part.judges } : {}),
    signal: io.signal,
    env: io.env,
    now: io.now,
    version: VERSION,
    command: io.command,
    onTrial: (result) => progress.tick(result),
  }
  const run = await runSuite(suite, runOptions).finally(() => progress.done())
  const { plan, results, runId, dir: runDir, agent, models } = run
  const judged = answerable(suite, selection.only)
  const { assertions, skipped } = assertionsFor(judged.suite, plan.cases, selection.trial !== null)
  const report = reportOf(
    {
      suite,
      cases: plan.cases,
      plannedTrials: new Map([...plan.trialsByCase].map(([id, numbers]) => [id, numbers.length])),
      results,
      assertions,
      failOnInconclusive: settings.failOnInconclusive,
      interrupted: run.interrupted,
      mishaps: [...run.mishaps, ...mishaps(await io.strayErrors(), run.failures)],
      today: io.now().toISOString().slice(0, 10),
      against: null,
      rounds: null,
    },
    {
      runId,
      runDir,
      seed: settings.seed,
      responses,
      rerun: {
        faults: settings.faults.map(faultText),
        strict: settings.strict,
        realTime: settings.realTime,
        upstream: settings.upstream?.dir ?? null,
      },
      models,
      agent,
      partial: isPartial(suite, selection),
      warnings: [...run.warnings, ...judged.skipped, ...skipped],
    },
    secretsOf(suite, io.env),
  )
  if (run.interrupted) io.stderr.write(`go on with it: ${goOn(responses, relative(io.cwd, runDir), io)}\n`)
  return { report, failures: run.failures }
}

function isPartial(suite: Suite, selection: Selection): boolean {
  const { only } = selection
  if (only === null) return false
  const { trialsByCase } = planRun(suite, { ...selection, only: null }, 0)
  return [...trialsByCase].some(([id, numbers]) => (only.get(id)?.length ?? 0) < numbers.length)
}

/** Cases that were recorded whole stay recorded; what the others lack is all that `pawl record` asks for. */
const goOn = (responses: ResponseMode, runDir: string, { command }: Io): string =>
  responses === 'record'
    ? `${command} record asks for what is missing`
    : `the same command and --resume ${runDir}`
