import * as z from 'zod'
import { canonicalText, isJsonObject } from '../../trajectory/index.ts'
import { sayFew } from '../show.ts'
import type { Expectation } from '../types.ts'
import { mentionsOfNames, namesField, positiveField, switchField } from './fields.ts'
import { indicesOf, type NumberedCall, nameCall, numberedCalls, sayCall } from './numbered.ts'

const DESCRIPTION = 'No call is made twice with the same arguments.'

interface RepeatsSpec {
  readonly allow: readonly string[]
  /** How many calls apart two calls still are a repeat; `null` for any number. */
  readonly within: number | null
}

export const noRepeatedCalls: Expectation<RepeatsSpec> = {
  name: 'no_repeated_calls',
  schema: z
    .strictObject({
      no_repeated_calls: switchField(
        {
          allow: namesField('Tools that may be called again with the same arguments.').optional(),
          within: positiveField(
            'a number of calls',
            'Only two calls at most so far apart are a repeat: 1 for one directly after the other.',
          ).optional(),
        },
        '{ allow: [get_time], within: 1 }',
        DESCRIPTION,
      ),
    })
    .meta({ description: DESCRIPTION })
    .transform(({ no_repeated_calls: { allow = [], within = null } }) => ({ allow, within })),
  mentions: ({ no_repeated_calls: given }) =>
    isJsonObject(given) ? mentionsOfNames(given['allow'], ['no_repeated_calls', 'allow']) : [],
  describe: ({ allow, within }) => {
    const apart = within === null ? '' : ` within ${within}`
    return `no repeated calls${apart}${allow.length === 0 ? '' : ` (but ${allow.join(', ')})`}`
  },
  score: ({ allow, within }, scene) => {
    const repeats = repeatsIn(
      numberedCalls(scene).filter(({ event }) => !allow.includes(event.name)),
      within ?? Number.POSITIVE_INFINITY,
    )
    if (repeats.length === 0) return { score: 1, reason: 'no call was made twice', events: [] }
    const reason = sayFew(repeats.map(([first, again]) => `${sayCall(again)}, as is ${nameCall(first)}`))
    const calls = [...new Set(repeats.flat())].sort((left, right) => left.number - right.number)
    return { score: 0, reason, events: indicesOf(calls) }
  },
}

/** Each call that repeats an earlier one, with the last of those. */
function repeatsIn(
  calls: readonly NumberedCall[],
  within: number,
): readonly (readonly [first: NumberedCall, again: NumberedCall])[] {
  const last = new Map<string, NumberedCall>()
  return calls.flatMap((call) => {
    const key = `${JSON.stringify(call.event.name)} ${canonicalText(call.event.input)}`
    const before = last.get(key)
    last.set(key, call)
    return before !== undefined && call.number - before.number <= within ? [[before, call] as const] : []
  })
}
