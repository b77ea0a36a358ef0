import { PawlError } from '../errors.ts'
import { parseMetricName } from '../gate/parse.ts'
import { seriesOf } from '../gate/trend.ts'
import { trendReporters } from '../report/trend/index.ts'
import type { Trend } from '../report/trend/types.ts'
import type { Command } from './command.ts'
import { type OptionSpecs, type ParsedArguments, parseArguments, usage, wholeNumber } from './options.ts'
import { RUNS_FOLDER } from './run-options.ts'
import { targetsOf, writeTargets } from './targets.ts'
import { runsFor, takenOf } from './trend/runs.ts'

const DEFAULT_METRICS = ['success_rate', 'avg_cost', 'p95_latency']

const options: OptionSpecs = {
  metric: {
    value: 'NAME',
    multiple: true,
    about: `a metric of the gate, such as pass^3 (default ${DEFAULT_METRICS.join(', ')})`,
  },
  branch: { value: 'NAME', about: 'only runs of this branch' },
  last: { value: 'N', about: 'only the newest N runs of each suite' },
  runs: { value: 'DIR', about: `where the runs are (default ${RUNS_FOLDER})` },
  reporter: {
    value: 'NAME[=PATH]',
    multiple: true,
    about: 'terminal, json or csv, to a file or standard output',
  },
}

/** Shows what became of suites over stored runs. */
export const trendCommand: Command = {
  name: 'trend',
  synopsis: '[SUITE-NAME|RUN…] [options]      (default: all suites of the stored runs)',
  options,
  example: 'pawl run evals/hello.eval.yaml && pawl trend hello --metric success_rate --last 20',
  async run(args, io) {
    const given = parseArguments(args, options, 'trend')
    const targets = targetsOf(given.all('reporter'), trendReporters, io.cwd)
    const metrics = metricsIn(given)
    const bySuite = Map.groupBy(runsFor(given, io), ({ info }) => info.identity.suite ?? '')
    const trends = [...bySuite]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([suite, runs]): Trend => {
        const { taken, leftOut } = takenOf(runs, wholeNumber(given.one('last'), 'last', 1))
        return { suite, series: seriesOf(taken, metrics), leftOut }
      })
    if (trends.every(({ series }) => series[0]?.points.length === 0)) throw nothing(trends)
    await writeTargets(trends, targets, io)
    return 0
  },
}

function metricsIn(given: ParsedArguments) {
  const asked = given.all('metric')
  return (asked.length === 0 ? DEFAULT_METRICS : asked).map((name) => {
    const metric = parseMetricName(name)
    if ('code' in metric) throw usage(`--metric ${name}: ${metric.message}`, metric.hint ?? undefined)
    return metric
  })
}

const nothing = (trends: readonly Trend[]): PawlError => {
  const reasons = trends.flatMap(({ leftOut }) => leftOut.map(({ run, why }) => `${run}: ${why}`))
  return new PawlError('nothing-evaluated', 'there is no whole run to show a trend of', {
    hint: reasons.length > 0 ? `Left out: ${reasons.slice(0, 3).join('; ')}` : 'Run a suite: pawl run',
  })
}
