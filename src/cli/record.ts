import { resolve } from 'node:path'
import { PawlError } from '../errors.ts'
import { planRun, readRun, type Selection } from '../run/index.ts'
import type { Suite } from '../suite/index.ts'
import { recordingCount } from './announcement.ts'
import type { Command } from './command.ts'
import type { Io } from './io.ts'
import { type OptionSpecs, type ParsedArguments, parseArguments } from './options.ts'
import { type Asked, agentTasks, judgeTasks, type Task } from './record/tasks.ts'
import { replays } from './recordings/survey.ts'
import { reportTargets } from './reporting.ts'
import { RUNNING, readBudget, readRunning, readSelecting, SELECTING } from './run-options.ts'
import type { RunSettings } from './run-settings.ts'
import { runSuites } from './run-suites.ts'
import { nothingSelected, requireEnoughTrials, requireKnownFilters, selectedSuites } from './selection.ts'
import { requireSuites } from './suites.ts'

const options: OptionSpecs = {
  ...SELECTING,
  all: { about: 'record every trial again, valid recordings too' },
  judges: { about: 'ask judges alone: the agent is played from its recordings or scripts' },
  'max-cost': { value: '$N', about: 'stop asking the model once its calls have cost this much' },
  ...RUNNING,
  upstream: { value: 'RUN', about: 'a run that is played as the model; nobody is asked' },
}

/** Asks the model for the trials that have no valid recording, and stores what it says. */
export const recordCommand: Command = {
  name: 'record',
  synopsis: '[SUITE…] [options]      (default: the suites in evals that replay)',
  options,
  example: 'pawl record evals/hello.eval.yaml --max-cost 1',
  async run(args, io) {
    const given = parseArguments(args, options, 'record')
    const settings = readSettings(given, io)
    const targets = reportTargets(given.all('reporter'), io.cwd)
    const { suites } = await requireSuites(given.positionals, io.cwd)
    const selection = { ...readSelecting(given), trial: null, only: null }
    // Nobody who names no suite means to pay for those that are made to run on scripts.
    const replaying = given.positionals.length > 0 ? suites : suites.filter(replays)
    if (replaying.length === 0) throw noneReplays()
    const selected = selectedSuites(replaying, selection)
    if (selected.length === 0) throw nothingSelected(replaying, selection)
    requireEnoughTrials(selected, selection)
    requireKnownFilters(replaying, selection)
    const asked: Asked = { selection, all: given.one('all') !== null, upstream: given.one('upstream') }
    const tasks: Task[] = []
    for (const suite of selected) {
      const found = given.one('judges') === null ? agentTasks : judgeTasks
      tasks.push(...(await found(suite, asked, settings, io)))
    }
    if (io.signal.aborted) return 130
    if (tasks.length === 0) return nothingToDo(selected, selection, io)
    for (const { announced } of tasks) io.stderr.write(`${announced}\n`)
    return await runSuites(
      tasks.map(({ part }) => part),
      settings,
      targets,
      io,
    )
  },
}

const noneReplays = (): PawlError =>
  new PawlError(
    'nothing-evaluated',
    'expected suites in evals that replay recordings, found none; nothing was asked',
    {
      hint: 'Name a suite to record it all the same: pawl record evals/hello.eval.yaml',
    },
  )

function nothingToDo(suites: readonly Suite[], selection: Selection, io: Io): number {
  const planned = suites.reduce((total, suite) => total + planRun(suite, selection, 0).trials.length, 0)
  const all = planned === 1 ? 'the recording is' : `all ${recordingCount(planned)} are`
  io.stdout.write(`${all} valid; nothing was asked\n`)
  return 0
}

function readSettings(given: ParsedArguments, io: Io): RunSettings {
  const upstream = given.one('upstream')
  return {
    responses: 'record',
    upstream: upstream === null ? null : readRun(resolve(io.cwd, upstream)),
    resume: null,
    ...readRunning(given, io),
    failOnInconclusive: false,
    baseline: null,
    adaptive: false,
    strict: false,
    realTime: false,
    faults: [],
    budget: readBudget(given),
  }
}
