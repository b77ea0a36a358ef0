import { relative, resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { PawlError } from '../errors.ts'
import { assertionsFor } from '../gate/index.ts'
import { createProgress, type SuiteReport } from '../report/index.ts'
import { planRun, type RunOptions, readRun, runSuite, type Selection, type StoredRun } from '../run/index.ts'
import { formatDiagnostic, type ResponseMode, type Suite } from '../suite/index.ts'
import type { Command } from './command.ts'
import { formatError } from './error.ts'
import { worstExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import {
  type OptionSpecs,
  oneOf,
  type ParsedArguments,
  parseArguments,
  usage,
  wholeNumber,
} from './options.ts'
import { reportOf } from './report-of.ts'
import { type ReportTarget, reportTargets, writeReports } from './reporting.ts'
import { nothingSelected, requireEnoughTrials, requireKnownFilters } from './selection.ts'
import { requireSuites } from './suites.ts'
import { VERSION } from './version.ts'

const MODES: readonly ResponseMode[] = ['script', 'replay', 'record', 'live']
const DEFAULT_CONCURRENCY = 8
export const RUNS_FOLDER = '.pawl/runs'

const options: OptionSpecs = {
  trials: { value: 'N', about: 'trials of each case, instead of what the suite says' },
  responses: { value: 'MODE', about: `where the model's responses come from: ${MODES.join(', ')}` },
  case: { value: 'ID', multiple: true, about: 'only these cases; * stands for any characters' },
  tag: { value: 'TAG', multiple: true, about: 'only cases with one of these tags' },
  trial: { value: 'K', about: 'only trial K of each case (from 0), to see it again' },
  seed: { value: 'N', about: 'seed of all chance in the run (default 1)' },
  concurrency: { value: 'N', about: `trials at the same time (default ${DEFAULT_CONCURRENCY})` },
  reporter: {
    value: 'NAME[=PATH]',
    multiple: true,
    about: 'terminal, json, junit or markdown, to a file or standard output',
  },
  output: { value: 'DIR', about: `parent of the run folders (default ${RUNS_FOLDER})` },
  'fail-on': { value: 'inconclusive', about: 'fail assertions that the trials neither prove nor refute' },
  resume: { value: 'RUN', about: 'go on with an interrupted run: its folder' },
  upstream: { value: 'RUN', about: 'with --responses record: a run that is played as the model' },
}

/** Runs suites, judges them, reports, and gives the exit code. */
export const runCommand: Command = {
  name: 'run',
  synopsis: '[SUITE…] [options]      (default: evals/**/*.eval.yaml)',
  options,
  example: 'pawl run evals/hello.eval.yaml --trials 3 --reporter json=report.json',
  async run(args, io) {
    const given = parseArguments(args, options, 'run')
    const settings = readSettings(given, io)
    const targets = reportTargets(given.all('reporter'), io.cwd)
    const { suites, diagnostics } = await requireSuites(given.positionals, io.cwd)
    for (const diagnostic of diagnostics) io.stderr.write(`${formatDiagnostic(diagnostic)}\n`)
    const selected = suites.filter(
      (suite) => planRun(suite, settings.selection, settings.seed).trials.length > 0,
    )
    if (selected.length === 0) throw nothingSelected(suites, settings.selection)
    requireEnoughTrials(selected, settings.selection)
    requireKnownFilters(suites, settings.selection)
    return await runAll(selected, settings, targets, io)
  },
}

interface Settings {
  readonly selection: Selection
  readonly responses: ResponseMode | null
  readonly upstream: StoredRun | null
  readonly resume: StoredRun | null
  readonly seed: number
  readonly concurrency: number
  readonly outputDir: string
  readonly failOnInconclusive: boolean
}

function readSettings(given: ParsedArguments, io: Io): Settings {
  const responses = oneOf(given.one('responses'), 'responses', MODES)
  const upstream = given.one('upstream')
  if (upstream !== null && responses !== 'record') {
    throw usage(
      '--upstream goes with --responses record',
      'An upstream run plays the model while its responses are recorded.',
    )
  }
  const resume = given.one('resume')
  if (resume !== null && responses === 'record') {
    throw usage(
      '--resume does not go with --responses record',
      'A case is recorded when all its trials ran in one go: record again with --case for the cases that are missing.',
    )
  }
  return {
    selection: {
      cases: given.all('case'),
      tags: given.all('tag'),
      trial: wholeNumber(given.one('trial'), 'trial', 0),
      trials: wholeNumber(given.one('trials'), 'trials', 1),
    },
    responses,
    upstream: upstream === null ? null : readRun(resolve(io.cwd, upstream)),
    resume: resume === null ? null : readRun(resolve(io.cwd, resume)),
    seed: wholeNumber(given.one('seed'), 'seed', 0) ?? 1,
    concurrency: wholeNumber(given.one('concurrency'), 'concurrency', 1) ?? DEFAULT_CONCURRENCY,
    outputDir: resolve(io.cwd, given.one('output') ?? RUNS_FOLDER),
    failOnInconclusive: oneOf(given.one('fail-on'), 'fail-on', ['inconclusive']) !== null,
  }
}

/** One suite after the other. What one of them cannot do takes nothing from the others' results. */
async function runAll(
  suites: readonly Suite[],
  settings: Settings,
  targets: readonly ReportTarget[],
  io: Io,
): Promise<number> {
  // Thousands of short trials a second would make V8 grow its nursery to a third of the memory of the whole run;
  // the size it has after loading serves as well.
  setFlagsFromString('--semi-space-growth-factor=1')
  const reports: SuiteReport[] = []
  const errors: PawlError[] = []
  for (const suite of suites) {
    if (io.signal.aborted) break
    try {
      const { report, failures } = await runOne(suite, settings, io)
      reports.push(report)
      errors.push(...failures)
    } catch (error) {
      errors.push(error instanceof PawlError ? error : internalError(suite, error))
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

function mishaps(strayErrors: number): string[] {
  if (strayErrors === 0) return []
  return [
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
  suite: Suite,
  settings: Settings,
  io: Io,
): Promise<{ readonly report: SuiteReport; readonly failures: readonly PawlError[] }> {
  const responses = settings.responses ?? suite.responses
  const { trials } = planRun(suite, settings.selection, settings.seed)
  const progress = createProgress(io.stderr, io.env, trials.length, () => performance.now())
  const runOptions: RunOptions = {
    ...settings,
    responses,
    signal: io.signal,
    env: io.env,
    now: io.now,
    version: VERSION,
    onTrial: (result) => progress.tick(result),
  }
  const run = await runSuite(suite, runOptions).finally(() => progress.done())
  const { plan, results, runId, dir: runDir, agent, models } = run
  const { assertions, skipped } = assertionsFor(suite, plan.cases, settings.selection.trial !== null)
  const report = reportOf(
    {
      suite,
      cases: plan.cases,
      plannedTrials: new Map([...plan.trialsByCase].map(([id, numbers]) => [id, numbers.length])),
      results,
      assertions,
      failOnInconclusive: settings.failOnInconclusive,
      interrupted: run.interrupted,
      mishaps: mishaps(await io.strayErrors()),
      today: io.now().toISOString().slice(0, 10),
    },
    { runId, runDir, seed: settings.seed, responses, models, agent, warnings: [...run.warnings, ...skipped] },
  )
  if (run.interrupted)
    io.stderr.write(`go on with it: the same command and --resume ${relative(io.cwd, runDir)}\n`)
  return { report, failures: run.failures }
}
