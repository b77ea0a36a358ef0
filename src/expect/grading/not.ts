import * as z from 'zod'
import type { Items, ParsedItem } from '../item.ts'
import type { Expectation } from '../types.ts'

const DESCRIPTION = 'This expectation does not hold.'

/** Turns a decided finding round; one that is unknown stays unknown, and one without an answer stays a miss. */
export function not(items: Items): Expectation<ParsedItem> {
  return {
    name: 'not',
    schema: z
      .strictObject({ not: items.schema })
      .meta({ description: DESCRIPTION })
      .transform((item) => item.not),
    mentions: (item) => items.mentions(item['not'], ['not']),
    parts: (part) => [part],
    describe: (part) => `not (${items.describe(part)})`,
    score: (part, scene) => {
      const inner = items.score(part, scene)
      if (inner.unknown || inner.vacuous) return inner
      const holds = !items.holds(part, inner)
      const reason = holds ? `as it should not: ${inner.reason}` : `it holds, but should not: ${inner.reason}`
      return { score: holds ? 1 : 0, reason, events: inner.events }
    },
  }
}
