import type { KnownValues } from '../responder.ts'
import { dateMarks, type Mark, marksOf, type Realpath } from './marks.ts'
import { type DatesByPlaceholder, datesOn } from './today.ts'

/** A day that it may be for the agent. */
export interface KnownDay {
  /** YYYY-MM-DD. */
  readonly date: string
  /** It in every spelling. */
  readonly marks: readonly Mark[]
  readonly dates: DatesByPlaceholder
}

/** What follows from the values that a trial knows. */
export interface KnownMarks {
  /** Longest first. */
  readonly marks: readonly Mark[]
  /** What the placeholders of these marks stand for. */
  readonly texts: ReadonlyMap<string, string>
  /** Today, where this machine stands, and then what it is elsewhere. */
  readonly days: readonly KnownDay[]
}

/** In one process all trials of a run are given the same values: what follows from them is worked out once. */
export function rememberedMarks(realpath: Realpath): (values: KnownValues) => KnownMarks {
  const known = new WeakMap<KnownValues, KnownMarks>()
  return (values) => {
    const before = known.get(values)
    if (before) return before
    const marks = marksOf(values, realpath)
    const follows = {
      marks,
      texts: new Map(marks.map(({ placeholder, text }) => [placeholder, text])),
      days: daysIn(values).map((date) => ({ date, marks: dateMarks(date), dates: datesOn(date) })),
    }
    known.set(values, follows)
    return follows
  }
}

const daysIn = ({ today, days = [] }: KnownValues): readonly string[] => [
  ...new Set([...(today === undefined ? [] : [today]), ...days]),
]
