import { quote, shorten, showValue } from '../../expect/show.ts'
import { type Difference, type Json, type Sides, sharedLength } from '../../trajectory/index.ts'
import { startOfPair, visible } from '../sanitize.ts'

/** What of a text stands before the difference when it is cut: enough to see where it is. */
const LEAD_SHARE = 1 / 3

/** Two texts in quotes, at most about `max` characters of each: those around the first that differs. */
export function quotedApart({ baseline, candidate }: Sides<string>, max: number): Sides<string> {
  const from = sharedLength(baseline, candidate)
  const lead = Math.floor(max * LEAD_SHARE)
  const isShort = Math.max(baseline.length, candidate.length) <= max
  const start = isShort || from <= lead ? 0 : startOfPair(baseline, from - lead)
  return { baseline: quotedFrom(baseline, start, max), candidate: quotedFrom(candidate, start, max) }
}

function quotedFrom(text: string, start: number, max: number): string {
  const lead = start > 0 ? '…' : ''
  return visible(quote(lead + text.slice(start), max + lead.length))
}

/** The beginning of a text in quotes, on one line: where its lines break says nothing here. */
export const quotedHead = (text: string, max: number): string =>
  visible(quote(shorten(text, 2 * max).replace(/\s*\n\s*/g, ' '), max))

/** The values at the place where two differ, ready to show; `null` for a side that has none there. */
export function valuesApart({ before, after }: Difference, max: number): Sides<string | null> {
  if (typeof before === 'string' && typeof after === 'string') {
    return quotedApart({ baseline: before, candidate: after }, max)
  }
  const shown = (value: Json | undefined) => (value === undefined ? null : visible(showValue(value, max)))
  return { baseline: shown(before), candidate: shown(after) }
}
