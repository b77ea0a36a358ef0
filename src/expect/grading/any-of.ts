import * as z from 'zod'
import { type Items, itemList, type ParsedItem } from '../item.ts'
import type { Expectation } from '../types.ts'
import { describeParts, mentionsOfParts, scoreParts } from './combine.ts'

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
    score: (list, scene) => scoreParts(items, list, 1, scene).finding,
  }
}
