import { stripMarkdown } from './markdown.ts'
import { composed, withoutDiacritics } from './unicode.ts'

/** What a comparison of texts may overlook. */
export const IGNORABLE = ['case', 'commas', 'whitespace', 'markdown', 'unicode', 'diacritics'] as const
export type Ignorable = (typeof IGNORABLE)[number]

/** Each step can uncover work for another: a full-width star is a star only after `unicode`. */
const MAX_PASSES = 10

/**
 * A text without what is ignored, in time linear in its length. Doing it again changes nothing more (below ten
 * levels of nested markup).
 */
export function normalise(text: string, ignore: readonly Ignorable[]): string {
  const settles = !ignore.some((word) => word === 'markdown' || word === 'unicode' || word === 'diacritics')
  let normal = onePass(text, ignore)
  if (settles) return normal
  for (let pass = 1; pass < MAX_PASSES; pass++) {
    const next = onePass(normal, ignore)
    if (next === normal) break
    normal = next
  }
  return normal
}

/** Markup first, for it needs the lines; spaces last, for the other steps leave some. */
function onePass(text: string, ignore: readonly Ignorable[]): string {
  let normal = text
  if (ignore.includes('markdown')) normal = stripMarkdown(normal)
  if (ignore.includes('unicode')) normal = composed(normal)
  if (ignore.includes('diacritics')) normal = withoutDiacritics(normal)
  if (ignore.includes('commas')) normal = normal.replaceAll(',', '')
  if (ignore.includes('case')) normal = lowerCase(normal)
  if (ignore.includes('whitespace')) normal = normal.replace(/\s+/g, ' ').trim()
  return normal
}

/** A sigma becomes a final one by what follows it; a part of a text has to look as it does in the whole. */
export const lowerCase = (text: string): string => text.toLowerCase().replaceAll('ς', 'σ')

/**
 * The ways to look at a text. What markup means depends on what stands around it, so a part of a text can match
 * as it is written and no longer match without its markup: ignoring more never loses a match.
 */
export function readings(ignore: readonly Ignorable[]): readonly (readonly Ignorable[])[] {
  return ignore.includes('markdown') ? [ignore, ignore.filter((word) => word !== 'markdown')] : [ignore]
}
