import { characters } from '../characters.ts'

/** What the length of a text is counted in. */
export const UNITS = ['characters', 'words', 'sentences', 'lines'] as const
export type Unit = (typeof UNITS)[number]

export function countUnits(text: string, unit: Unit): number {
  switch (unit) {
    case 'characters':
      return characters(text)
    case 'words':
      return countWords(text)
    case 'sentences':
      return sentencesOf(text).length
    case 'lines':
      return text.split(/\r?\n/).filter((line) => line.trim() !== '').length
  }
}

const HAS_WORD = /[\p{L}\p{N}]/u

/** Scripts that put no spaces between words: each of their characters counts as one, as word processors do. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu

/** What stands between spaces and holds a letter or a digit. */
export function countWords(text: string): number {
  return text
    .replace(UNSPACED, ' $& ')
    .split(/\s+/)
    .filter((word) => HAS_WORD.test(word)).length
}

/** Ends before a space, behind closing quotes and brackets; in scripts without spaces anywhere. */
const STOPS = /[.!?…]+|[。！？]+/g
const CLOSING = /["'”’»)\]]/

/** Sentences and lines of their own; `3.14` is no end of one, `e.g. ` is. */
export function sentencesOf(text: string): readonly string[] {
  return text.split('\n').flatMap(sentencesOfLine)
}

function sentencesOfLine(line: string): readonly string[] {
  const sentences: string[] = []
  let from = 0
  for (const { 0: stop, index } of line.matchAll(STOPS)) {
    let end = index + stop.length
    while (CLOSING.test(line.charAt(end))) end++
    const isEnd = end === line.length || /\s/.test(line.charAt(end)) || /[。！？]/.test(stop)
    if (!isEnd) continue
    sentences.push(line.slice(from, end))
    from = end
  }
  return [...sentences, line.slice(from)].filter((sentence) => HAS_WORD.test(sentence))
}
