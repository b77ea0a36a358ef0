import type { AssertionReport } from '../../gate/types.ts'
import { cutMiddle, visible } from '../sanitize.ts'
import { layOut } from '../table.ts'
import { displayWidth, pad, wrap } from '../width.ts'
import {
  ASSERTION_HEADER,
  assertionCells,
  assertionMark,
  BOUNDS_LEGEND,
  hasBounds,
  isPlainPass,
  missedInSingle,
} from '../words.ts'
import type { Paper, Place } from './place.ts'

const MAX_BECAUSE = 1000
/** As wide as a mark and the gaps around it. */
const INDENT = '    '
const GAP = '  '
const MIN_TEXT = 32

/** The gate's lines: mark, text, value, bounds, how sure; below it why, unless it is plain. */
export function assertionLines(assertions: readonly AssertionReport[], place: Paper): string[] {
  const told = (lines: readonly string[][]): string[] =>
    assertions.flatMap((assertion, index) => [
      ...marked(assertion, lines[index] ?? [], place),
      ...(isPlainPass(assertion) ? [] : reasonLines(assertion, place)),
    ])
  const cells = assertions.map(assertionCells)
  if (!assertions.some(hasBounds)) return told(entries(cells, place))
  const rows = [ASSERTION_HEADER, ...cells]
  const slim = rows.map(([text = '', value = '', , proof = '']) => [text, value, proof])
  const gone = isCramped(rows, place) && longestOf(slim) <= roomFor(slim, place)
  const [header = [], ...lines] = entries(gone ? slim : rows, place)
  return [
    ...header.map((line) => place.chalk.dim(INDENT + line)),
    ...told(lines),
    '',
    ...legendLines(gone ? 'too narrow here to show bounds' : BOUNDS_LEGEND, place),
  ]
}

const legendLines = (text: string, { options, chalk }: Paper): string[] =>
  wrap(text, options.width - GAP.length).map((line) => chalk.dim(GAP + line))

/** Of a single trial: what it missed, with its value, and why where it could not be told. */
export function missedLines(place: Place): string[] {
  const missed = missedInSingle(place.report)
  const cells = missed.map((assertion) => [...assertionCells(assertion).slice(0, 2), 'in this trial'])
  const lines = entries(cells, place)
  return missed.flatMap((assertion, index) => [
    ...marked(assertion, lines[index] ?? [], place),
    ...(assertion.decision === 'error' ? reasonLines(assertion, place) : []),
  ])
}

/** Rows in columns, long texts wrapped in theirs; where that leaves too little of it, each text above its numbers. */
function entries(rows: readonly (readonly string[])[], place: Paper): string[][] {
  const numbers = numbersOf(rows)
  if (isCramped(rows, place)) {
    const width = place.options.width - INDENT.length
    return rows.map(([text = ''], index) => [...wrap(text, width), GAP + (numbers[index] ?? '')])
  }
  const texts = rows.map(([text = '']) => wrap(text, roomFor(rows, place)))
  const used = Math.max(0, ...texts.flat().map(displayWidth))
  return texts.map(([first = '', ...rest], index) => [
    pad(first, used, 'left') + GAP + (numbers[index] ?? ''),
    ...rest,
  ])
}

/** All but the text, in columns. */
const numbersOf = (rows: readonly (readonly string[])[]): string[] =>
  layOut(
    rows.map(([, ...values]) => values),
    ['right', 'left', 'left'],
  )

/** What the numbers leave of a line to the text. */
const roomFor = (rows: readonly (readonly string[])[], { options }: Paper): number =>
  options.width - INDENT.length - GAP.length - Math.max(0, ...numbersOf(rows).map(displayWidth))

/** Whether the texts neither fit beside their numbers nor wrap into columns that can be read. */
function isCramped(rows: readonly (readonly string[])[], place: Paper): boolean {
  const room = roomFor(rows, place)
  return longestOf(rows) > room && room < MIN_TEXT
}

const longestOf = (rows: readonly (readonly string[])[]): number =>
  Math.max(0, ...rows.map(([text = '']) => displayWidth(text)))

const marked = (assertion: AssertionReport, lines: readonly string[], { chalk }: Paper): string[] =>
  lines.map((line, index) => (index === 0 ? `  ${mark(assertion, chalk)} ${line}` : INDENT + line))

function reasonLines(assertion: AssertionReport, { options, chalk }: Paper): string[] {
  const reason = visible(cutMiddle(assertion.because, MAX_BECAUSE))
  if (reason === '') return []
  return wrap(reason, options.width - INDENT.length).map((line) => chalk.dim(INDENT + line))
}

/** A pass without proof is yellow: green enough to go on, not enough to boast. */
function mark(assertion: AssertionReport, chalk: Paper['chalk']): string {
  const paint =
    assertion.decision === 'fail' ? chalk.red : isPlainPass(assertion) ? chalk.green : chalk.yellow
  return paint(assertionMark(assertion))
}
