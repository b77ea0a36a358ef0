import * as z from 'zod'
import type { Indexed, Json, ToolCall } from '../../trajectory/index.ts'
import { field } from '../field.ts'
import { ascending } from '../found.ts'
import { sayFew } from '../show.ts'
import type { Expectation } from '../types.ts'
import { attemptsIn, sayAttempt } from './attempts.ts'
import {
  type CallEntry,
  compareCall,
  describeEntry,
  entryJsonSchema,
  mentionsOfEntry,
  parseEntry,
} from './entry.ts'
import { numberedCalls, sayCall } from './numbered.ts'

const DESCRIPTION =
  'This tool is never called, or none of these, not even in vain; an entry may carry arguments. A forbidden tool.'

export const neverCalls: Expectation<readonly CallEntry[]> = {
  name: 'never_calls',
  schema: z
    .strictObject({ never_calls: entriesField() })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.never_calls),
  mentions: ({ never_calls: given = null }) =>
    Array.isArray(given)
      ? given.flatMap((entry: Json, index) => mentionsOfEntry(entry, ['never_calls', index]))
      : mentionsOfEntry(given, ['never_calls']),
  claims: (entries) =>
    entries.flatMap(({ tool, args }) => (args === null ? [{ kind: 'uncalled', tool } as const] : [])),
  describe: (entries) => `never calls ${entries.map(describeEntry).join(', ')}`,
  score: (entries, scene) => {
    const isForbidden = ({ event }: Indexed<ToolCall>): boolean =>
      entries.some((entry) => compareCall(entry, event).distance === 0)
    const made = numberedCalls(scene).filter(isForbidden)
    const tried = attemptsIn(scene).filter(isForbidden)
    if (made.length + tried.length === 0) return { score: 1, reason: 'no such call was made', events: [] }
    return {
      score: 0,
      reason: sayFew([...made.map(sayCall), ...tried.map(sayAttempt)]),
      events: ascending([...made, ...tried].map(({ index }) => index)),
    }
  },
}

function entriesField(): z.ZodType<readonly CallEntry[]> {
  const entry = entryJsonSchema()
  const anyOf = [entry, { type: 'array', minItems: 1, items: entry }]
  return field({ anyOf, description: DESCRIPTION }, (value, report) => {
    if (Array.isArray(value) && value.length === 0) {
      return report({ code: 'cannot-fail', message: 'the list of tools is empty' })
    }
    const given: readonly (readonly [unknown, readonly number[]])[] = Array.isArray(value)
      ? value.map((item: unknown, index) => [item, [index]] as const)
      : [[value, []]]
    const entries = given.map(([item, path]) => parseEntry(item, path, report))
    return entries.filter((parsed) => parsed !== undefined)
  })
}
