import type { Json } from '../../trajectory/index.ts'

export type JsonText =
  | { readonly ok: true; readonly values: readonly Json[] }
  /** `why` ends a sentence; the parser's own words differ from one version of Node to the next. */
  | { readonly ok: false; readonly why: string }

/** The text as JSON, or else the blocks of code in it that are: those marked as JSON and those without a language. */
export function readJson(text: string): JsonText {
  const whole = parse(text)
  if (whole.ok) return whole
  const blocks = codeBlocks(text)
  if (blocks.length === 0) return whole
  const parsed = blocks.map(parse)
  const values = parsed.flatMap((each) => (each.ok ? each.values : []))
  return values.length > 0 ? { ok: true, values } : { ok: false, why: ', nor is its block of code' }
}

function parse(text: string): JsonText {
  try {
    return { ok: true, values: [JSON.parse(text) as Json] }
  } catch {
    return { ok: false, why: '' }
  }
}

const OPENING = /^[ \t]*(```+|~~~+)[ \t]*(?:json[c5]?(?:[ \t{][^`]*)?)?$/i

function codeBlocks(text: string): readonly string[] {
  const blocks: string[] = []
  let fence: string | null = null
  let lines: string[] = []
  for (const line of text.split(/\r?\n/)) {
    if (fence === null) {
      // A block of another language has to be read past, or its end would pass for a beginning.
      fence = /^[ \t]*(```+|~~~+)[^`]*$/.exec(line)?.[1] ?? null
      lines = OPENING.test(line) ? [] : [OTHER]
    } else if (closes(line.trim(), fence)) {
      if (lines[0] !== OTHER) blocks.push(lines.join('\n'))
      fence = null
    } else if (lines[0] !== OTHER) lines.push(line)
  }
  return blocks
}

/** A block ends with as many of its marks as it began with, or more (CommonMark 0.31, section 4.5). */
const closes = (line: string, fence: string): boolean =>
  line.startsWith(fence) && line === fence.charAt(0).repeat(line.length)

/** No line of a text: it holds a line break. */
const OTHER = '\n'
