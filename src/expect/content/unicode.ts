/** Invisible: soft hyphen, zero-width space, word joiner, byte order mark. */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g

/** Look-alikes that Unicode does not take for the same, and what people type for them. */
const LOOK_ALIKES: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201a\u201b\u2032\u02bc\u2039\u203a\u00b4]/g, "'"],
  [/[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]/g, '"'],
  [/[\u2010-\u2015\u2212\u2043]/g, '-'],
]

/** Marks that stand above, below or through a letter: Latin, Greek, Cyrillic; no vowel signs of other scripts. */
const DIACRITICS = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g

/** Letters whose stroke is no mark of its own. */
const STROKES: Readonly<Record<string, string>> = {
  Ø: 'O',
  ø: 'o',
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  Ħ: 'H',
  ħ: 'h',
  Ŧ: 'T',
  ŧ: 't',
}

/** Sorting the marks of one letter takes quadratic time; no writing has as many (Unicode UAX 15, section 13). */
const TOO_MANY_MARKS = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu

const fewMarks = (text: string): string => text.replace(TOO_MANY_MARKS, '$1')

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text)

/** The NFKC form, with plain quotes, dashes and spaces in place of their look-alikes. */
export function composed(text: string): string {
  if (isAscii(text)) return text
  // Some look-alikes decompose into something else, others come about by decomposing.
  return plain(fewMarks(fewMarks(plain(text)).normalize('NFKC')))
}

function plain(text: string): string {
  let result = text.replace(INVISIBLE, '')
  for (const [lookAlikes, typed] of LOOK_ALIKES) result = result.replace(lookAlikes, typed)
  return result
}

/** Letters without their marks: é as e, ø as o. */
export function withoutDiacritics(text: string): string {
  if (isAscii(text)) return text
  const bare = fewMarks(text).normalize('NFD').replace(DIACRITICS, '')
  return fewMarks(bare.replace(/[ØøŁłĐđĦħŦŧ]/g, (letter) => STROKES[letter] ?? letter).normalize('NFC'))
}
