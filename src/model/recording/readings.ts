import type { Recording } from './format.ts'
import type { Mark } from './marks.ts'
import { type DatesByPlaceholder, datesOn, readingsOf } from './today.ts'

/**
 * What some placeholders of a recorded request stand for: a text, or another placeholder. A recording is read in each
 * way that its writer may have meant, and found where one of them is the request of today.
 */
export type Reading = ReadonlyMap<string, string>

/** A placeholder that may mean something else, by what else: see `alternativesIn`. */
export type Alternatives = Readonly<Record<string, string>>

/** `/tmp` and `/app` stand in prompts that were written for any machine; longer paths do not. */
const COMMON_PATH = /^\/[^/]+$/

/**
 * Where the marks leave it open what a text meant: a path so short that a prompt may name it whatever the machine, and
 * one that two values share, such as the working directory and the folder of the suite.
 * @param marks of which the first of a text is the one that hides it
 */
export function alternativesIn(marks: readonly Mark[], used: (placeholder: string) => boolean): Alternatives {
  const alternatives: Record<string, string> = {}
  for (const { placeholder, text, kind } of marks) {
    if (kind !== 'path' || !used(placeholder) || placeholder in alternatives) continue
    const twin = marks.find((mark) => mark.text === text && mark.placeholder !== placeholder)
    if (COMMON_PATH.test(text)) alternatives[placeholder] = text
    else if (twin) alternatives[placeholder] = twin.placeholder
  }
  return alternatives
}

/** Every combination of what is meant and what may be. The first is that all is as it is written. */
export function pathReadings(alternatives: Alternatives): readonly Reading[] {
  let readings: Reading[] = [new Map()]
  for (const [placeholder, text] of Object.entries(alternatives)) {
    readings = readings.flatMap((reading) => [reading, new Map([...reading, [placeholder, text]])])
  }
  return readings.toSorted((a, b) => a.size - b.size)
}

/** The dates of a recorded request as they were, and as they would be on each of these days. */
export function dateReadings(
  { today }: Pick<Recording, 'today'>,
  days: readonly string[],
): readonly DatesByPlaceholder[] {
  return [datesOn(today ?? ''), ...days.flatMap((day) => readingsOf(day, today))]
}
