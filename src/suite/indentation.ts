import type { Mistake } from './problem.ts'
import type { SourceFile } from './source.ts'

/** How the parser names what a wrong indent leads to. */
const CODES = ['BAD_INDENT', 'BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY', 'MISSING_CHAR']

interface Complaint {
  readonly code: string
  readonly message: string
}

/**
 * The line at a syntax error, or the next, where its indentation is that of no block it could belong to; `null`
 * where the indentation is not what is wrong.
 */
export function misindented({ code, message }: Complaint, line: number, source: SourceFile): Mistake | null {
  if (!CODES.includes(code) || /^Flow|quote/.test(message)) return null
  for (const candidate of [line, nextLine(line, source)]) {
    const mistake = candidate === null ? null : misplaced(candidate, source)
    if (mistake !== null) return mistake
  }
  return null
}

function misplaced(line: number, source: SourceFile): Mistake | null {
  const text = source.line(line) ?? ''
  const found = indentOf(text)
  const columns = columnsAbove(line, /^ *-( |$)/.test(text), source)
  if (text.trim() === '' || text.startsWith('\t') || columns.has(found)) return null
  const less = Math.max(...[...columns].filter((column) => column < found))
  const more = Math.min(...[...columns].filter((column) => column > found))
  const fitting = [less, more].filter(Number.isFinite)
  if (fitting.length === 0) return null
  const start = source.offset(line)
  return {
    code: 'yaml-syntax',
    start: start + found,
    end: start + text.trimEnd().length,
    message: `wrong indentation: expected ${fitting.join(' or ')} spaces before this, found ${found}`,
    hint: 'what belongs together begins at the same column',
  }
}

/** Where such a line may begin: the columns of the keys above it and, for a list's item, of the dashes. */
function columnsAbove(line: number, isItem: boolean, source: SourceFile): ReadonlySet<number> {
  const columns = new Set<number>()
  let innermost = Number.POSITIVE_INFINITY
  for (let above = line - 1; above >= 1 && innermost > 0; above--) {
    const text = source.line(above) ?? ''
    const indent = indentOf(text)
    if (isBlank(text) || indent >= innermost) continue
    innermost = indent
    const dashes = DASHES.exec(text)?.[0].length ?? 0
    columns.add(indent + dashes)
    if (isItem) columns.add(indent)
  }
  return columns
}

const DASHES = /(?<=^ *)(?:- +)+/

function nextLine(line: number, source: SourceFile): number | null {
  for (let next = line + 1; ; next++) {
    const text = source.line(next)
    if (text === null) return null
    if (!isBlank(text)) return next
  }
}

const isBlank = (text: string): boolean => /^\s*(#.*)?$/.test(text)

const indentOf = (text: string): number => text.length - text.trimStart().length
