import { planSuite, type SuitePlan } from '../gate/plan/index.ts'
import { createRecordingStore } from '../model/recording/store.ts'
import { planReporters } from '../report/plan/index.ts'
import type { Suite } from '../suite/index.ts'
import type { Command } from './command.ts'
import type { Io } from './io.ts'
import {
  type OptionSpecs,
  type ParsedArguments,
  parseArguments,
  pathOf,
  percentage,
  percentagePoints,
  usage,
  wholeNumber,
} from './options.ts'
import { recordedTrialCost } from './recordings/trial-cost.ts'
import { SELECTING } from './run-options.ts'
import { suiteBaseline } from './suite-baseline.ts'
import { requireSuites } from './suites.ts'
import { targetsOf, writeTargets } from './targets.ts'

const options: OptionSpecs = {
  drop: {
    value: '5pp',
    about:
      'the drop of the success rate to be found (default: the margin of its no_worse_than assertion, else 5pp)',
  },
  power: { value: '80%', about: 'the chance that it is found, once it is there (default 80%)' },
  alpha: {
    value: '5%',
    about:
      "the chance of a false alarm (default: what the suite's assertions leave to its no_worse_than, else 5%)",
  },
  baseline: { value: 'FILE', about: 'rates and costs of this baseline (default: the one beside the suite)' },
  rate: { value: '90%', about: "a success rate to plan with, instead of the baseline's" },
  trials: SELECTING.trials,
  reporter: { value: 'NAME[=PATH]', multiple: true, about: 'terminal or json, to a file or standard output' },
}

/** Says what a suite's trials can find before any of them is paid for. */
export const planCommand: Command = {
  name: 'plan',
  synopsis: '[SUITE…] [options]      (default: evals/**/*.eval.yaml)',
  options,
  example: 'pawl plan evals/hello.eval.yaml',
  async run(args, io) {
    const given = parseArguments(args, options, 'plan')
    const settings = readSettings(given)
    const targets = targetsOf(given.all('reporter'), planReporters, io.cwd)
    const { suites } = await requireSuites(given.positionals, io.cwd)
    if (settings.baseline !== null && suites.length > 1)
      throw usage(`--baseline is of one suite, found ${suites.length}`, 'Name the suite that it is of.')
    const plans: SuitePlan[] = []
    for (const suite of suites) plans.push(...(await planOf(suite, settings, io)))
    await writeTargets(plans, targets, io)
    return 0
  },
}

const readSettings = (given: ParsedArguments) => ({
  drop: percentagePoints(given.one('drop'), 'drop'),
  power: percentage(given.one('power'), 'power', { above: 50, below: 100, example: '80%' }) ?? 0.8,
  alpha: percentage(given.one('alpha'), 'alpha', { above: 0, below: 50, example: '5%' }),
  rate: percentage(given.one('rate'), 'rate', { above: 0, below: 100, example: '90%' }),
  trials: wholeNumber(given.one('trials'), 'trials', 1),
  baseline: given.one('baseline'),
})

/** None where all cases of the suite are known failures, which count nowhere. */
async function planOf(
  suite: Suite,
  { baseline: named, ...settings }: ReturnType<typeof readSettings>,
  io: Io,
): Promise<readonly SuitePlan[]> {
  const { place: path, baseline } = suiteBaseline(suite, pathOf(named, io), io)
  const plan = await planSuite(suite, {
    ...settings,
    baseline,
    baselinePath: path,
    recordingsOf: createRecordingStore(suite.recordingsDir).count,
    recordedCostUsd: () => recordedTrialCost(suite),
  })
  return plan === null ? [] : [plan]
}
