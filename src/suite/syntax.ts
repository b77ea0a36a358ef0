import type { Document } from 'yaml'
import { misindented } from './indentation.ts'
import type { Mistake } from './problem.ts'
import type { SourceFile } from './source.ts'

type SyntaxError = Document.Parsed['errors'][number]

const HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BLOCK_AS_IMPLICIT_KEY: 'put text that contains ": " in quotes',
  MULTILINE_IMPLICIT_KEY: 'put text that contains ": " in quotes, or check the indentation',
  BAD_SCALAR_START: 'put text that begins with this character in quotes',
  BAD_DQ_ESCAPE: "in double quotes a backslash begins an escape; single quotes '…' have none",
}

/** Mistakes that stay on their line: what the parser reads after them is what is written. */
const STAYS = [
  'BLOCK_AS_IMPLICIT_KEY',
  'BAD_SCALAR_START',
  'BAD_DQ_ESCAPE',
  'TAG_RESOLVE_FAILED',
  'BAD_ALIAS',
]

/**
 * The mistakes worth mending. A wrong indent or a bracket that stays open leads the parser astray until the end
 * of the file, so what follows the first of them is an echo; a tab is one wherever it stands, and told once.
 */
export function syntaxMistakes(document: Document.Parsed, source: SourceFile): Mistake[] {
  const errors = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])
  const lineOf = ({ pos }: SyntaxError): number => source.place(pos[0]).line
  const tab = errors.find(({ code }) => code === 'TAB_AS_INDENT')
  const tabLine = tab === undefined ? null : lineOf(tab)
  const byLine = new Map<number, Mistake>()
  for (const error of errors) {
    const line = lineOf(error)
    const isEcho = tabLine !== null && error !== tab && (line === tabLine - 1 || line >= tabLine)
    if (isEcho || byLine.has(line)) continue
    const { mistake, derails } = explain(error, line, source)
    byLine.set(line, mistake)
    if (derails) break
  }
  const [last] = [...byLine.keys()].slice(-1)
  if (tab !== undefined && tabLine !== null && last !== undefined && last < tabLine) {
    byLine.set(tabLine, asWritten(tab))
  }
  return [...byLine.values()]
}

function explain(
  error: SyntaxError,
  line: number,
  source: SourceFile,
): { readonly mistake: Mistake; readonly derails: boolean } {
  const indentation = misindented(error, line, source)
  if (indentation !== null) return { mistake: indentation, derails: true }
  const quoting = unquoted(error, line, source)
  if (quoting !== null) return { mistake: quoting, derails: false }
  return { mistake: asWritten(error), derails: !STAYS.includes(error.code) }
}

const MAX_MESSAGE = 200

function asWritten({ code, message, pos: [start, end] }: SyntaxError): Mistake {
  return {
    code: code === 'TAG_RESOLVE_FAILED' ? 'yaml-tag' : 'yaml-syntax',
    start,
    end,
    message: message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message,
    hint: HINTS[code] ?? null,
  }
}

const MEANINGS: Readonly<Record<string, string>> = {
  '[': 'a list',
  '{': 'a mapping',
  '"': 'a quoted text',
  "'": 'a quoted text',
  '*': 'an alias',
  '&': 'an anchor',
}

const BEFORE_VALUE = /^\s*(?:- +)*(?:[^\s:"'[{]+: +)?/
const MAX_QUOTED = 60

/** Text behind something that its first character began: `[customer C-204] Where is my order?` */
function unquoted({ code, message, pos }: SyntaxError, line: number, source: SourceFile): Mistake | null {
  if (code !== 'UNEXPECTED_TOKEN' || !message.includes('at node end')) return null
  const text = source.line(line) ?? ''
  const from = BEFORE_VALUE.exec(text)?.[0].length ?? 0
  const value = text.slice(from).trimEnd()
  const first = value.charAt(0)
  const meaning = MEANINGS[first]
  if (meaning === undefined) return null
  const quoted = `'${value.replaceAll("'", "''")}'`
  return {
    code: 'yaml-syntax',
    start: source.offset(line) + from,
    end: pos[1],
    message: `${first} begins ${meaning}, and text follows it`,
    hint: `put the whole text in quotes${value.length > MAX_QUOTED ? '' : `: ${quoted}`}`,
  }
}
