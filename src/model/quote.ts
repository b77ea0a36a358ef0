import type { Difference, Json } from '../trajectory/index.ts'

const QUOTE_LENGTH = 80

/** Both sides of a difference in a few words; of two long texts, the part from where they part. */
export function quoteDifference({ before, after }: Difference): { before: string; after: string } {
  if (typeof before !== 'string' || typeof after !== 'string')
    return { before: quote(before), after: quote(after) }
  let common = 0
  while (common < before.length && before[common] === after[common]) common++
  const from = Math.max(0, common - QUOTE_LENGTH / 4)
  return { before: quote(before.slice(from), from > 0), after: quote(after.slice(from), from > 0) }
}

/** A value as JSON, cut where it is long. */
export function quote(value: Json | undefined, cutBefore = false): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  const short = text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH)}…` : text
  return cutBefore ? `…${short}` : short
}
