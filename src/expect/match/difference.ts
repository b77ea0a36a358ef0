import type { Json } from '../../trajectory/index.ts'
import { showValue } from '../show.ts'

/** Where a value first leaves a pattern. `path` is relative to the value: `.items[0].sku`, or empty. */
export interface Difference {
  readonly path: string
  readonly expected: string
  readonly found: string
}

/** A compiled pattern. */
export interface Matcher {
  /** What it takes, in a few words: `about 49.9 (±0.01)`. */
  readonly expected: string
  /** The first difference in the order of the pattern, or `null` for a match; `undefined` stands for absent. */
  find(value: Json | undefined): Difference | null
}

export const ABSENT = 'nothing'

export function differ(expected: string, value: Json | undefined, path = ''): Difference {
  return { path, expected, found: value === undefined ? ABSENT : showValue(value) }
}

export function under(step: string, inner: Difference): Difference {
  return { ...inner, path: `${step}${inner.path}` }
}

/** A matcher that looks at the value as a whole. */
export function whole(expected: string, matches: (value: Json) => boolean): Matcher {
  return {
    expected,
    find: (value) => (value !== undefined && matches(value) ? null : differ(expected, value)),
  }
}
