import { stripVTControlCharacters } from 'node:util'
import type { Builder, TestCase, TestSuite } from 'junit-report-builder'
import type { TrialResult } from '../expect/types.ts'
import type { CaseComparison } from '../gate/comparison/types.ts'
import { formatMs, formatUsd } from '../gate/format.ts'
import { isAboutBaseline } from '../gate/parse.ts'
import type { AssertionReport, CaseSummary } from '../gate/types.ts'
import type { Case } from '../suite/types.ts'
import { countWords } from './comparison/words.ts'
import { casesById, explain, type FailedCase, failedCases, reasonOf } from './failures.ts'
import { replayCommand } from './replay.ts'
import { breakCommands, cutMiddle, visibleLines } from './sanitize.ts'
import type { RenderOptions, Reporter, SuiteReport } from './types.ts'
import { assertionCells, count, EXIT_MEANING, executed, OUTCOME_WORDS, shownPath, titleOf } from './words.ts'

/**
 * JUnit XML, the rich dialect: a testsuite a suite and, of several agents side by side, an agent; a testcase a case
 * (its trials in system-out, its time the sum of their known latencies), and under `<suite>.gate` a testcase an assertion and one named `verdict`.
 *
 * The rule: **a testsuite is red if and only if the exit code of its suite is not 0.** CI servers fail a build on
 * any red testcase, so a case that fails under a gate that passes (95 % is asked, 96 % came) is a passed testcase
 * with `status`, `flaky` and the counts as properties, its reasons in system-out. Under a red gate, for the reader
 * to see where to look: a case without a pass is a `failure`, so is a `must_pass` case with a failed trial; a case
 * with errors alone is an `error`; a case that passes at times stays a property; a known failure is skipped, and
 * so, under any gate, is an assertion that was not evaluated.
 * `verdict` makes it hold where no case and no assertion is to blame: nothing evaluated, too many errors.
 */
export const junit: Reporter = {
  name: 'junit',
  async render(reports, options) {
    // Heavy (lodash, xmlbuilder), and needed for this reporter alone.
    const loaded: unknown = (await import('junit-report-builder')).default
    // Its declarations speak of `.default.default`, which Node does not have: module.exports is the builder.
    const builder = (loaded as Builder).newBuilder().name('pawl')
    for (const report of reports) addSuite(builder.testSuite(), report, options)
    return `${builder.build()}\n`
  },
}

/** GitLab refuses files above 30 MB. */
const MAX_TEXT = 16_000_000
const MAX_CASE_TEXT = 20_000
const MAX_MESSAGE = 500
const MAX_REASON = 1000
const MAX_TRIALS = 200

interface Place {
  readonly report: SuiteReport
  readonly options: RenderOptions
  /** Characters a testcase may take for its texts. */
  readonly room: number
}

function addSuite(node: TestSuite, report: SuiteReport, options: RenderOptions): void {
  const { verdict } = report
  const room = Math.min(MAX_CASE_TEXT, Math.floor(MAX_TEXT / Math.max(1, verdict.cases.length)))
  const place = { report, options, room }
  node.name(attribute(titleOf(report))).time(seconds(report.results) ?? 0)
  node
    .property('run', attribute(report.runId))
    .property('run_dir', attribute(shownPath(report.runDir, options)))
  node.property('seed', String(report.seed)).property('responses', report.responses)
  node.property('decision', verdict.decision).property('exit_code', String(verdict.exitCode))
  for (const entry of caseEntries(report)) addCase(node.testCase(), entry, place)
  const names = new Map<string, number>()
  for (const assertion of verdict.assertions) {
    addAssertion(node.testCase().name(unique(attribute(assertion.text), names)), assertion, place)
  }
  addVerdict(node.testCase().name(unique('verdict', names)), place)
}

/** GitLab drops testcases of the same name. */
function unique(name: string, used: Map<string, number>): string {
  const times = (used.get(name) ?? 0) + 1
  used.set(name, times)
  return times === 1 ? name : `${name} (${times})`
}

/** A case with all that its testcase tells. */
interface CaseEntry {
  readonly summary: CaseSummary
  readonly source: Case | null
  readonly trials: readonly TrialResult[]
  readonly failed: FailedCase | null
  /** What became of it since the baseline; `null` where it has none. */
  readonly comparison: CaseComparison | null
}

function caseEntries(report: SuiteReport): CaseEntry[] {
  const failed = new Map(failedCases(report).map((entry) => [entry.summary.id, entry]))
  const trials = Map.groupBy(report.results, (result) => result.case)
  const sources = casesById(report)
  const compared = new Map((report.verdict.comparison?.cases ?? []).map((each) => [each.id, each]))
  return report.verdict.cases.map((summary) => ({
    summary,
    source: sources.get(summary.id) ?? null,
    trials: trials.get(summary.id) ?? [],
    failed: failed.get(summary.id) ?? null,
    comparison: compared.get(summary.id) ?? null,
  }))
}

function addCase(node: TestCase, entry: CaseEntry, place: Place): void {
  const { summary, source, trials, failed } = entry
  const { suite, verdict } = place.report
  node
    .className(attribute(titleOf(place.report)))
    .name(attribute(summary.id))
    .file(attribute(suite.displayPath))
  const time = seconds(trials)
  if (time !== null) node.time(time)
  addProperties(node, entry)
  if (summary.status === 'known_failing' || summary.status === 'not_run') node.skipped()
  const trouble = failed === null ? '' : caseBody(failed, place)
  const kind = verdict.exitCode === 0 ? null : caseMark(entry)
  const message = attribute(failed === null ? summary.status : caseMessage(failed))
  const body = `${text(trouble, place.room)}\n${stackLine(summary.id, source, place)}`
  if (kind === 'failure')
    node.failure(message, isRegressed(entry) ? 'regression' : 'assertion').stacktrace(body)
  if (kind === 'error') node.error(message, attribute(failed?.groups[0]?.first.code ?? 'error'), body)
  const log = trials.slice(0, MAX_TRIALS).map(trialLine)
  if (trials.length > MAX_TRIALS) log.push(`and ${count(trials.length - MAX_TRIALS, 'more trial')}`)
  // Reasons stand once: in the failure where there is one.
  if (kind === null && trouble !== '') log.push('', trouble)
  node.standardOutput(text(log.join('\n'), place.room))
}

function addProperties(node: TestCase, { summary, source, comparison }: CaseEntry): void {
  node.property('status', summary.status)
  for (const key of ['passed', 'failed', 'errored', 'unscored'] as const)
    node.property(key, String(summary[key]))
  if (summary.status === 'flaky') node.property('flaky', 'true')
  if (comparison !== null) {
    node.property('change', comparison.change).property('baseline', countWords(comparison))
  }
  if (source?.knownFailing) node.property('known_failing', attribute(source.knownFailing.reason))
}

/** What a case is under a red gate. */
function caseMark(entry: CaseEntry): 'failure' | 'error' | null {
  const { status, failed } = entry.summary
  if (status === 'error') return 'error'
  if (status === 'fail' || isRegressed(entry)) return 'failure'
  return status === 'flaky' && entry.source?.mustPass && failed > 0 ? 'failure' : null
}

const isRegressed = ({ comparison }: CaseEntry): boolean => comparison?.change === 'regressed'

function caseMessage({ trials, groups, summary }: FailedCase): string {
  const first = groups[0] && explain(groups[0].first)[0]
  const why = first === undefined ? '' : `: ${first.label}: ${first.reason}`
  return `${trials.length} of ${count(executed(summary), 'trial')} did not pass${why}`
}

function caseBody({ groups }: FailedCase, { report, options }: Place): string {
  return groups
    .map(({ first, trials }) => {
      const alike =
        trials.length === 1 ? '' : ` (and ${count(trials.length - 1, 'more trial')} with the same reason)`
      const reasons = explain(first).map((explanation) => {
        const { label, line, column } = explanation
        const reason = reasonOf(explanation, options)
        const where = line === null ? '' : ` (${report.suite.displayPath}:${line}:${column ?? 1})`
        return `  ${label}${where}\n    ${cutMiddle(reason, MAX_REASON).replaceAll('\n', '\n    ')}`
      })
      const again = replayCommand(report, first, options)
      const head = `${first.case}#${first.trial} ${OUTCOME_WORDS[first.outcome]}${alike}`
      return [head, ...reasons, ...(again === null ? [] : [`  ${again}`])].join('\n')
    })
    .join('\n\n')
}

/** The form that annotation tools parse. */
function stackLine(name: string, at: Position | null, { report }: Place): string {
  const where = at === null ? '' : `:${at.line}:${at.column}`
  return `    at ${attribute(name)} (${attribute(report.suite.displayPath)}${where})`
}

interface Position {
  readonly line: number
  readonly column: number
}

function trialLine({ trial, outcome, code, measures }: TrialResult): string {
  const facts = [
    code === null ? outcome : `${outcome} (${code})`,
    ...(measures.latencyMs === null ? [] : [formatMs(measures.latencyMs)]),
    ...(measures.costUsd === null ? [] : [formatUsd(measures.costUsd)]),
  ]
  return `trial ${trial}: ${facts.join(', ')}`
}

function addAssertion(node: TestCase, assertion: AssertionReport, place: Place): void {
  const { suite, verdict } = place.report
  node.className(attribute(`${titleOf(place.report)}.gate`)).file(attribute(suite.displayPath))
  const facts = assertionCells(assertion).slice(1).filter(Boolean).join('  ')
  const reason = assertion.because
  const words = text(facts.includes(reason) ? facts : `${facts}\n${reason}`, MAX_CASE_TEXT)
  const body = `${words}\n${stackLine(assertion.text, assertion.span, place)}`
  const message = attribute(assertion.because === '' ? assertion.text : assertion.because)
  const kind = isAboutBaseline(assertion.text) ? 'regression' : 'threshold'
  const isRed = verdict.exitCode !== 0
  if (isRed && assertion.decision === 'fail') node.failure(message, kind).stacktrace(body)
  else if (isRed && assertion.decision === 'error') node.error(message, 'unknown', body)
  else {
    if (assertion.bound === null) node.skipped()
    node.standardOutput(words)
  }
}

function addVerdict(node: TestCase, place: Place): void {
  const { suite, verdict, warnings } = place.report
  node.className(attribute(`${titleOf(place.report)}.gate`)).file(attribute(suite.displayPath))
  const meaning = `exit ${verdict.exitCode}: ${EXIT_MEANING[verdict.exitCode]}`
  const body = text([meaning, ...verdict.notes, ...warnings].join('\n'), MAX_CASE_TEXT)
  const message = attribute(verdict.notes[0] ?? meaning)
  const located = `${body}\n${stackLine('verdict', null, place)}`
  if (verdict.exitCode === 0) node.standardOutput(body)
  else if (verdict.exitCode === 1) node.failure(message, 'gate').stacktrace(located)
  else node.error(message, `exit-${verdict.exitCode}`, located)
}

/** The sum of the known latencies; `null` when none is known. */
function seconds(trials: readonly TrialResult[]): number | null {
  const known = trials.flatMap(({ measures: { latencyMs } }) => (latencyMs === null ? [] : [latencyMs]))
  return known.length === 0 ? null : Math.round(known.reduce((sum, ms) => sum + ms, 0)) / 1000
}

/**
 * Text for XML: no escapes, no control characters. The builder escapes `<`, `&` and quotes, but opens a new
 * CDATA section for the first `]]>` of a text alone, so none is left to it.
 */
function text(value: string, max: number): string {
  const lines = visibleLines(stripVTControlCharacters(cutMiddle(value, max)))
  return breakCommands(lines.join('\n')).replaceAll(']]>', ']]\\>')
}

const attribute = (value: string): string => text(value, MAX_MESSAGE).replaceAll('\n', ' ')
