import * as z from 'zod'
import { isJsonObject, type Json } from '../../trajectory/index.ts'
import { textsField } from '../content/options.ts'
import { field, nameValue } from '../field.ts'
import { ascending } from '../found.ts'
import { quote, quoteList, sayFew, shorten, showValue } from '../show.ts'
import type { Expectation, Finding, Mention, Scene } from '../types.ts'
import { mentionsOfNames, namesField, switchField } from './fields.ts'
import { indicesOf, type NumberedCall, nameCall, numberedCalls } from './numbered.ts'

const DESCRIPTION =
  'After a call that failed, a later call of the same tool, or of one that stands in for it, succeeds.'

interface RecoverySpec {
  /** The tools whose errors are looked at; `null` for all. */
  readonly tools: readonly string[] | null
  /** The tools that may stand in for one, beside itself. */
  readonly instead: ReadonlyMap<string, readonly string[]>
  /** Texts of which the last answer may say one instead, whatever their case. */
  readonly says: readonly string[]
}

export const recoversFromErrors: Expectation<RecoverySpec> = {
  name: 'recovers_from_errors',
  schema: z
    .strictObject({
      recovers_from_errors: switchField(
        {
          tools: namesField('Look only at errors of these tools.').optional(),
          instead: insteadField().optional(),
          or_says: textsField(
            'The last answer may say one of these instead, in upper or lower case: that it did not work.',
          ).optional(),
        },
        '{ or_says: could not }',
        DESCRIPTION,
      ),
    })
    .meta({ description: DESCRIPTION })
    .transform(({ recovers_from_errors: { tools = null, instead = NONE, or_says: says = [] } }) => {
      return { tools, instead, says }
    }),
  mentions,
  describe: ({ tools, says }) => {
    const of = tools === null ? '' : ` of ${tools.join(', ')}`
    return `recovers from errors${of}${says.length === 0 ? '' : ` or says ${quoteList(says)}`}`
  },
  score: (spec, scene) => {
    const calls = numberedCalls(scene)
    const failed = calls.filter(
      ({ event }) => event.status === 'error' && (spec.tools === null || spec.tools.includes(event.name)),
    )
    if (failed.length === 0) return { score: 1, reason: 'no such call failed', events: [] }
    const rescues = new Map(failed.map((call) => [call, rescueOf(call, calls, spec)]))
    const lost = failed.filter((call) => rescues.get(call) === undefined)
    if (lost.length === 0) {
      const used = new Set([...rescues].flat().filter((call) => call !== undefined))
      return {
        score: 1,
        reason: 'a later call succeeded after each that failed',
        events: indicesOf(calls.filter((call) => used.has(call))),
      }
    }
    return admission(spec, scene, lost)
  },
}

const NONE: ReadonlyMap<string, readonly string[]> = new Map()

/** The first later call that makes up for one that failed. */
function rescueOf(
  failed: NumberedCall,
  calls: readonly NumberedCall[],
  { instead }: RecoverySpec,
): NumberedCall | undefined {
  const tools = [failed.event.name, ...(instead.get(failed.event.name) ?? [])]
  return calls.find(
    ({ number, event }) => number > failed.number && event.status === 'ok' && tools.includes(event.name),
  )
}

/** Where nothing made up for an error, what the last answer says of it decides. */
function admission({ says }: RecoverySpec, { final }: Scene, lost: readonly NumberedCall[]): Finding {
  const text = final?.text.toLowerCase() ?? ''
  const said = says.find((each) => text.includes(each.toLowerCase()))
  const answer = final === null || says.length === 0 ? [] : [final.index]
  const events = ascending([...indicesOf(lost), ...answer])
  if (said !== undefined) return { score: 1, reason: `the final output says ${quote(said)}`, events }
  const reason = sayFew(lost.map(sayLost))
  if (says.length === 0) return { score: 0, reason, events }
  const silence = final === null ? 'there is no final output' : `the final output is ${quote(final.text)}`
  return { score: 0, reason: `${reason}; nor is ${quoteList(says)} said: ${silence}`, events }
}

function sayLost(call: NumberedCall): string {
  const { name, result } = call.event
  return `${nameCall(call)} of ${shorten(name, 60)} failed with ${showValue(result)}, and no later one succeeded`
}

function insteadField(): z.ZodType<ReadonlyMap<string, readonly string[]>> {
  const description = 'Tools whose success makes up for an error of another: { search_web: [search_cache] }.'
  const names = { type: 'array', minItems: 1, items: { type: 'string' } }
  return field({ type: 'object', additionalProperties: names, description }, (value, report) => {
    if (!isJsonObject(value)) {
      const message = `expected a mapping such as { search_web: [search_cache] }, found ${nameValue(value)}`
      return report({ code: 'wrong-type', message })
    }
    const entries = Object.entries(value).map(([tool, others]): [string, string[]] => {
      const list: readonly Json[] = Array.isArray(others) ? others : []
      const names = list.filter((name) => typeof name === 'string' && name !== '').map(String)
      if (names.length === 0 || names.length < list.length) {
        const message = `expected a list of tools, found ${names.length < list.length ? 'another value in it' : nameValue(others)}`
        report({ code: 'wrong-type', message, path: [tool] })
      }
      return [tool, names]
    })
    return new Map(entries)
  })
}

function mentions({ recovers_from_errors: given }: Parameters<NonNullable<Expectation['mentions']>>[0]) {
  if (!isJsonObject(given)) return []
  const { tools, instead = null } = given
  const at = ['recovers_from_errors']
  const others = isJsonObject(instead) ? Object.entries(instead) : []
  return [
    ...mentionsOfNames(tools, [...at, 'tools']),
    ...others.flatMap(([tool, list]): readonly Mention[] => {
      const path = [...at, 'instead', tool]
      return [{ kind: 'tool', tool, path, point: 'key' }, ...mentionsOfNames(list, path)]
    }),
  ]
}
