import type { ChalkInstance } from 'chalk'
import type { CaseComparison, Comparison } from '../../gate/comparison/types.ts'
import { divergenceLines, divergenceSentence } from '../divergence/index.ts'
import { visibleName } from '../sanitize.ts'
import { layOut } from '../table.ts'
import type { Divergences } from '../types.ts'
import { clip, displayWidth, wrap } from '../width.ts'
import { count } from '../words.ts'
import { CHANGE_WORDS, comparisonSentences, countWords, formatP, movedCases, shiftRows } from './words.ts'

export interface ComparisonOptions {
  readonly width: number
  readonly chalk: ChalkInstance
  /** What the two sides are called, the baseline first. */
  readonly labels: readonly [string, string]
}

const INDENT = '  '
const DEEPER = '      '
const MOST_CASES = 20
const MAX_NAME = 60
const MIN_NAME = 8
/** What a screen holds; of the others the sentence is told. */
const MOST_SIDE_BY_SIDE = 5

/** What changed between two runs: metrics, cases, and for each that got worse where it left the way. */
export function comparisonLines(
  comparison: Comparison,
  divergences: Divergences,
  options: ComparisonOptions,
): string[] {
  const { width, chalk } = options
  return spaced([
    comparisonSentences(comparison)
      .flatMap((sentence) => wrap(sentence, width - INDENT.length))
      .map((line) => INDENT + chalk.dim(line)),
    shiftLines(comparison, options),
    ...caseBlocks(comparison, divergences, options),
  ])
}

const spaced = (parts: readonly (readonly string[])[]): string[] =>
  parts.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))

/** Columns that are given up where there is no room, and what they are called. */
const GIVEN_UP: readonly (readonly number[])[] = [[], [5], [4], [4, 5], [3, 4, 5]]
const ALIGN = ['left', 'right', 'right', 'right', 'left', 'right'] as const

function shiftLines(comparison: Comparison, { chalk, width }: ComparisonOptions): string[] {
  const rows = shiftRows(comparison)
  if (rows.length === 0) return []
  const tables = GIVEN_UP.map((gone) => ({
    lines: layOut(
      rows.map((row) => row.map((cell, column) => (gone.includes(column) ? '' : cell))),
      ALIGN,
    ),
    left: gone.flatMap((column) => rows[0]?.[column] || []),
  }))
  const fits = ({ lines }: (typeof tables)[number]): boolean =>
    Math.max(...lines.map(displayWidth)) <= width - INDENT.length
  const { lines, left } = tables.find(fits) ?? { lines: [], left: rows[0] ?? [] }
  const [header = '', ...body] = lines
  const note = left.length === 0 ? [] : [chalk.dim(`too narrow here to show ${left.join(', ')}`)]
  return [chalk.dim(header), ...body, ...note].map((line) => INDENT + line)
}

function caseBlocks(
  { cases }: Comparison,
  divergences: Divergences,
  options: ComparisonOptions,
): readonly string[][] {
  const moved = movedCases(cases)
  const shown = moved
    .slice(0, MOST_CASES)
    .map((each, place) => [caseLine(each, options), ...divergenceOf(each, place, divergences, options)])
  // Cases without more to show stand below each other.
  const blocks: string[][] = []
  for (const block of shown) {
    const last = blocks.at(-1)
    if (block.length === 1 && last !== undefined && last.length > 0 && isPlain(last)) last.push(...block)
    else blocks.push(block)
  }
  const hidden = moved.length - MOST_CASES
  return hidden > 0 ? [...blocks, [`${INDENT}and ${count(hidden, 'more case')} whose rate moved`]] : blocks
}

const isPlain = (lines: readonly string[]): boolean => lines.every((line) => !line.startsWith(DEEPER))

function caseLine(each: CaseComparison, { width, chalk }: ComparisonOptions): string {
  const paint = { regressed: chalk.red, improved: chalk.green }[String(each.change)] ?? chalk.yellow
  const mark = each.change === 'regressed' ? '✖' : each.change === 'improved' ? '✔' : '•'
  const p = each.pValue === null ? '' : `  p ${formatP(each.pValue)}`
  const [counts, change] = [countWords(each), CHANGE_WORDS[each.change]]
  const room = width - displayWidth(`${INDENT}${mark}   ${counts}  ${change}${p}`)
  const name = clip(visibleName(each.id), Math.max(MIN_NAME, Math.min(MAX_NAME, room)))
  return `${INDENT}${paint(mark)} ${name}  ${counts}  ${paint(change)}${p}`
}

/** Side by side for the first cases that regressed; of the others, and of one that may be flaky, a sentence. */
function divergenceOf(
  { id, change }: CaseComparison,
  place: number,
  divergences: Divergences,
  { width, chalk, labels }: ComparisonOptions,
): string[] {
  const pair = divergences.get(id)
  if (pair === undefined) return []
  if (change !== 'regressed' || place >= MOST_SIDE_BY_SIDE) {
    return wrap(divergenceSentence(pair), width - DEEPER.length).map((line) => DEEPER + chalk.dim(line))
  }
  return divergenceLines(pair, { width: width - DEEPER.length, chalk, labels }).map((line) =>
    line === '' ? '' : DEEPER + line,
  )
}
