import type { ChalkInstance } from 'chalk'
import type { DivergingPair, Sides } from '../../trajectory/index.ts'
import { visibleName } from '../sanitize.ts'
import { pad, wrap } from '../width.ts'
import { type Block, blockApart, blocksAfter, blocksBefore, type Side } from './blocks.ts'
import { divergenceSentence } from './sentence.ts'

export interface DivergenceOptions {
  /** Columns to fit into. */
  readonly width: number
  readonly chalk: ChalkInstance
  /** What the two sides are called, the baseline first. */
  readonly labels: readonly [string, string]
}

const BESIDE_FROM = 80
const MIN_WIDTH = 30
const BETWEEN = ' │ '

/** A line of a column. */
interface Line {
  readonly text: string
  readonly paint: (text: string) => string
}

/**
 * The sentence, and below it both trials: the steps before, the one where they part, what each did next. Beside each
 * other where the width allows it, else one below the other.
 */
export function divergenceLines(pair: DivergingPair, options: DivergenceOptions): string[] {
  const { chalk } = options
  const width = Math.max(MIN_WIDTH, options.width)
  const isBeside = width >= BESIDE_FROM
  const column = isBeside ? Math.floor((width - BETWEEN.length) / 2) : width
  const parts = {
    baseline: partsOf('baseline', pair, column, options),
    candidate: partsOf('candidate', pair, column, options),
  }
  return [
    ...wrap(divergenceSentence(pair), width).map((line) => chalk.bold(line)),
    ...noteLines(pair, width).map((line) => chalk.dim(line)),
    '',
    ...(isBeside ? beside(parts, column, chalk) : below(parts)),
  ]
}

function noteLines({ divergence }: DivergingPair, width: number): string[] {
  const { userTurn } = divergence.told
  return userTurn === null ? [] : wrap(`the user's words are not the same from turn ${userTurn} on`, width)
}

/** Header, steps before, the step that differs, steps after: what stands in one row with the other side's. */
type Parts = readonly [readonly Line[], readonly Line[], readonly Line[], readonly Line[]]

function partsOf(
  name: keyof Sides<unknown>,
  pair: DivergingPair,
  column: number,
  { labels, chalk }: DivergenceOptions,
): Parts {
  const { divergence } = pair
  const gutter = gutterOf(divergence.courses)
  const side: Side = { name, trajectory: pair[name], divergence, columns: column - gutter }
  const label = labels[name === 'baseline' ? 0 : 1]
  const head = wrap(`${visibleName(label)}, trial ${pair[name].trial}`, column)
  const paints = { plain: String, dim: chalk.dim, apart: name === 'baseline' ? chalk.green : chalk.red }
  const lines = (blocks: readonly Block[]): Line[] =>
    blocks.flatMap((block) =>
      blockLines(block, column, gutter).map((text) => ({ text, paint: paints[block.tone] })),
    )
  return [
    head.map((text) => ({ text, paint: chalk.bold })),
    lines(blocksBefore(side)),
    lines([blockApart(side)]),
    lines(blocksAfter(side)),
  ]
}

const MARK = '▸ '

/** Room for the mark and the numbers of the steps. */
const gutterOf = ({ baseline, candidate }: Sides<readonly unknown[]>): number =>
  MARK.length + `${Math.max(baseline.length, candidate.length)}`.length + 2

function blockLines({ number, texts, tone }: Block, column: number, gutter: number): string[] {
  const mark = tone === 'apart' ? MARK : '  '
  const first = `${mark}${pad(number, gutter - mark.length - 2, 'right')}  `
  return texts
    .flatMap((text) => wrap(text, column - gutter))
    .map((line, index) => (index === 0 ? first : ' '.repeat(gutter)) + line)
}

const EMPTY: Line = { text: '', paint: String }

/** Each part begins in the same row on both sides, and the steps before end in the same one. */
function beside({ baseline, candidate }: Sides<Parts>, column: number, chalk: ChalkInstance): string[] {
  return baseline.flatMap((ours, part) => {
    const theirs = candidate[part] ?? []
    const rows = Math.max(ours.length, theirs.length)
    const left = filled(ours, rows, part === BEFORE)
    const right = filled(theirs, rows, part === BEFORE)
    return left.map(({ text, paint }, row) => {
      const other = right[row] ?? EMPTY
      return `${paint(pad(text, column, 'left'))}${chalk.dim(BETWEEN)}${other.paint(other.text)}`.trimEnd()
    })
  })
}

const BEFORE = 1

function filled(lines: readonly Line[], rows: number, atTop: boolean): readonly Line[] {
  const empty = Array.from({ length: rows - lines.length }, () => EMPTY)
  return atTop ? [...empty, ...lines] : [...lines, ...empty]
}

const below = ({ baseline, candidate }: Sides<Parts>): string[] => {
  const lines = (parts: Parts): string[] => parts.flat().map(({ text, paint }) => paint(text))
  return [...lines(baseline), '', ...lines(candidate)]
}
