import { type Place, readings } from './encodings.ts'
import { hasLongRun } from './long-run.ts'
import { SHAPES, type Shape } from './shapes.ts'

/** A credential in a text, or the encoded text that holds one. */
export interface Finding extends Place {
  readonly what: string
}

/** A text that is a credential wherever it stands. */
export interface Needle {
  readonly what: string
  readonly form: string
}

/** JSON in JSON with base64 in it, or base64 of base64 with escapes: nobody encodes more often by chance. */
const DEEPEST = 3

/** What the first credential of a text is, as in `an Anthropic key`. */
export const secretIn = (text: string): string | null => findings(text, []).next().value?.what ?? null

/**
 * All credentials of a text: those known by their value first, then those known by their shape, then what is encoded.
 * Takes time in proportion to the text, whatever is in it.
 */
export function* findings(text: string, needles: readonly Needle[], depth = DEEPEST): Generator<Finding> {
  for (const needle of needles) yield* found(text, needle)
  const longRun = hasLongRun(text)
  for (const shape of SHAPES) if (mayHold(text, shape, longRun)) yield* fitting(text, shape)
  if (depth === 0) return
  for (const reading of readings(text, longRun)) {
    for (const { what, start, end } of findings(reading.text, needles, depth - 1)) {
      yield { what, ...reading.place(start, end) }
    }
  }
}

const mayHold = (text: string, { signs }: Shape, longRun: boolean): boolean =>
  signs ? signs.some((sign) => text.includes(sign)) : longRun

function* found(text: string, { what, form }: Needle): Generator<Finding> {
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length)) {
    yield { what, start: at, end: at + form.length }
  }
}

function* fitting(text: string, { what, shape, is }: Shape): Generator<Finding> {
  for (const { 0: all, groups, indices } of text.matchAll(shape)) {
    const [start, end] = indices?.groups?.['value'] ?? indices?.[0] ?? [0, 0]
    if (is?.(groups?.['value'] ?? all) ?? true) yield { what, start, end }
  }
}
