import type { AssertionReport } from '../../gate/types.ts'
import { cutMiddle, visible } from '../sanitize.ts'
import { layOut } from '../table.ts'
import { displayWidth, wrap } from '../width.ts'
import {
  ASSERTION_HEADER,
  assertionCells,
  BOUNDS_LEGEND,
  DECISION_MARKS,
  hasBounds,
  isPlainPass,
  missedInSingle,
  reasonOf,
} from '../words.ts'
import type { Place } from './place.ts'

const MAX_BECAUSE = 1000
/** As wide as a mark and the gaps around it. */
const INDENT = '    '

/** The gate's lines: mark, text, value, bounds, how sure; below it why, unless it is plain. */
export function assertionLines(place: Place): string[] {
  const { assertions } = place.report.verdict
  if (!assertions.some(hasBounds)) return linesOf(assertions, assertions.map(assertionCells), place)
  const { options, chalk } = place
  const [header = [], ...lines] = entries([ASSERTION_HEADER, ...assertions.map(assertionCells)], place)
  const legend = wrap(BOUNDS_LEGEND, options.width - 2).map((line) => chalk.dim(`  ${line}`))
  return [
    ...header.map((line) => chalk.dim(INDENT + line)),
    ...assertions.flatMap((assertion, index) => told(assertion, lines[index] ?? [], place)),
    '',
    ...legend,
  ]
}

/** Of a single trial: what it missed, with its value. */
export function missedLines(place: Place): string[] {
  const missed = missedInSingle(place.report)
  const cells = missed.map((assertion) => [...assertionCells(assertion).slice(0, 2), 'in this trial'])
  return linesOf(missed, cells, place)
}

function linesOf(
  assertions: readonly AssertionReport[],
  cells: readonly (readonly string[])[],
  place: Place,
): string[] {
  const lines = entries(cells, place)
  return assertions.flatMap((assertion, index) => told(assertion, lines[index] ?? [], place))
}

/** Rows as one line each where all fit, else the text above its numbers. */
function entries(rows: readonly (readonly string[])[], { options }: Place): string[][] {
  const width = options.width - INDENT.length
  const lines = layOut(rows, ['left', 'right', 'left', 'left'])
  if (lines.every((line) => displayWidth(line) <= width)) return lines.map((line) => [line])
  const numbers = layOut(
    rows.map(([, ...values]) => values),
    ['right', 'left', 'left'],
  )
  return rows.map(([text = ''], index) => [...wrap(text, width), `  ${numbers[index] ?? ''}`])
}

function told(assertion: AssertionReport, lines: readonly string[], { options, chalk }: Place): string[] {
  const entry = lines.map((line, index) =>
    index === 0 ? `  ${mark(assertion, chalk)} ${line}` : INDENT + line,
  )
  const reason = reasonOf(assertion)
  if (isPlainPass(assertion) || reason === '') return entry
  const why = wrap(visible(cutMiddle(reason, MAX_BECAUSE)), options.width - INDENT.length)
  return [...entry, ...why.map((line) => chalk.dim(INDENT + line))]
}

/** A pass without proof is yellow: green enough to go on, not enough to boast. */
function mark(assertion: AssertionReport, chalk: Place['chalk']): string {
  const paint =
    assertion.decision === 'fail' ? chalk.red : isPlainPass(assertion) ? chalk.green : chalk.yellow
  return paint(DECISION_MARKS[assertion.decision])
}
