/** A rule between rows of a table: `|---|:--:|`. */
const TABLE_RULE = /^[\s|:-]*$/

/** The line that opens or closes a block of code, with its language. */
const FENCE = /^[ \t]*(?:```|~~~)[\w+-]*[ \t]*$/

/** Marks of headings and bullets, also nested: `- ## `. */
const LINE_MARKS = /^[ \t]*(?:(?:#{1,6}|[-+*•])[ \t]+)+/

/** `[text](target)`, also of a picture; the target may hold parentheses. */
const LINK = /!?\[([^[\]\n]{0,2000})\]\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500}){0,5}\)/g

/**
 * The words of a Markdown text: without emphasis, code ticks, targets of links, marks of headings and bullets, and
 * pipes of tables. One level of markup a call, in linear time. It reads what models write, not all of CommonMark.
 */
export function stripMarkdown(text: string): string {
  const lines = text.split('\n').flatMap(stripLine).join('\n')
  return withoutEmphasis(lines.replace(LINK, '$1').replaceAll('`', ''))
}

function stripLine(line: string): string[] {
  if (FENCE.test(line) || (line.includes('|') && line.includes('-') && TABLE_RULE.test(line))) return []
  const trimmed = line.trim()
  const isRow = trimmed.length > 1 && (trimmed.startsWith('|') || trimmed.endsWith('|'))
  return [isRow ? cellsOf(trimmed) : line.replace(LINE_MARKS, '')]
}

const cellsOf = (row: string): string =>
  row
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
    .join(' ')

interface Marks {
  readonly from: number
  readonly to: number
}

/** Takes off stars and underscores that come in pairs; `2 * 3 * 4`, `2*3*4` and `snake_case` stay. */
function withoutEmphasis(text: string): string {
  const pairs: Marks[] = []
  const open = new Map<string, Marks[]>()
  for (const match of text.matchAll(/\n\s*\n|\*+|_+/g)) {
    const [run] = match
    if (run.startsWith('\n')) {
      open.clear()
      continue
    }
    const marks = { from: match.index, to: match.index + run.length }
    const side = sideOf(run, text.charAt(marks.from - 1), text.charAt(marks.to))
    const opener = side.closes ? open.get(run)?.pop() : undefined
    if (opener !== undefined) pairs.push(opener, marks)
    else if (side.opens) {
      const openers = open.get(run) ?? []
      openers.push(marks)
      open.set(run, openers)
    }
  }
  return cut(text, pairs)
}

function sideOf(
  run: string,
  before: string,
  after: string,
): { readonly opens: boolean; readonly closes: boolean } {
  const isWord = (char: string): boolean => (run.startsWith('_') ? /[\p{L}\p{N}]/u : /\d/).test(char)
  const inside = isWord(before) && isWord(after)
  return {
    opens: /\S/.test(after) && !inside && !(run.startsWith('_') && isWord(before)),
    closes: /\S/.test(before) && !inside && !(run.startsWith('_') && isWord(after)),
  }
}

function cut(text: string, parts: readonly Marks[]): string {
  let rest = ''
  let from = 0
  for (const part of parts.toSorted((left, right) => left.from - right.from)) {
    rest += text.slice(from, part.from)
    from = part.to
  }
  return rest + text.slice(from)
}
