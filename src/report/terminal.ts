import { basename, isAbsolute } from 'node:path'
import { Chalk, type ChalkInstance } from 'chalk'
import { comparisonLines } from './comparison/index.ts'
import { knownFailures } from './failures.ts'
import { recordCommand, runCommand } from './replay.ts'
import { breakCommands, cutMiddle, visible, visibleName } from './sanitize.ts'
import { assertionLines } from './terminal/assertions.ts'
import { metricLines } from './terminal/metrics.ts'
import type { Place } from './terminal/place.ts'
import { singleTrialLines } from './terminal/single-trial.ts'
import { trialLines } from './terminal/trials.ts'
import type { RenderOptions, Reporter, SuiteReport } from './types.ts'
import { wrap } from './width.ts'
import {
  count,
  countedWords,
  DECISION_WORDS,
  EXIT_MEANING,
  faultWords,
  hasNoRecordings,
  isSingleTrial,
  NO_RECORDINGS,
  ownWords,
  shownPath,
  sizeWords,
  titleOf,
} from './words.ts'

/**
 * A run as a person reads it at the desk or in a CI log: numbers, then what the gate made of them, then every
 * failing trial with the command that runs it again, and at the end, where the eye lands, the decision.
 */
export const terminal: Reporter = {
  name: 'terminal',
  render(reports, options) {
    // An instance of its own: nobody else's colours change.
    const chalk = new Chalk({ level: options.color ? 1 : 0 })
    const parts = reports.map((report) => suiteLines(report, options, chalk).join('\n'))
    if (reports.length > 1) parts.push(overallLine(reports, chalk))
    return breakCommands(`${parts.join('\n\n\n')}\n`)
  },
}

function suiteLines(report: SuiteReport, options: RenderOptions, chalk: ChalkInstance): string[] {
  const place = { report, options, chalk }
  if (hasNoRecordings(report)) return joined([headingLines(report, options, chalk), ...unrecorded(place)])
  const single = isSingleTrial(report)
  return joined([
    headingLines(report, options, chalk),
    ...(single
      ? [singleTrialLines(place)]
      : [metricLines(place), assertionLines(report.verdict.assertions, place), againstLines(place)]),
    knownFailingLines(report, options, chalk),
    noteLines(report, options, chalk),
    single ? [] : trialLines(place),
    decisionLines(report, options, chalk),
  ])
}

const againstLines = ({ report, options, chalk }: Place): string[] => {
  const { verdict, divergences, variant } = report
  if (verdict.comparison === null) return []
  const { comparison } = verdict
  const labels =
    variant === null ? (['baseline', 'this run'] as const) : ([comparison.baseline, variant] as const)
  return [
    ...wrap(`Against ${visibleName(comparison.baseline)}`, options.width - INDENT.length).map(
      (line) => INDENT + line,
    ),
    ...comparisonLines(comparison, divergences, { width: options.width, chalk, labels }),
  ]
}

const joined = (sections: readonly string[][]): string[] =>
  sections
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))

/** Said once: every trial would say the same. */
const unrecorded = ({ report, options, chalk }: Place): string[][] => [
  [`${INDENT}${NO_RECORDINGS}: ${chalk.cyan(recordCommand(report, options))}`],
  decisionLines(report, options, chalk),
]

function headingLines(report: SuiteReport, options: RenderOptions, chalk: ChalkInstance): string[] {
  const { suite } = report
  const agent = `${suite.agent.kind} agent ${visible(shownAgent(suite.agent, options))}`
  const { seed } = report
  // Nobody's agent was run, and nothing drawn, to judge what was made elsewhere.
  const made =
    report.responses === 'import'
      ? ['imported transcripts', sizeWords(report)]
      : [agent, report.responses, sizeWords(report), faultWords(report), `seed ${seed}`]
  const facts = made.filter(Boolean).join(' · ')
  const lines = [facts, countedWords(report)].filter(Boolean).flatMap((line) => wrap(line, options.width))
  return [
    `${chalk.bold(visibleName(titleOf(report)))}  ${chalk.dim(visible(suite.displayPath))}`,
    ...lines.map((line) => chalk.dim(line)),
  ]
}

function shownAgent(agent: SuiteReport['suite']['agent'], options: RenderOptions): string {
  switch (agent.kind) {
    case 'reference':
    case 'module':
      return shownPath(agent.path, options)
    case 'command':
      return agent.argv.map((word) => (isAbsolute(word) ? shortPath(word, options) : word)).join(' ')
    case 'http':
      return agent.url
  }
}

/** Of a path that is nowhere below the user's, its last part. */
function shortPath(path: string, options: RenderOptions): string {
  const shown = shownPath(path, options)
  return isAbsolute(shown) ? basename(shown) : shown
}

const INDENT = '  '
const MAX_SENTENCE = 1000

/** A sentence that may come from a trial, wrapped under its mark. */
function sentence(mark: string, text: string, width: number): string[] {
  const lines = wrap(visible(cutMiddle(text, MAX_SENTENCE)), Math.max(20, width - 4))
  return lines.map((line, index) => (index === 0 ? `${INDENT}${mark} ${line}` : `${INDENT}  ${line}`))
}

function noteLines(report: SuiteReport, options: RenderOptions, chalk: ChalkInstance): string[] {
  return [
    ...report.verdict.notes.flatMap((note) =>
      sentence(chalk.yellow('•'), ownWords(note, options), options.width),
    ),
    ...report.warnings.flatMap((text) => sentence(chalk.yellow('⚠'), ownWords(text, options), options.width)),
  ]
}

function knownFailingLines(report: SuiteReport, options: RenderOptions, chalk: ChalkInstance): string[] {
  const lines = knownFailures(report).flatMap(({ id, passed, trials, reason, until }) => {
    const limit = until === null ? '' : ` (until ${until})`
    return sentence(
      chalk.dim('◌'),
      `${id}: ${passed} of ${count(trials, 'trial')} passed: ${reason}${limit}`,
      options.width,
    )
  })
  return lines.length === 0 ? [] : [`${INDENT}Known failing, not counted`, ...lines]
}

function decisionLines(report: SuiteReport, options: RenderOptions, chalk: ChalkInstance): string[] {
  const { decision, exitCode } = report.verdict
  const paint = { pass: chalk.green, fail: chalk.red, error: chalk.yellow }[decision]
  const recorded = report.partial && decision === 'pass'
  const facts = [
    `exit ${exitCode}: ${recorded ? `recorded ${count(report.results.length, 'trial')}` : EXIT_MEANING[exitCode]}`,
    visibleName(titleOf(report)),
    visible(shownPath(report.runDir, options)),
  ]
  const judging = report.partial
    ? [
        `${INDENT}judged on what was recorded now alone; the whole suite: ${chalk.cyan(runCommand(report, options))}`,
      ]
    : []
  return [...judging, `${paint.bold(recorded ? 'RECORDED' : DECISION_WORDS[decision])}  ${facts.join(' · ')}`]
}

function overallLine(reports: readonly SuiteReport[], chalk: ChalkInstance): string {
  const counted = (['pass', 'fail', 'error'] as const).flatMap((decision) => {
    const names = reports.filter(({ verdict }) => verdict.decision === decision)
    if (names.length === 0) return []
    const list =
      decision === 'pass' ? '' : ` (${names.map((report) => visibleName(titleOf(report))).join(', ')})`
    return [`${names.length} ${DECISION_WORDS[decision].toLowerCase()}${list}`]
  })
  const beside = reports.some(({ rerun }) => rerun.agent !== undefined)
  const what = count(reports.length, beside ? 'run' : 'suite')
  return `${chalk.bold(what)}  ${counted.join(' · ')}`
}
