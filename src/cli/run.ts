import { resolve } from 'node:path'
import { readRun, type Selection } from '../run/index.ts'
import { formatDiagnostic } from '../suite/index.ts'
import type { Command } from './command.ts'
import type { Io } from './io.ts'
import {
  type OptionSpecs,
  oneOf,
  type ParsedArguments,
  parseArguments,
  usage,
  wholeNumber,
} from './options.ts'
import { reportTargets } from './reporting.ts'
import { listFaults, RESPONDING, readResponding, requireUnprovoked } from './responding.ts'
import { RUNNING, readRunning, readSelecting, SELECTING } from './run-options.ts'
import { type RunSettings, runSuites } from './run-suites.ts'
import {
  nothingSelected,
  requireEnoughTrials,
  requireKnownFilters,
  requirePlannedTrial,
  selectedSuites,
} from './selection.ts'
import { requireSuites } from './suites.ts'

const options: OptionSpecs = {
  ...SELECTING,
  responses: RESPONDING.responses,
  trial: { value: 'K', about: 'only trial K of each case (from 0), to see it again' },
  ...RUNNING,
  'fail-on': { value: 'inconclusive', about: 'fail assertions that the trials neither prove nor refute' },
  resume: { value: 'RUN', about: 'go on with an interrupted run: its folder' },
  fault: RESPONDING.fault,
  'max-cost': RESPONDING['max-cost'],
  strict: { about: 'replies of a script or recording that are not played are an error' },
  'real-time': RESPONDING['real-time'],
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
    if (given.one('fault') === 'list') return listFaults(io)
    const settings = readSettings(given, io)
    const targets = reportTargets(given.all('reporter'), io.cwd)
    const { suites, diagnostics } = await requireSuites(given.positionals, io.cwd)
    for (const diagnostic of diagnostics) io.stderr.write(`${formatDiagnostic(diagnostic)}\n`)
    const selected = selectedSuites(suites, settings.selection)
    if (selected.length === 0) throw nothingSelected(suites, settings.selection)
    requirePlannedTrial(selected, settings.selection)
    requireEnoughTrials(selected, settings.selection)
    requireKnownFilters(suites, settings.selection)
    const { selection } = settings
    const parts = selected.map((suite) => ({ suite, selection }))
    return await runSuites(parts, settings, targets, io)
  },
}

interface Settings extends RunSettings {
  readonly selection: Selection
}

function readSettings(given: ParsedArguments, io: Io): Settings {
  const responding = readResponding(given)
  const { responses, faults } = responding
  const upstream = given.one('upstream')
  if (upstream !== null && responses !== 'record') {
    throw usage(
      '--upstream goes with --responses record',
      'An upstream run plays the model while its responses are recorded.',
    )
  }
  requireUnprovoked(responses, faults)
  const resume = given.one('resume')
  if (resume !== null && responses === 'record') {
    throw usage(
      '--resume does not go with --responses record',
      'A case is recorded when all its trials ran in one go: record again with --case for the cases that are missing.',
    )
  }
  return {
    selection: {
      ...readSelecting(given),
      trial: wholeNumber(given.one('trial'), 'trial', 0),
      only: null,
    },
    ...responding,
    upstream: upstream === null ? null : readRun(resolve(io.cwd, upstream)),
    resume: resume === null ? null : readRun(resolve(io.cwd, resume)),
    ...readRunning(given, io),
    failOnInconclusive: oneOf(given.one('fail-on'), 'fail-on', ['inconclusive']) !== null,
    strict: given.one('strict') !== null,
  }
}
