import type { Detector, Found } from './found.ts'

/** Issuers' first digits and the lengths of their numbers (ISO/IEC 7812; the networks' own pages). */
const ISSUERS: readonly (readonly [start: RegExp, lengths: readonly number[]])[] = [
  [/^4/, [16, 19, 13]],
  [/^(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/, [16]],
  [/^3[47]/, [15]],
  [/^(?:6011|65|64[4-9])/, [16, 19]],
  [/^(?:36|38|39|30[0-59])/, [14]],
  [/^35(?:2[89]|[3-8])/, [16]],
  [/^62/, [16, 17, 18, 19]],
  [/^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, [16, 12, 13, 14, 15, 17, 18, 19]],
]

const RUN = /\d(?:[ .*_-]{0,3}\d){11,}/g
const LONGEST = 19

export const card: Detector = {
  what: 'a card number',
  find: (text) => [...text.matchAll(RUN)].flatMap(({ 0: run, index }) => inRun(run, index)),
}

/** A number begins and ends where a group of digits does: what stands inside of a longer number is none. */
function inRun(run: string, offset: number): readonly Found[] {
  const places = [...run.matchAll(/\d/g)].map(({ index }) => index)
  const digits = run.replace(/\D/g, '')
  const begins = (place: number): boolean =>
    place === 0 || (places[place - 1] ?? 0) + 1 < (places[place] ?? 0)
  const ends = (place: number): boolean => place === places.length || begins(place)
  const found: Found[] = []
  for (let from = 0; from < digits.length; ) {
    const length = begins(from)
      ? lengthAt(digits.slice(from, from + LONGEST), (size) => ends(from + size))
      : null
    if (length !== null) {
      const value = run.slice(places[from], (places[from + length - 1] ?? 0) + 1)
      found.push({ start: offset + (places[from] ?? 0), value, plain: digits.slice(from, from + length) })
    }
    from += length ?? 1
  }
  return found
}

function lengthAt(digits: string, ends: (size: number) => boolean): number | null {
  const [, lengths = []] = ISSUERS.find(([start]) => start.test(digits)) ?? []
  const fits = (size: number): boolean => size <= digits.length && ends(size) && isLuhn(digits.slice(0, size))
  return lengths.find(fits) ?? null
}

/** The check digit of ISO/IEC 7812-1, annex B. */
export function isLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place])
    const doubled = place % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
