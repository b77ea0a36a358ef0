import * as z from 'zod'
import { type Items, itemList, type ParsedItem } from '../item.ts'
import type { Expectation } from '../types.ts'
import { describeParts, mentionsOfParts, quoteParts, scoreParts } from './combine.ts'

const DESCRIPTION = 'All of these expectations hold.'

export function allOf(items: Items): Expectation<readonly ParsedItem[]> {
  return {
    name: 'all_of',
    schema: z
      .strictObject({ all_of: itemList(items, DESCRIPTION) })
      .meta({ description: DESCRIPTION })
      .transform((item) => item.all_of),
    mentions: (item) => mentionsOfParts(items, item, 'all_of'),
    parts: (list) => list,
    describe: (list) => `all of (${describeParts(items, list)})`,
    score: (list, scene) => {
      const { held, failed, unknown } = scoreParts(items, list, scene)
      if (failed.length > 0) {
        // One part that was looked at and missed makes it a miss that `not` may turn round.
        const vacuous = failed.every(({ finding }) => finding.vacuous)
        return { score: 0, ...quoteParts(failed), ...(vacuous ? { vacuous } : {}) }
      }
      if (unknown.length > 0) return { score: 0, ...quoteParts(unknown), unknown: true }
      return { score: 1, ...quoteParts(held) }
    },
  }
}
