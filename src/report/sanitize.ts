/**
 * Text from a trial, a suite or a table is hostile wherever it is shown: it may carry terminal escapes, text
 * that reads backwards, invisible letters, or commands that a CI runner obeys when they reach its log. Nothing
 * is removed in silence; what would act becomes a sign that is seen:
 *
 * | in the text | shown |
 * |---|---|
 * | control characters, escape included | their picture: `␛`, `␀`, `␍`, `␡` |
 * | bidirectional, invisible and C1 characters, U+2028, U+2029, noncharacters | `\u{202e}` |
 * | half of a surrogate pair | `�` |
 * | `::` at the start of a line (GitHub) | `\::` |
 * | `##[` (GitHub), `##vso[` (Azure), `##teamcity[` | `##\[`, `##vso\[`, `##teamcity\[` |
 *
 * Joiners stay (U+200C, U+200D): emoji and Persian need them and they hide nothing.
 */

const CONTROL = /\p{Cc}/gu
const INVISIBLE =
  /(?![\u200c\u200d])(?:[\p{Cf}\u2028\u2029\p{Noncharacter_Code_Point}]|[\u{e0100}-\u{e01ef}])/gu

/** One line: a newline becomes `␊`. */
export function visible(text: string): string {
  return text.toWellFormed().replace(CONTROL, picture).replace(INVISIBLE, badge)
}

/** Lines stay lines, tabs become two spaces; all else is as in `visible`. */
export function visibleLines(text: string): string[] {
  return text
    .replace(/\r\n/g, '\n')
    .replaceAll('\t', '  ')
    .split('\n')
    .map((line) => visible(line))
}

/** True where `visible` would change the text. */
export const hasInvisible = (text: string): boolean => visible(text) !== text

const PICTURES = 0x2400
const picture = (char: string): string => {
  const code = char.charCodeAt(0)
  if (code > 0x7f) return badge(char)
  return String.fromCharCode(PICTURES + (code === 0x7f ? 0x21 : code))
}

const badge = (char: string): string => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`

const COMMAND_AT_START = /^((?:[^\S\n]|\p{Cc}\[[\d;]*m)*)::/gmu
const COMMAND_ANYWHERE = /##(\w*)\[/g

/** Breaks what a CI runner would obey in its log; our own colours may stand before it. For whole outputs. */
export function breakCommands(text: string): string {
  return text.replace(COMMAND_AT_START, '$1\\::').replace(COMMAND_ANYWHERE, '##$1\\[')
}

const HEAD_SHARE = 2 / 3

/**
 * A text of at most about `max` characters: the middle of a longer one gives way to
 * `… (12,345 characters left out) …`. Cut first, then make visible: a reason may have megabytes.
 */
export function cutMiddle(text: string, max: number): string {
  if (text.length <= max) return text
  const head = startOfPair(text, Math.floor(max * HEAD_SHARE))
  const tail = startOfPair(text, text.length - (max - head))
  const left = (tail - head).toLocaleString('en-US')
  return `${text.slice(0, head)}… (${left} characters left out) …${text.slice(tail)}`
}

/** The index itself, or one less where it would part the halves of a surrogate pair. */
export function startOfPair(text: string, index: number): number {
  const parts = /[\ud800-\udbff]/.test(text.charAt(index - 1)) && /[\udc00-\udfff]/.test(text.charAt(index))
  return parts ? index - 1 : index
}

const MAX_NAME = 300

/** A name, a tag, an assertion: one line, and not a page of it. */
export const visibleName = (text: string): string => visible(cutMiddle(text, MAX_NAME))
