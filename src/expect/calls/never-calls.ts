import * as z from 'zod'
import type { Json } from '../../trajectory/index.ts'
import { field } from '../field.ts'
import type { Expectation } from '../types.ts'
import { attemptsIn } from './attempts.ts'
import {
  type CallEntry,
  compareCall,
  describeEntry,
  entryJsonSchema,
  mentionsOfEntry,
  parseEntry,
} from './entry.ts'
import { describeCall } from './explain.ts'

const DESCRIPTION =
  'This tool is never called, or none of these, not even in vain; an entry may carry arguments. A forbidden tool.'
const MAX_SHOWN = 3

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
  describe: (entries) => `never calls ${entries.map(describeEntry).join(', ')}`,
  score: (entries, scene) => {
    const made = scene.calls.map(({ index, event }, place) => {
      const said = `call ${place + 1} (event ${index}) is ${describeCall(event)}`
      return { index, event, said }
    })
    const tried = attemptsIn(scene).map(({ index, event, how }) => {
      const said = `event ${index} is ${describeCall(event)}, ${how}`
      return { index, event, said }
    })
    const forbidden = [...made, ...tried].filter(({ event }) =>
      entries.some((entry) => compareCall(entry, event).distance === 0),
    )
    if (forbidden.length === 0) return { score: 1, reason: 'no such call was made', events: [] }
    const shown = forbidden.slice(0, MAX_SHOWN).map(({ said }) => said)
    const more = forbidden.length > MAX_SHOWN ? `; and ${forbidden.length - MAX_SHOWN} more` : ''
    const events = [...new Set(forbidden.map(({ index }) => index))].sort((a, b) => a - b)
    return { score: 0, reason: shown.join('; ') + more, events }
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
    const entries = given.map(([item, path]) => {
      const parsed = parseEntry(item, path, report)
      if (parsed === undefined || parsed.times === null) return parsed
      return report({
        code: 'unknown-key',
        message: 'times makes no sense in never_calls',
        path: [...path, 'times'],
      })
    })
    return entries.filter((parsed) => parsed !== undefined)
  })
}
