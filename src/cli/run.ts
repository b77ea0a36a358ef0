import { resolve } from 'node:path'
import { readRun, type Selection } from '../run/index.ts'
import { formatDiagnostic, type Suite } from '../suite/index.ts'
import type { Command } from './command.ts'
import type { Io } from './io.ts'
import {
  type OptionSpecs,
  oneOf,
  type ParsedArguments,
  parseArguments,
  pathOf,
  usage,
  wholeNumber,
} from './options.ts'
import { type ReportTarget, reportTargets } from './reporting.ts'
import { listFaults, RESPONDING, readResponding, requireUnprovoked } from './responding.ts'
import { RUNNING, readRunning, readSelecting, SELECTING } from './run-options.ts'
import type { RunSettings, SuitePart } from './run-settings.ts'
import { runSuites } from './run-suites.ts'
import { reportVariants } from './run-variants.ts'
import {
  nothingSelected,
  requireEnoughTrials,
  requireKnownFilters,
  requirePlannedTrial,
  selectedSuites,
} from './selection.ts'
import { against } from './variants/against.ts'
import { readAgentFiles } from './variants/agent-files.ts'
import { loadVariants } from './variants/load.ts'
import type { ChosenVariant } from './variants/types.ts'

const options: OptionSpecs = {
  ...SELECTING,
  responses: RESPONDING.responses,
  agent: {
    value: 'FILE',
    multiple: true,
    about:
      "a reference agent's YAML file or a module, instead of the suite's agent; several run side by side",
  },
  baseline: { value: 'FILE', about: "what assertions about a baseline compare with, instead of the suite's" },
  adaptive: { about: 'run in rounds, and end as soon as all assertions are decided' },
  against: { value: 'REV', about: "run the suite's agent beside what it was in this commit" },
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
    const agents = readAgentFiles(given.all('agent'), io.cwd)
    const rev = given.one('against')
    requireComparable(agents.length, rev, settings)
    const { all, diagnostics } = await loadVariants(given.positionals, agents, settings.responses, io)
    for (const diagnostic of diagnostics) io.stderr.write(`${formatDiagnostic(diagnostic)}\n`)
    const { selection } = settings
    const suites = all.map(({ suite }) => suite)
    const selected = selectedSuites(suites, selection)
    if (selected.length === 0) throw nothingSelected(suites, selection)
    requirePlannedTrial(selected, selection)
    requireEnoughTrials(selected, selection)
    requireKnownFilters(suites, selection)
    if (rev !== null) return await runAgainst(selected, rev, settings, targets, io)
    const chosen = all.filter(({ suite }) => selected.includes(suite))
    if (agents.length > 1) return await reportVariants(chosen, selection, settings, targets, io)
    const parts = chosen.flatMap(({ variants }) => variants.map((variant) => partOf(variant, selection)))
    return await runSuites(parts, settings, targets, io)
  },
}

const partOf = ({ suite, recording, chosenBy }: ChosenVariant, selection: Selection): SuitePart => ({
  suite,
  selection,
  ...(recording === undefined ? {} : { recording }),
  ...(chosenBy === null ? {} : { chosenBy }),
})

async function runAgainst(
  suites: readonly Suite[],
  rev: string,
  settings: Settings,
  targets: readonly ReportTarget[],
  io: Io,
): Promise<number> {
  const { all, remove } = await against(suites, rev, settings.responses, io)
  try {
    return await reportVariants(all, settings.selection, settings, targets, io)
  } finally {
    remove()
  }
}

/** What of the options makes no sense where agents run side by side. */
function requireComparable(
  agents: number,
  rev: string | null,
  { resume, adaptive, baseline }: Settings,
): void {
  if (agents > 0 && rev !== null) {
    throw usage(
      '--against does not go with --agent',
      "--against runs the suite's own agent beside what it was in a commit; --agent names other agents.",
    )
  }
  if (agents < 2 && rev === null) return
  const several = rev === null ? 'several --agent' : '--against'
  if (resume !== null) {
    throw usage(
      `--resume does not go with ${several}`,
      'Agents are held against each other on trials that ran side by side: run all of them again.',
    )
  }
  if (adaptive) {
    throw usage(
      `--adaptive does not go with ${several}`,
      'Agents side by side run as many trials as each other.',
    )
  }
  if (baseline !== null && rev !== null) {
    throw usage('--baseline does not go with --against', 'The agent of that commit is the baseline.')
  }
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
    baseline: pathOf(given.one('baseline'), io),
    adaptive: given.one('adaptive') !== null,
    failOnInconclusive: oneOf(given.one('fail-on'), 'fail-on', ['inconclusive']) !== null,
    strict: given.one('strict') !== null,
  }
}
