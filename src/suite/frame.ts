import { printable } from './printable.ts'
import type { SourceFile } from './source.ts'

const LINES_BEFORE = 2
const LINES_AFTER = 1
const MAX_WIDTH = 100

/**
 * The lines around a place, with carets under it. A tab is shown as one space and an unprintable character as
 * one `�`, so a column stays a column; a long line is cut to a window around the place.
 */
export function codeFrame(source: SourceFile, line: number, column: number, length: number): string {
  const last = line + LINES_AFTER
  const gutter = String(last).length
  const offset = windowStart(column, length)
  const rows: string[] = []
  for (let number = Math.max(1, line - LINES_BEFORE); number <= last; number++) {
    const text = source.line(number)
    if (text === null || (text === '' && number > line && source.line(number + 1) === null)) break
    const mark = number === line ? '>' : ' '
    rows.push(`${mark} ${String(number).padStart(gutter)} | ${cut(printable(text), offset)}`.trimEnd())
    if (number === line) rows.push(caretRow(text, gutter, column, length, offset))
  }
  return rows.join('\n')
}

function caretRow(text: string, gutter: number, column: number, length: number, offset: number): string {
  const start = column - 1 - offset + (offset > 0 ? 1 : 0)
  const room = Math.min(text.length - (column - 1), MAX_WIDTH - start)
  const carets = '^'.repeat(Math.max(1, Math.min(length, room)))
  return `  ${' '.repeat(gutter)} | ${' '.repeat(start)}${carets}`
}

/** First column shown, from 0: the beginning of the line, unless the place would then be out of sight. */
function windowStart(column: number, length: number): number {
  const end = column - 1 + Math.min(length, MAX_WIDTH / 2)
  return end <= MAX_WIDTH ? 0 : column - 1 - MAX_WIDTH / 4
}

function cut(text: string, offset: number): string {
  const head = offset > 0 && text.length > offset ? '…' : ''
  const tail = text.length > offset + MAX_WIDTH ? '…' : ''
  return head + text.slice(offset, offset + MAX_WIDTH) + tail
}
