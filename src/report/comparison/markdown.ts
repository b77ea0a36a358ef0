import { divergenceSentence } from '../divergence/index.ts'
import { code, ours, tableText } from '../markdown/text.ts'
import type { Renderer } from '../types.ts'
import { DECISION_MARKS } from '../words.ts'
import type { ComparisonReport } from './types.ts'
import {
  CHANGE_WORDS,
  countWords,
  formatP,
  movedCases,
  SHIFT_HEADER,
  scopeWords,
  shiftCells,
  tally,
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
        (each) =>
          `${DECISION_MARKS[each.decision]} ${code(each.text, MAX_NAME)}: ${code(each.because, MAX_SENTENCE)}`,
      ),
      ...[...scopeWords(comparison), tally(comparison.cases), ...verdict.notes, ...warnings]
        .filter((text) => text !== '')
        .map((text) => code(text, MAX_SENTENCE)),
    ]
    return `${[
      `## ${DECISION_MARKS[decision]} ${code(suite, MAX_NAME)}: ${verdictWords(verdict)}\n`,
      bullets.map((text) => `- ${text}\n`).join(''),
      comparisonTables(report),
    ].join('\n')}`
  },
}

/** Metrics, and cases whose rate moved, with where failing trials left the baseline's way. */
export function comparisonTables({
  verdict: { comparison },
  divergences,
}: Pick<ComparisonReport, 'divergences'> & {
  readonly verdict: Pick<ComparisonReport['verdict'], 'comparison'>
}): string {
  const { shifts, cases } = comparison
  const metrics = shifts.map((shift) => shiftCells(shift).map(ours))
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
    metrics.length === 0
      ? ''
      : tableText(SHIFT_HEADER, ['left', 'right', 'right', 'right', 'left', 'right'], metrics),
    rows.length === 0
      ? ''
      : tableText(
          ['case', 'passed', '', 'p', 'where the ways part'],
          ['left', 'left', 'left', 'right', 'left'],
          rows,
        ),
    more > 0 ? `and ${more} more cases whose rate moved\n` : '',
  ]
    .filter((text) => text !== '')
    .join('\n')
}
