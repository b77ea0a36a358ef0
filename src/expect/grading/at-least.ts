import * as z from 'zod'
import { addProblem, field, wholeNumber } from '../field.ts'
import { type Items, itemList, type ParsedItem } from '../item.ts'
import type { Expectation } from '../types.ts'
import { describeParts, mentionsOfParts, scoreParts } from './combine.ts'

const DESCRIPTION = 'At least so many of the expectations in `of` hold.'

interface AtLeastSpec {
  readonly count: number
  readonly list: readonly ParsedItem[]
}

export function atLeast(items: Items): Expectation<AtLeastSpec> {
  return {
    name: 'at_least',
    schema: z
      .strictObject({ at_least: countField(), of: itemList(items, 'The expectations that are counted.') })
      .meta({ description: DESCRIPTION })
      .transform(({ at_least: count, of: list }, context): AtLeastSpec => {
        if (count > list.length) {
          const message = `${count} of ${list.length} can never hold`
          addProblem(context, { code: 'cannot-hold', message, path: ['at_least'] })
        }
        return { count, list }
      }),
    mentions: (item) => mentionsOfParts(items, item, 'of'),
    parts: ({ list }) => list,
    describe: ({ count, list }) => `at least ${count} of (${describeParts(items, list)})`,
    score: ({ count, list }, scene) => {
      const { finding, held } = scoreParts(items, list, count, scene)
      return { ...finding, reason: `${held} of ${list.length} hold, ${count} expected; ${finding.reason}` }
    },
  }
}

function countField(): z.ZodType<number> {
  return field({ type: 'integer', minimum: 1, description: DESCRIPTION }, (value, report) => {
    const count = wholeNumber(value, 'a whole number', report)
    if (count === 0) return report({ code: 'cannot-fail', message: 'at least 0 of them always hold' })
    return count
  })
}
