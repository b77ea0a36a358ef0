import type { ChalkInstance } from 'chalk'
import type { CaseComparison, Comparison } from '../../gate/comparison/types.ts'
import { divergenceLines, divergenceSentence } from '../divergence/index.ts'
import { visibleName } from '../sanitize.ts'
import { layOut } from '../table.ts'
import type { Divergences } from '../types.ts'
import { clip, wrap } from '../width.ts'
import { count } from '../words.ts'
import {
  CHANGE_WORDS,
  countWords,
  formatP,
  movedCases,
  powerWords,
  scopeWords,
  shiftRows,
  tally,
} from './words.ts'

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

/** What changed between two runs: metrics, cases, and for each that got worse where it left the way. */
export function comparisonLines(
  comparison: Comparison,
  divergences: Divergences,
  options: ComparisonOptions,
): string[] {
  const { width, chalk } = options
  const sentences = [...scopeWords(comparison), tally(comparison.cases), powerWords(comparison)]
  return spaced([
    sentences
      .filter((sentence) => sentence !== '')
      .flatMap((sentence) => wrap(sentence, width - INDENT.length))
      .map((line) => INDENT + chalk.dim(line)),
    shiftLines(comparison, options),
    ...caseBlocks(comparison, divergences, options),
  ])
}

const spaced = (parts: readonly (readonly string[])[]): string[] =>
  parts.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))

function shiftLines(comparison: Comparison, { chalk }: ComparisonOptions): string[] {
  const rows = shiftRows(comparison)
  if (rows.length === 0) return []
  const [header = '', ...lines] = layOut(rows, ['left', 'right', 'right', 'right', 'left', 'right'])
  return [INDENT + chalk.dim(header), ...lines.map((line) => INDENT + line)]
}

function caseBlocks(
  { cases, evidence }: Comparison,
  divergences: Divergences,
  options: ComparisonOptions,
): readonly string[][] {
  const moved = movedCases(cases)
  const shown = moved
    .slice(0, MOST_CASES)
    .map((each) => [caseLine(each, evidence, options.chalk), ...divergenceOf(each, divergences, options)])
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

function caseLine(each: CaseComparison, evidence: Comparison['evidence'], chalk: ChalkInstance): string {
  const paint = { regressed: chalk.red, improved: chalk.green }[String(each.change)] ?? chalk.yellow
  const mark = each.change === 'regressed' ? '✖' : each.change === 'improved' ? '✔' : '•'
  const p = evidence === 'fixed' || each.pValue === null ? '' : `  p ${formatP(each.pValue)}`
  const name = clip(visibleName(each.id), MAX_NAME)
  return `${INDENT}${paint(mark)} ${name}  ${countWords(each)}  ${paint(CHANGE_WORDS[each.change])}${p}`
}

/** Side by side for a case that regressed; of one that may be flaky, a sentence. */
function divergenceOf(
  { id, change }: CaseComparison,
  divergences: Divergences,
  { width, chalk, labels }: ComparisonOptions,
): string[] {
  const pair = divergences.get(id)
  if (pair === undefined) return []
  if (change !== 'regressed') {
    return wrap(divergenceSentence(pair), width - DEEPER.length).map((line) => DEEPER + chalk.dim(line))
  }
  return divergenceLines(pair, { width: width - DEEPER.length, chalk, labels }).map((line) =>
    line === '' ? '' : DEEPER + line,
  )
}
