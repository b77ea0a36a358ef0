import type { Problem, ProblemCode } from './language.ts'

/** A place in the assertion's text that moves forward as it is read. */
export interface Cursor {
  readonly text: string
  at: number
}

/** A piece of the text and where it stands. */
export interface Piece {
  readonly text: string
  readonly offset: number
}

const BLANKS = /\s*/y

/** Reads what `pattern` (sticky) matches after any blanks; `null`, and nothing read, when it does not. */
export function take(cursor: Cursor, pattern: RegExp): Piece | null {
  const offset = afterBlanks(cursor)
  pattern.lastIndex = offset
  const found = pattern.exec(cursor.text)
  if (found === null || found[0] === '') return null
  cursor.at = offset + found[0].length
  return { text: found[0], offset }
}

const UP_TO_BLANK = /[^\s]+/y

/** The next word, for a message: what stands where something else was expected. Empty at the end. */
export function peek(cursor: Cursor): Piece {
  const offset = afterBlanks(cursor)
  UP_TO_BLANK.lastIndex = offset
  return { text: UP_TO_BLANK.exec(cursor.text)?.[0] ?? '', offset }
}

function afterBlanks(cursor: Cursor): number {
  BLANKS.lastIndex = cursor.at
  BLANKS.exec(cursor.text)
  return BLANKS.lastIndex
}

export function problemAt(place: Piece, code: ProblemCode, message: string, hint: string | null): Problem {
  return { code, message, hint, offset: place.offset, length: place.text.length }
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'offset' in value
}

/** `found "x"`, or that the text ends here. */
export function found(place: Piece): string {
  return place.text === '' ? 'the assertion ends here' : `found "${place.text}"`
}
