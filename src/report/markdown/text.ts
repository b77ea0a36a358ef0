import { cutMiddle, visible, visibleLines } from '../sanitize.ts'

/**
 * What acts inside a line, each as a numeric entity: HTML (`<` `>` `&`), emphasis, links, code, tables, mathematics,
 * escapes, mentions and references, and what makes a bare address a link (`://`, `www.`, `@`). A `_` between
 * letters is a letter; what acts at the start of a line alone is harmless, since `<code>` stands before it.
 * Back-ticks would not do: a text with back-ticks of its own closes them, and what follows is HTML.
 */
const ACTING = /[<>&*[\]`|~$\\@#]|(?<![a-z\d])_|_(?![a-z\d])|:(?=[:/])|(?<=www)\./gi

const entity = (char: string): string => `&#${char.charCodeAt(0)};`

/** Text from a trial or a suite, for inside of a `<code>`. */
const entities = (text: string): string => visible(text).replace(ACTING, entity)

/** Numbers and words of ours, which may hold `<` and `>`. */
export const ours = (text: string): string => text.replace(/[<>&|]/g, entity)

export const code = (text: string, max: number): string => `<code>${entities(cutMiddle(text, max))}</code>`

/** A code block. HTML, since a fence ends where its text says so. */
export const pre = (text: string, max: number): string =>
  `<pre><code>${visibleLines(cutMiddle(text, max)).map(entities).join('\n')}</code></pre>`

/** Rows below a header; the cells are fit to be shown. */
export function tableText(
  header: readonly string[],
  align: readonly ('left' | 'right')[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  const rule = line(align.map((side) => (side === 'left' ? ':--' : '--:')))
  return line(header) + rule + rows.map(line).join('')
}
