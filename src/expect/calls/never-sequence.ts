import * as z from 'zod'
import type { Json } from '../../trajectory/index.ts'
import { field } from '../field.ts'
import type { Expectation } from '../types.ts'
import {
  type CallEntry,
  compareCall,
  describeEntry,
  entryJsonSchema,
  mentionsOfEntry,
  parseEntry,
} from './entry.ts'
import { expectList } from './list.ts'
import { indicesOf, type NumberedCall, numberedCalls, sayCall } from './numbered.ts'

const DESCRIPTION = 'These calls are never made one after the other, in this order.'

interface SequenceSpec {
  readonly entries: readonly CallEntry[]
  /** Only calls that follow directly on each other count. */
  readonly adjacent: boolean
}

export const neverSequence: Expectation<SequenceSpec> = {
  name: 'never_sequence',
  schema: z
    .strictObject({
      never_sequence: sequenceField(),
      adjacent: z
        .boolean()
        .optional()
        .meta({ description: 'true: only where no other call is between them; false is the default.' }),
    })
    .meta({ description: DESCRIPTION })
    .transform(({ never_sequence: entries, adjacent = false }) => ({ entries, adjacent })),
  mentions: ({ never_sequence: given }) =>
    Array.isArray(given)
      ? given.flatMap((entry: Json, index) => mentionsOfEntry(entry, ['never_sequence', index]))
      : [],
  describe: ({ entries, adjacent }) =>
    `never ${entries.map(describeEntry).join(adjacent ? ' and directly after it ' : ' and later ')}`,
  score: ({ entries, adjacent }, scene) => {
    const calls = numberedCalls(scene)
    const found = adjacent ? findAdjacent(entries, calls) : findLater(entries, calls)
    if (found === null) return { score: 1, reason: 'these calls were not made in this order', events: [] }
    return { score: 0, reason: found.map(sayCall).join(', then '), events: indicesOf(found) }
  },
}

const matches = (entry: CallEntry | undefined, call: NumberedCall | undefined): boolean =>
  entry !== undefined && call !== undefined && compareCall(entry, call.event).distance === 0

/** The earliest call for each entry: where one choice of calls is in order, this one is. */
function findLater(
  entries: readonly CallEntry[],
  calls: readonly NumberedCall[],
): readonly NumberedCall[] | null {
  const found: NumberedCall[] = []
  for (const call of calls) {
    if (matches(entries[found.length], call)) found.push(call)
    if (found.length === entries.length) return found
  }
  return null
}

function findAdjacent(
  entries: readonly CallEntry[],
  calls: readonly NumberedCall[],
): readonly NumberedCall[] | null {
  const start = calls.findIndex((_, place) =>
    entries.every((entry, offset) => matches(entry, calls[place + offset])),
  )
  return start < 0 ? null : calls.slice(start, start + entries.length)
}

function sequenceField(): z.ZodType<readonly CallEntry[]> {
  const schema = { type: 'array', minItems: 2, items: entryJsonSchema(), description: DESCRIPTION }
  return field(schema, (value, report) => {
    const list = expectList(value, report)
    if (list === undefined) return undefined
    if (list.length < 2) {
      const message = 'a sequence has two calls or more; for a single one write never_calls'
      return report({ code: 'invalid-value', message })
    }
    const entries = list.map((item, index) => parseEntry(item, [index], report))
    return entries.filter((entry) => entry !== undefined)
  })
}
