import { relative } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { PawlError } from '../errors.ts'
import { createProgress, type SuiteReport } from '../report/index.ts'
import { planRun, runSuite } from '../run/index.ts'
import type { ResponseMode, Suite } from '../suite/index.ts'
import { adaptiveRounds } from './adaptive.ts'
import { formatError } from './error.ts'
import { worstExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import { type ReportTarget, writeReports } from './reporting.ts'
import { reportOfRun } from './run-report.ts'
import { optionsFor, type RunSettings, type SuitePart } from './run-settings.ts'
import { baselineSide } from './suite-baseline.ts'

/**
 * Thousands of short trials a second would make V8 grow its nursery to a third of the memory of the whole run; the
 * size it has after loading serves as well.
 */
export const steadyMemory = (): void => setFlagsFromString('--semi-space-growth-factor=1')

/** One suite after the other. What one of them cannot do takes nothing from the others' results. */
export async function runSuites(
  parts: readonly SuitePart[],
  settings: RunSettings,
  targets: readonly ReportTarget[],
  io: Io,
): Promise<number> {
  steadyMemory()
  const reports: SuiteReport[] = []
  const errors: PawlError[] = []
  for (const part of parts) {
    if (io.signal.aborted) break
    try {
      const { report, failures } = await runOne(part, settings, io)
      reports.push(report)
      errors.push(...failures)
    } catch (error) {
      errors.push(errorOf(part.suite, error))
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

/** What kept a suite from running to its end. */
export const errorOf = (suite: Suite, error: unknown): PawlError =>
  error instanceof PawlError
    ? error
    : new PawlError(
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
  const { suite, selection, chosenBy = null } = part
  const { trials } = planRun(suite, selection, settings.seed)
  const progress = createProgress(io.stderr, io.env, trials.length, () => performance.now())
  const baseline = baselineSide(suite, { named: settings.baseline, runsFolder: settings.outputDir }, io)
  const options = optionsFor(part, settings, io, progress.tick)
  const rounds = settings.adaptive ? { rounds: adaptiveRounds(part, baseline, settings) } : {}
  const run = await runSuite(suite, { ...options, ...rounds }).finally(() => progress.done())
  const { responses } = options
  const strayErrors = await io.strayErrors()
  const report = reportOfRun(
    { suite, selection, responses, run, chosenBy, variant: null, strayErrors, baseline },
    settings,
    io,
  )
  if (run.interrupted) io.stderr.write(`go on with it: ${goOn(responses, relative(io.cwd, run.dir), io)}\n`)
  return { report, failures: run.failures }
}

/** Cases that were recorded whole stay recorded; what the others lack is all that `pawl record` asks for. */
const goOn = (responses: ResponseMode, runDir: string, { command }: Io): string =>
  responses === 'record'
    ? `${command} record asks for what is missing`
    : `the same command and --resume ${runDir}`
