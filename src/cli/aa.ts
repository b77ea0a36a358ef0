import { type AaReport, aaReporters } from '../report/aa/index.ts'
import { evaluateAa } from './aa/evaluate.ts'
import { gateOf } from './aa/gate.ts'
import { runsToResample } from './aa/runs.ts'
import type { Command } from './command.ts'
import { type OptionSpecs, oneOf, parseArguments, wholeNumber } from './options.ts'
import { targetsOf, writeTargets } from './targets.ts'

const DEFAULT_RESAMPLES = 1000

const options: OptionSpecs = {
  suite: {
    value: 'SUITE',
    about: 'the suite that judges the runs again, such as imported ones (default: the one they name)',
  },
  trials: { value: 'N', about: 'trials of each case on both sides (default: as many as the runs have)' },
  'baseline-trials': { value: 'N', about: 'trials of each case of the baseline' },
  resamples: { value: 'N', about: `pairs of runs that are drawn (default ${DEFAULT_RESAMPLES})` },
  seed: { value: 'N', about: 'seed of all chance (default 1)' },
  'fail-on': { value: 'inconclusive', about: 'fail assertions that the trials neither prove nor refute' },
  reporter: { value: 'NAME[=PATH]', multiple: true, about: 'terminal or json, to a file or standard output' },
}

/** Says how often the gate alarms on a suite although nothing changed, and how far runs drift. */
export const aaCommand: Command = {
  name: 'aa',
  synopsis: 'RUN… [options]',
  options,
  example: 'pawl run evals/hello.eval.yaml && pawl aa .pawl/runs/hello-*',
  async run(args, io) {
    const given = parseArguments(args, options, 'aa')
    const targets = targetsOf(given.all('reporter'), aaReporters, io.cwd)
    const asked = {
      trials: wholeNumber(given.one('trials'), 'trials', 1),
      baselineTrials: wholeNumber(given.one('baseline-trials'), 'baseline-trials', 1),
      resamples: wholeNumber(given.one('resamples'), 'resamples', 1) ?? DEFAULT_RESAMPLES,
      seed: wholeNumber(given.one('seed'), 'seed', 0) ?? 1,
    }
    const failOnInconclusive = oneOf(given.one('fail-on'), 'fail-on', ['inconclusive']) !== null
    const read = await runsToResample(given, io)
    const { gate, notes } = await gateOf(read, failOnInconclusive, io)
    const report = await evaluateAa(read, gate, asked, io)
    // Interrupted before anything was drawn.
    if (report === null) return 130
    const told = { ...report, notes: [...notes, ...report.notes] }
    await writeTargets(told, targets, io)
    if (io.signal.aborted) return 130
    return exitCodeOf(report)
  },
}

/** 3 where the gate could not be evaluated in any resample. */
const exitCodeOf = ({ alarms, resamples }: AaReport): number =>
  alarms.gate.notEvaluated === resamples ? 3 : 0
