import type { KnownValues } from '../responder.ts'
import { dateMarks, type Mark, marksOf, type Realpath } from './marks.ts'
import { type DatesByPlaceholder, datesOn } from './today.ts'

/** What follows from the values that a trial knows. */
export interface KnownMarks {
  /** Longest first. */
  readonly marks: readonly Mark[]
  /** What the placeholders of these marks stand for. */
  readonly texts: ReadonlyMap<string, string>
  /** Today in every spelling. */
  readonly dateMarks: readonly Mark[]
  readonly dates: DatesByPlaceholder
}

/** In one process all trials of a run are given the same values: what follows from them is worked out once. */
export function rememberedMarks(realpath: Realpath): (values: KnownValues) => KnownMarks {
  const known = new WeakMap<KnownValues, KnownMarks>()
  return (values) => {
    const before = known.get(values)
    if (before) return before
    const marks = marksOf(values, realpath)
    const today = values.today ?? ''
    const follows = {
      marks,
      texts: new Map(marks.map(({ placeholder, text }) => [placeholder, text])),
      dateMarks: dateMarks(today),
      dates: datesOn(today),
    }
    known.set(values, follows)
    return follows
  }
}
