import { resolve } from 'node:path'
import { PawlError } from '../../errors.ts'
import { quote } from '../../expect/show.ts'
import { type CalibrationReport, calibrationReporters } from '../../report/calibration/index.ts'
import { calibrate, type PlacedJudge, placedJudges } from '../../run/calibrate.ts'
import { readRun } from '../../run/index.ts'
import { readLabels } from '../../run/labels.ts'
import type { Suite } from '../../suite/index.ts'
import { formatError } from '../error.ts'
import type { Io } from '../io.ts'
import { type ParsedArguments, usage, wholeNumber } from '../options.ts'
import { readAsking } from '../run-options.ts'
import { requireSuite } from '../suites.ts'
import { targetsOf, writeTargets } from '../targets.ts'

/** Says how far a judge agrees with the labels of people. Exit 3 where some of them could not be judged. */
export async function calibrateJudge(given: ParsedArguments, io: Io): Promise<number> {
  const [path, ...more] = given.positionals
  const suitePath = given.one('suite')
  if (path === undefined || suitePath === null || more.length > 0)
    throw usage(
      'expected one file of labels and one suite',
      'pawl judge calibrate labels.jsonl --suite SUITE',
    )
  const targets = targetsOf(given.all('reporter'), calibrationReporters, io.cwd)
  const suite = await requireSuite(suitePath, io.cwd)
  const judge = requireJudge(suite, given)
  const run = given.one('run')
  const labels = readLabels({
    path: resolve(io.cwd, path),
    displayPath: path,
    run: run === null ? null : readRun(resolve(io.cwd, run)),
    choices: judge.spec.scale.answers.map(({ name }) => name),
    model: null,
    isToolError: () => false,
  })
  const asking = readAsking(given, io)
  const chosen = ['run', 'case', 'at'].map((name) => optionOf(name, given.one(name))).join('')
  const calibration = await calibrate(suite, judge, labels, {
    ...asking,
    judges: asking.judges ?? 'play',
    asking: `${asking.command} judge calibrate ${path} --suite ${suitePath}${chosen} --responses record`,
  })
  const report: CalibrationReport = { suite, judge, labelsPath: path, calibration }
  for (const failure of calibration.failures) io.stderr.write(formatError(failure, io))
  await writeTargets(report, targets, io)
  if (io.signal.aborted) return 130
  const failed = calibration.judged.some(({ error }) => error !== null)
  return failed || calibration.agreement === null || calibration.failures.length > 0 ? 3 : 0
}

const optionOf = (name: string, value: string | null): string => (value === null ? '' : ` --${name} ${value}`)

/** The one judge that is meant. Throws `usage` that lists them where there are several. */
function requireJudge(suite: Suite, given: ParsedArguments): PlacedJudge {
  const [id, line] = [given.one('case'), wholeNumber(given.one('at'), 'at', 1)]
  const all = placedJudges(suite)
  const meant = all.filter(
    (judge) => (id === null || judge.case.id === id) && (line === null || judge.line === line),
  )
  const [judge] = distinct(meant)
  if (judge !== undefined && distinct(meant).length === 1) return judge
  const listed = (meant.length === 0 ? all : meant).map(
    ({ case: item, line: at, spec }) => `${item.id} (line ${at}): ${quote(spec.rubric, 60)}`,
  )
  if (all.length === 0) throw new PawlError('usage', `no case of ${suite.displayPath} has a judge`)
  throw usage(
    `expected one judge of ${suite.displayPath}, found ${meant.length}; its judges are ${listed.join('; ')}`,
    'Name it with --case ID, and --at LINE.',
  )
}

/** The rows of a table all have the judge of their case, and it is the same. */
function distinct(judges: readonly PlacedJudge[]): readonly PlacedJudge[] {
  const known = new Map(judges.map((judge) => [JSON.stringify([judge.line, judge.spec]), judge]))
  return [...known.values()]
}
