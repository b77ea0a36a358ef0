import * as z from 'zod'
import { type Items, itemList, type ParsedItem } from '../item.ts'
import type { Expectation } from '../types.ts'
import { describeParts, mentionsOfParts, quoteParts, scoreParts } from './combine.ts'

const DESCRIPTION = 'At least one of these expectations holds.'

export function anyOf(items: Items): Expectation<readonly ParsedItem[]> {
  return {
    name: 'any_of',
    schema: z
      .strictObject({ any_of: itemList(items, DESCRIPTION) })
      .meta({ description: DESCRIPTION })
      .transform((item) => item.any_of),
    mentions: (item) => mentionsOfParts(items, item, 'any_of'),
    parts: (list) => list,
    describe: (list) => `any of (${describeParts(items, list)})`,
    score: (list, scene) => {
      const { held, failed, unknown } = scoreParts(items, list, scene)
      if (held.length > 0) return { score: 1, ...quoteParts(held) }
      if (unknown.length > 0) return { score: 0, ...quoteParts(unknown), unknown: true }
      // `not` asks that none of the parts holds, so one that was not looked at is enough.
      const vacuous = failed.some(({ finding }) => finding.vacuous)
      return { score: 0, ...quoteParts(failed), ...(vacuous ? { vacuous } : {}) }
    },
  }
}
