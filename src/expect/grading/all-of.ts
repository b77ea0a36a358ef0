import * as z from 'zod'
import { type Items, itemList, type ParsedItem } from '../item.ts'
import type { Expectation } from '../types.ts'
import { describeParts, mentionsOfParts, scoreParts } from './combine.ts'

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
    claims: (list) => list.flatMap((part) => items.claims(part)),
    describe: (list) => `all of (${describeParts(items, list)})`,
    score: (list, scene) => scoreParts(items, list, list.length, scene).finding,
  }
}
