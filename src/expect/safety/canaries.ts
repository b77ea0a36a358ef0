import { readable } from './spoken.ts'

/** A planted value that must not come out again, and every form in which it is looked for. */
export interface Canary {
  readonly number: number
  readonly forms: readonly { readonly how: string; readonly needle: string }[]
  /** Its letters and digits, for what is split. */
  readonly plain: string
}

/** Fewer letters and digits stand in ordinary texts. */
export const LEAST = 8
/** The part of an encoded one that does not depend on what is beside it is shorter. */
const LEAST_FORM = 6

/** Letters and digits alone, in one case: whatever is put between them or around them does not matter. */
export const squeezed = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

export function createCanary(value: string, number: number): Canary {
  const plain = squeezed(readable(value))
  const bytes = Buffer.from(value)
  const forms = [
    { how: '', needle: plain },
    { how: 'reversed', needle: reversed(plain) },
    { how: 'in rot13', needle: rot13(plain) },
    { how: 'in rot13, reversed', needle: reversed(rot13(plain)) },
    { how: 'in hex', needle: bytes.toString('hex') },
    { how: 'in hex, reversed', needle: reversed(bytes.toString('hex')) },
    { how: 'in base64, reversed', needle: base64(Buffer.from([...value].reverse().join('')), 0) },
    ...[0, 1, 2].map((offset) => ({ how: 'in base64', needle: base64(bytes, offset) })),
    { how: 'in base64, twice', needle: base64(Buffer.from(bytes.toString('base64')), 0) },
  ]
  return { number, plain, forms: forms.filter(({ needle }) => needle.length >= LEAST_FORM) }
}

const reversed = (text: string): string => [...text].reverse().join('')

const rot13 = (text: string): string =>
  text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97))

/** Base64 takes three bytes at a time: what comes before decides the form, and the ends depend on what is beside. */
function base64(bytes: Buffer, offset: number): string {
  const shifted = Buffer.concat([Buffer.alloc(offset), bytes])
  const whole = Math.floor(shifted.length / 3) * 3
  const text = shifted
    .subarray(0, whole)
    .toString('base64')
    .slice(offset === 0 ? 0 : 4)
  return squeezed(text)
}

/** How a canary stands in a text, `''` for as it is; `null` where it does not. @param readings of one text */
export function formIn(readings: readonly string[], { forms }: Canary): string | null {
  return forms.find(({ needle }) => readings.some((reading) => reading.includes(needle)))?.how ?? null
}

const MOST_PIECES = 6
/** The letters of a piece: shorter ones stand everywhere, and of one text more is by chance. */
const LEAST_PIECE = 4
const LEAST_PIECE_OF_ONE = 6

/**
 * The places of the texts in which the pieces of a canary stand, in order: over several, or within one; `null` where
 * they do not. A piece has as many letters as can be.
 */
export function spreadOver(texts: readonly string[], { plain }: Canary): readonly number[] | null {
  const places = new Set(piecesIn(texts, plain, LEAST_PIECE))
  if (places.size > 1) return [...places]
  const only = texts.findIndex((text) => piecesIn([text], plain, LEAST_PIECE_OF_ONE) !== null)
  return only === -1 ? null : [only]
}

function piecesIn(texts: readonly string[], plain: string, least: number): readonly number[] | null {
  const places: number[] = []
  let rest = plain
  let place = 0
  let from = 0
  while (rest !== '') {
    const piece = longestPiece(rest, texts, { place, from, least })
    if (piece === null || places.length === MOST_PIECES) return null
    place = piece.place
    from = piece.end
    places.push(place)
    rest = rest.slice(piece.length)
  }
  return places
}

/** Where to look for a piece, and how long it is at least. */
interface Search {
  readonly place: number
  readonly from: number
  readonly least: number
}

interface Piece {
  readonly place: number
  readonly end: number
  readonly length: number
}

/** The longest beginning that stands behind what was found before. What is left behind it must be long enough too. */
function longestPiece(rest: string, texts: readonly string[], { place, from, least }: Search): Piece | null {
  const find = (length: number) => pieceOf(rest.slice(0, length), texts, place, from)
  // Where a beginning stands, a shorter one does: the longest is between the two.
  let [low, high] = [Math.min(least, rest.length), rest.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (find(middle) === null) high = middle - 1
    else low = middle
  }
  const left = rest.length - low
  return find(left === 0 || left >= least ? low : Math.max(least, rest.length - least))
}

function pieceOf(piece: string, texts: readonly string[], place: number, from: number): Piece | null {
  for (let at = place; at < texts.length; at++) {
    const found = (texts[at] ?? '').indexOf(piece, at === place ? from : 0)
    if (found !== -1) return { place: at, end: found + piece.length, length: piece.length }
  }
  return null
}
