import type { AssertionReport } from '../gate/types.ts'
import { comparisonTables } from './comparison/markdown.ts'
import { comparisonSentences } from './comparison/words.ts'
import {
  explain,
  type FailedCase,
  failedCases,
  knownFailures,
  type ReasonGroup,
  reasonOf,
} from './failures.ts'
import { code, ours, pre, tableText } from './markdown/text.ts'
import { metricTable } from './metrics.ts'
import { recordCommand, replayCommand } from './replay.ts'
import type { RenderOptions, Reporter, SuiteReport } from './types.ts'
import {
  ASSERTION_HEADER,
  assertionCells,
  assertionMark,
  BOUNDS_LEGEND,
  count,
  countedWords,
  DECISION_MARKS,
  DECISION_WORDS,
  EXIT_MEANING,
  executed,
  faultWords,
  hasBounds,
  hasNoRecordings,
  isPlainPass,
  isSingleTrial,
  journalPath,
  missedInSingle,
  NO_RECORDINGS,
  OUTCOME_WORDS,
  sizeWords,
  titleOf,
  troubleWords,
} from './words.ts'

/** A GitHub step summary. GitHub drops one above 1 MiB, so it is told with less detail until it fits. */
export const markdown: Reporter = {
  name: 'markdown',
  render: (reports, options) => renderMarkdown(reports, options, MAX_BYTES),
}

const MAX_BYTES = 1_000_000

/** How much is told; each level leaves out more than the one before. */
interface Detail {
  readonly groups: number
  readonly reason: number
  readonly cases: number
  readonly tables: boolean
  /** What was left out, said in the report itself. */
  readonly left: string
}

const LEVELS: readonly Detail[] = [
  { groups: 20, reason: 2000, cases: 1000, tables: true, left: '' },
  {
    groups: 1,
    reason: 400,
    cases: 1000,
    tables: true,
    left: 'all but one reason a case, and the middle of long ones',
  },
  { groups: 0, reason: 0, cases: 200, tables: true, left: 'the reasons of failing cases' },
  { groups: 0, reason: 0, cases: 0, tables: true, left: 'failing cases' },
  { groups: 0, reason: 0, cases: 0, tables: false, left: 'failing cases, metrics and assertions' },
]

/** @param maxBytes of the whole text in UTF-8 */
export function renderMarkdown(
  reports: readonly SuiteReport[],
  options: RenderOptions,
  maxBytes: number,
): string {
  let text = ''
  for (const detail of LEVELS) {
    text = reports.map((report) => suiteText(report, options, detail)).join('\n')
    if (detail.left !== '') text += `\n_Shortened to fit GitHub's limit: left out ${detail.left}._\n`
    if (Buffer.byteLength(text) <= maxBytes) return text
  }
  return verdictsAlone(reports, maxBytes)
}

/** As many verdicts as fit, those that are not a pass first. */
function verdictsAlone(reports: readonly SuiteReport[], maxBytes: number): string {
  const order = { error: 0, fail: 1, pass: 2 } as const
  const sorted = [...reports].sort((a, b) => order[a.verdict.decision] - order[b.verdict.decision])
  const note = (shown: number): string =>
    `\n_Shortened: ${shown} of ${count(reports.length, 'suite')} shown._\n`
  let text = ''
  let shown = 0
  for (const report of sorted) {
    const next = `${text}- ${verdictLine(report)}\n`
    if (Buffer.byteLength(next + note(shown + 1)) > maxBytes) break
    text = next
    shown += 1
  }
  return text + note(shown)
}

function suiteText(report: SuiteReport, options: RenderOptions, detail: Detail): string {
  const { notes } = report.verdict
  const lines = [...notes, ...report.warnings.map((warning) => `warning: ${warning}`)].slice(0, MAX_NOTES)
  const head = [`## ${verdictLine(report)}\n`, `${facts(report)}\n`]
  if (hasNoRecordings(report))
    return [...head, `${NO_RECORDINGS}:\n\n${pre(recordCommand(report, options), MAX_PATH)}\n`].join('\n')
  const parts = [
    ...head,
    ...(detail.tables ? tablesText(report) : []),
    lines.map((line) => `- ${code(line, MAX_SENTENCE)}\n`).join(''),
    knownFailingText(report),
    ...(detail.cases > 0 ? [casesText(report, options, detail)] : []),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

const MAX_NOTES = 20
const MAX_SENTENCE = 600
const MAX_NAME = 200
const MAX_PATH = 1000

function verdictLine(report: SuiteReport): string {
  const { verdict } = report
  const { decision, exitCode } = verdict
  const meaning = exitCode <= 1 ? '' : ` (${EXIT_MEANING[exitCode]})`
  return `${DECISION_MARKS[decision]} ${code(titleOf(report), MAX_NAME)}: ${DECISION_WORDS[decision]}${meaning}`
}

function facts(report: SuiteReport): string {
  const { suite, responses, seed } = report
  const made =
    responses === 'import'
      ? ['imported transcripts', sizeWords(report)]
      : [responses, sizeWords(report), faultWords(report), `seed ${seed}`]
  const words = [...made, troubleWords(report), countedWords(report)]
  return [code(suite.displayPath, MAX_NAME), ...words].filter(Boolean).join(' · ')
}

/** A single trial has no statistics: only what it missed is told. */
const tablesText = (report: SuiteReport): string[] =>
  isSingleTrial(report)
    ? [missedText(report)]
    : [metricsText(report), assertionsText(report), againstText(report)]

function againstText({ verdict: { comparison }, divergences }: SuiteReport): string {
  if (comparison === null) return ''
  const words = comparisonSentences(comparison).map((text) => code(text, MAX_SENTENCE))
  const head = `Against ${code(comparison.baseline, MAX_NAME)}: ${words.join(', ')}\n`
  return [head, comparisonTables({ verdict: { comparison }, divergences })].join('\n')
}

const missedText = (report: SuiteReport): string =>
  missedInSingle(report)
    .map((assertion) => {
      const [mark, text, value] = assertionRow(assertion)
      return `- ${mark} ${text}: ${value} in this trial\n`
    })
    .join('')

function metricsText({ verdict }: SuiteReport): string {
  const { tags, columns, legend } = metricTable(verdict)
  if (tags.length === 0) return ''
  const names = tags.map((tag) => (tag === null ? 'all' : code(tag, MAX_NAME)))
  const name = tags.length === 1 ? [] : [{ title: '', align: 'left' as const, cells: names }]
  const shown = [...name, ...columns.map((column) => ({ ...column, cells: column.cells.map(ours) }))]
  const table = tableText(
    shown.map(({ title }) => title),
    shown.map(({ align }) => align),
    tags.map((_, row) => shown.map(({ cells }) => cells[row] ?? '')),
  )
  return [table, ...legend.map((line) => `${line}\n`)].join('\n')
}

function assertionsText({ verdict: { assertions } }: SuiteReport): string {
  if (assertions.length === 0) return ''
  const rows = assertions.map((assertion) => [...assertionRow(assertion), why(assertion)])
  const header = ['', ...ASSERTION_HEADER, 'why']
  const table = tableText(header, ['left', 'left', 'right', 'left', 'left', 'left'], rows)
  return assertions.some(hasBounds) ? `${table}\n${BOUNDS_LEGEND}\n` : table
}

function assertionRow(assertion: AssertionReport): string[] {
  const [, ...values] = assertionCells(assertion)
  return [assertionMark(assertion), code(assertion.text, MAX_SENTENCE), ...values.map(ours)]
}

const why = (assertion: AssertionReport): string =>
  isPlainPass(assertion) || assertion.because === '' ? '' : code(assertion.because, MAX_SENTENCE)

function knownFailingText(report: SuiteReport): string {
  const known = knownFailures(report)
  const lines = known.slice(0, MAX_NOTES).map(({ id, passed, trials, reason, until }) => {
    const limit = until === null ? '' : ` (until ${code(until, MAX_NAME)})`
    const share = `${passed} of ${count(trials, 'trial')} passed`
    return `- known failing, not counted: ${code(id, MAX_NAME)}, ${share}: ${code(reason, MAX_SENTENCE)}${limit}\n`
  })
  const more =
    known.length > MAX_NOTES ? `- and ${count(known.length - MAX_NOTES, 'more known failure')}\n` : ''
  return lines.join('') + more
}

function casesText(report: SuiteReport, options: RenderOptions, detail: Detail): string {
  const failed = failedCases(report)
  const shown = failed.slice(0, detail.cases).map((entry) => caseText(entry, report, options, detail))
  const left = failed.length - shown.length
  if (left === 0) return shown.join('\n')
  return `${shown.join('\n')}\nand ${count(left, 'more failing case')}, see ${journal(report, options)}\n`
}

function caseText(failed: FailedCase, report: SuiteReport, options: RenderOptions, detail: Detail): string {
  const { id } = failed.summary
  const total = count(executed(failed.summary), 'trial')
  const head = `${code(id, MAX_NAME)} ${failed.trials.length} of ${total} did not pass`
  if (detail.groups === 0) return `- ${head}\n`
  const groups = failed.groups
    .slice(0, detail.groups)
    .map((group) => groupText(group, report, options, detail))
  const left = failed.groups.length - groups.length
  const more = left === 0 ? [] : [`and ${count(left, 'more reason')}, see ${journal(report, options)}\n`]
  const body = [...groups, ...more].join('\n')
  return `<details><summary>${head}</summary>\n\n${body}\n</details>\n`
}

function groupText(
  { first, trials }: ReasonGroup,
  report: SuiteReport,
  options: RenderOptions,
  detail: Detail,
): string {
  const others =
    trials.length === 1 ? '' : `, and ${count(trials.length - 1, 'more trial')} with the same reason`
  const reasons = explain(first).map((explanation) => {
    const { label, line, column } = explanation
    const where =
      line === null ? '' : ` ${code(`${report.suite.displayPath}:${line}:${column ?? 1}`, MAX_NAME)}`
    return `${code(label, MAX_NAME)}${where}\n\n${pre(reasonOf(explanation, options), detail.reason)}\n`
  })
  const again = replayCommand(report, first, options)
  const command = again === null ? '' : `\n${pre(again, Number.POSITIVE_INFINITY)}\n`
  return `Trial ${first.trial}: ${OUTCOME_WORDS[first.outcome]}${others}\n\n${reasons.join('\n')}${command}`
}

const journal = (report: SuiteReport, options: RenderOptions): string =>
  code(journalPath(report, options), MAX_PATH)
