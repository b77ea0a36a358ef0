import { divergenceSentence } from '../divergence/index.ts'
import { code, ours, tableText } from '../markdown/text.ts'
import type { Renderer } from '../types.ts'
import { assertionMark, count, DECISION_MARKS } from '../words.ts'
import type { ComparisonReport } from './types.ts'
import {
  CHANGE_WORDS,
  comparisonSentences,
  countWords,
  formatP,
  movedCases,
  shiftRows,
  verdictWords,
} from './words.ts'

const MAX_NAME = 200
const MAX_SENTENCE = 600
const MOST_CASES = 50

/** For a comment or a step summary. */
export const markdown: Renderer<ComparisonReport> = {
  name: 'markdown',
  render(report) {
    const { suite, verdict, warnings } = report
    const { comparison, assertions, decision } = verdict
    const bullets = [
      ...assertions.map(
        (each) => `${assertionMark(each)} ${code(each.text, MAX_NAME)}: ${code(each.because, MAX_SENTENCE)}`,
      ),
      ...[...comparisonSentences(comparison), ...verdict.notes, ...warnings].map((text) =>
        code(text, MAX_SENTENCE),
      ),
    ]
    return `${[
      `## ${DECISION_MARKS[decision]} ${code(suite, MAX_NAME)}: ${verdictWords(verdict)}\n`,
      bullets.map((text) => `- ${text}\n`).join(''),
      comparisonTables(report),
    ].join('\n')}`
  },
}

const CASE_HEADER: readonly string[] = ['case', 'passed', 'change', 'p', 'where the ways part']

/** The first row is the header; columns without a value are left out. */
function table(rows: readonly (readonly string[])[], align: readonly ('left' | 'right')[]): string {
  const [header = [], ...body] = rows
  if (body.length === 0) return ''
  const kept = align.map((_, column) => body.some((row) => row[column]))
  const keep = <T>(cells: readonly T[]): readonly T[] => cells.filter((_, column) => kept[column])
  return tableText(keep(header), keep(align), body.map(keep))
}

/** Metrics, and cases whose rate moved, with where failing trials left the baseline's way. */
export function comparisonTables({
  verdict: { comparison },
  divergences,
}: Pick<ComparisonReport, 'divergences'> & {
  readonly verdict: Pick<ComparisonReport['verdict'], 'comparison'>
}): string {
  const { cases } = comparison
  const moved = movedCases(cases)
  const rows = moved.slice(0, MOST_CASES).map((each) => {
    const pair = divergences.get(each.id)
    return [
      code(each.id, MAX_NAME),
      countWords(each),
      CHANGE_WORDS[each.change],
      each.pValue === null ? '' : ours(formatP(each.pValue)),
      pair === undefined ? '' : code(divergenceSentence(pair), MAX_SENTENCE),
    ]
  })
  const more = moved.length - rows.length
  return [
    table(
      shiftRows(comparison).map((row) => row.map(ours)),
      ['left', 'right', 'right', 'right', 'left', 'right'],
    ),
    rows.length === 0 ? '' : table([CASE_HEADER, ...rows], ['left', 'left', 'left', 'right', 'left']),
    more > 0 ? `and ${count(more, 'more case')} whose rate moved\n` : '',
  ]
    .filter((text) => text !== '')
    .join('\n')
}
