import { stripVTControlCharacters } from 'node:util'

/** Letters, punctuation, marks and frames that take one column each, as nearly all that a report holds. */
const NARROW = /^[\x20-\x7e\u00a0-\u024f\u2010-\u2027\u2190-\u27bf]*$/
const EMOJI = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f/u
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u
const MARKS = /^[\p{Mn}\p{Me}\p{Cf}]+$/u

/** Made when it is needed: it takes longer than a whole report without it. */
let segmenter: Intl.Segmenter | null = null

function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}

/** Columns a text takes in a terminal: colours none, emoji and East Asian letters two, combining marks none. */
export function displayWidth(text: string): number {
  const plain = stripVTControlCharacters(text)
  if (NARROW.test(plain) && !EMOJI.test(plain)) return plain.length
  let width = 0
  for (const { segment } of graphemesOf(plain)) width += widthOf(segment)
  return width
}

function widthOf(grapheme: string): number {
  if (MARKS.test(grapheme)) return 0
  return EMOJI.test(grapheme) || WIDE.test(grapheme) ? 2 : 1
}

/** Filled with spaces to `width` columns, the text at its left or right end. */
export function pad(text: string, width: number, align: 'left' | 'right'): string {
  const fill = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return align === 'left' ? text + fill : fill + text
}

/** At most `width` columns, with `…` where it was cut. For text without colours. */
export function clip(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  const [head] = splitAt(text, width - 1)
  return `${head}…`
}

/** Lines of at most `width` columns, broken at spaces where there are some. For text without colours. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let rest = text
  while (displayWidth(rest) > width) {
    const [head, tail] = splitAt(rest, width)
    const space = tail.startsWith(' ') ? head.length : head.lastIndexOf(' ')
    // A space in the indentation is no place to break, and one far to the left would waste the line.
    const cut = space > head.length / 2 ? space : head.length
    lines.push(rest.slice(0, cut))
    rest = rest.slice(cut).replace(/^ +/, '')
  }
  lines.push(rest)
  return lines
}

/** The graphemes that fit into `width` columns, at least one, and the rest. */
function splitAt(text: string, width: number): [string, string] {
  let used = 0
  let end = 0
  for (const { segment } of graphemesOf(text)) {
    used += widthOf(segment)
    if (used > width && end > 0) break
    end += segment.length
    if (used > width) break
  }
  return [text.slice(0, end), text.slice(end)]
}
