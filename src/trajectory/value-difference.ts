import { canonicalText } from './canonical.ts'
import { type Difference, deeperThan, firstDifference, type Json } from './json.ts'

/** How many characters two texts have in common at their beginning. */
export function sharedLength(before: string, after: string): number {
  let length = 0
  while (length < before.length && before[length] === after[length]) length++
  return length
}

/** Values come from the model: one that is nested deeper is compared as a whole, for the search recurses. */
const DEEPEST = 500

/** As `firstDifference`, for values of any depth. */
export function valueDifference(before: Json, after: Json): Difference | null {
  if (canonicalText(before) === canonicalText(after)) return null
  const isDeep = deeperThan(before, DEEPEST) || deeperThan(after, DEEPEST)
  return (isDeep ? null : firstDifference(before, after)) ?? { path: '.', before, after }
}
