import { resolve } from 'node:path'
import { PawlError } from '../errors.ts'
import { visibleLines, visibleName } from '../report/sanitize.ts'
import {
  estimateOf,
  type Proof,
  proveRecordings,
  readRun,
  recordedTrials,
  renewRecordings,
  type Selection,
  type Survey,
  surveyRecordings,
  trialsToRecord,
  withProofs,
} from '../run/index.ts'
import type { Suite } from '../suite/index.ts'
import { configuredModel } from '../target/index.ts'
import { announcement, recordingCount } from './announcement.ts'
import type { Command } from './command.ts'
import type { Io } from './io.ts'
import { type OptionSpecs, type ParsedArguments, parseArguments } from './options.ts'
import { replays } from './recordings/survey.ts'
import { reportTargets } from './reporting.ts'
import { RUNNING, readBudget, readRunning, readSelecting, SELECTING } from './run-options.ts'
import { type RunSettings, runSuites, type SuitePart } from './run-suites.ts'
import { nothingSelected, requireEnoughTrials, requireKnownFilters, selectedSuites } from './selection.ts'
import { requireSuites } from './suites.ts'
import { VERSION } from './version.ts'

const options: OptionSpecs = {
  ...SELECTING,
  all: { about: 'record every trial again, valid recordings too' },
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
    const all = given.one('all') !== null
    const surveys: Survey[] = []
    for (const suite of selected) {
      const found = await survey(suite, selection)
      surveys.push(all ? found : await proven(found, selection, settings, io))
    }
    if (io.signal.aborted) return 130
    const parts = surveys.flatMap((each) => {
      const only = trialsToRecord(each, all)
      return only.size === 0
        ? []
        : [{ survey: each, part: { suite: each.suite, selection: { ...selection, only } } }]
    })
    if (parts.length === 0) return nothingToDo(surveys, io)
    for (const { survey: found, part } of parts) {
      const wanted = part.selection.only
      const estimate = estimateOf(found.cases, wanted)
      io.stderr.write(`${announcement(found, wanted, estimate, given.one('upstream'))}\n`)
    }
    return await runSuites(
      parts.map(({ part }): SuitePart => part),
      settings,
      targets,
      io,
    )
  },
}

/** Throws `recording-corrupt` or `recording-newer` before anybody is asked: what is recorded could not be put beside what cannot be read. */
async function survey(suite: Suite, selection: Selection): Promise<Survey> {
  const found = await surveyRecordings(suite, selection, await configuredModel(suite))
  const corrupt = found.cases.find((item) => item.corrupt !== null)?.corrupt
  if (!corrupt) return found
  const hint = corrupt.hint === null ? {} : { hint: corrupt.hint }
  throw new PawlError(corrupt.code, `${corrupt.message}; nothing was asked`, { ...hint, cause: corrupt })
}

/**
 * What a replay of all recordings shows: one that was made stale and still answers every request costs nothing again,
 * and one that seems valid and does not is recorded again.
 */
async function proven(found: Survey, selection: Selection, settings: RunSettings, io: Io): Promise<Survey> {
  const only = recordedTrials(found)
  if (only.size === 0) return found
  const proofs = await proveRecordings(
    found.suite,
    { ...selection, only },
    { ...settings, signal: io.signal, env: io.env, now: io.now, version: VERSION, command: io.command },
  )
  const kept = proofs.filter(({ replay, ...key }) => replay === 'whole' && isStale(found, key))
  if (kept.length > 0) {
    await renewRecordings(found.suite, kept)
    const stale = `${kept.length} stale ${kept.length === 1 ? 'recording' : 'recordings'}`
    io.stderr.write(
      `${visibleName(found.suite.displayPath)}: ${stale} still ${kept.length === 1 ? 'answers' : 'answer'} every request: kept\n`,
    )
  }
  const result = withProofs(found, proofs)
  const surprise = proofs.find(({ replay, ...key }) => replay === 'misses' && !isStale(found, key))
  if (surprise?.reason)
    io.stderr.write(`${visibleLines(`${surprise.case}#${surprise.trial}: ${surprise.reason}`).join(' ')}\n`)
  return result
}

const isStale = ({ cases }: Survey, { case: id, trial }: Pick<Proof, 'case' | 'trial'>): boolean =>
  cases.some(
    (item) =>
      item.id === id && item.trials.some((each) => each.trial === trial && each.state.kind === 'stale'),
  )

const noneReplays = (): PawlError =>
  new PawlError(
    'nothing-evaluated',
    'expected suites in evals that replay recordings, found none; nothing was asked',
    {
      hint: 'Name a suite to record it all the same: pawl record evals/hello.eval.yaml',
    },
  )

function nothingToDo(surveys: readonly Survey[], io: Io): number {
  const planned = surveys.flatMap(({ cases }) => cases).reduce((total, item) => total + item.planned, 0)
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
    strict: false,
    realTime: false,
    faults: [],
    budget: readBudget(given),
  }
}
