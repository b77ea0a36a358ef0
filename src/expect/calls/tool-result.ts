import * as z from 'zod'
import { isJsonObject, type Json, own, textOf } from '../../trajectory/index.ts'
import { field, nameValue, type Report, unknownWord } from '../field.ts'
import { checkArgsPattern, checkPattern } from '../match/check.ts'
import { compareArgs, matchValue } from '../match/match.ts'
import { isOperation } from '../match/operators.ts'
import { showValue } from '../show.ts'
import type { Expectation, Finding, Scene } from '../types.ts'
import {
  type CallEntry,
  type Comparison,
  compareCall,
  describeEntry,
  entryProperties,
  mentionsOfEntry,
  parseEntry,
} from './entry.ts'
import { type NumberedCall, nameCall, numberedCalls } from './numbered.ts'

const DESCRIPTION = 'A call of this tool has such a result.'

interface ResultSpec {
  readonly entry: CallEntry
  readonly status: 'ok' | 'error' | null
  /** A pattern for the result; `null` for any. */
  readonly value: { readonly pattern: Json } | null
}

export const toolResult: Expectation<ResultSpec> = {
  name: 'tool_result',
  schema: z
    .strictObject({ tool_result: resultField() })
    .meta({ description: DESCRIPTION })
    .transform((item) => item.tool_result),
  mentions: ({ tool_result: given = null }) => mentionsOfEntry(given, ['tool_result']),
  describe: ({ entry, status, value }) => {
    const ended = status === null ? '' : ` with status ${status}`
    return `result of ${describeEntry(entry)}${ended}${value === null ? '' : ` is ${showValue(value.pattern)}`}`
  },
  score,
}

/** How far a call and its result are from what is expected, and in what. */
interface Looked {
  readonly call: NumberedCall
  readonly distance: number
  readonly why: string
}

function score(spec: ResultSpec, scene: Scene): Finding {
  const { entry } = spec
  const calls = numberedCalls(scene).filter(({ event }) => event.name === entry.tool)
  let nearest: Looked | null = null
  for (const call of calls) {
    const looked = lookAt(call, spec)
    if (looked.distance === 0) {
      return { score: 1, reason: `the result of ${nameCall(call)} is such`, events: [call.index] }
    }
    if (nearest === null || looked.distance < nearest.distance) nearest = looked
  }
  if (nearest === null) return { score: 0, reason: `${entry.tool}: never called`, events: [] }
  const { call, why } = nearest
  const reason = `${entry.tool}: no result matches; nearest is ${nameCall(call)}: ${why}`
  return { score: 0, reason, events: [call.index] }
}

/** The arguments weigh most: another call's result says nothing. */
function lookAt(call: NumberedCall, { entry, status, value }: ResultSpec): Looked {
  const { event } = call
  const args = compareCall(entry, event)
  if (args.distance > 0)
    return { call, distance: 2 + args.distance, why: sayDifference(args, 'the arguments') }
  if (event.status === 'unanswered') return { call, distance: 2, why: 'it got no result' }
  const found = value === null ? MATCH : nearestReading(value.pattern, event.result)
  if (status !== null && event.status !== status) {
    const why = `status ${status} expected, found ${event.status}: ${showValue(event.result)}`
    return { call, distance: 1 + found.distance / 2, why }
  }
  return { call, distance: found.distance, why: sayDifference(found, 'the result') }
}

const MATCH: Comparison = { distance: 0, first: null }

function sayDifference({ first }: Comparison, whole: string): string {
  const { path = '', expected = '', found = '' } = first ?? {}
  return `${path === '' ? whole : path} expected ${expected}, found ${found}`
}

/** A result that is text is also the JSON that it holds. The difference is that of the JSON, where there is any. */
function nearestReading(pattern: Json, result: Json): Comparison {
  const text = textOfResult(result)
  const parsed = text === null ? undefined : parsedOf(text)
  const readings = [...(parsed === undefined ? [] : [parsed]), text ?? result]
  const compared = readings.map((reading) => compareResult(pattern, reading))
  return compared.find(({ distance }) => distance === 0) ?? compared[0] ?? MATCH
}

/** Keys that a mapping does not name are free, as arguments are. */
function compareResult(pattern: Json, result: Json): Comparison {
  if (isJsonObject(pattern) && !isOperation(pattern)) {
    const compared = compareArgs(pattern, result, 'partial')
    return isJsonObject(result) ? compared : { distance: 1, first: matchFirst(pattern, result) }
  }
  const first = matchFirst(pattern, result)
  return { distance: first === null ? 0 : 1, first }
}

function matchFirst(pattern: Json, result: Json): Comparison['first'] {
  const matched = matchValue(pattern, result)
  return matched.ok ? null : matched
}

/** The text of a result: itself, or that of its blocks. */
function textOfResult(result: Json): string | null {
  if (typeof result === 'string') return result
  if (!Array.isArray(result)) return null
  const blocks = result.filter((block) => isJsonObject(block) && typeof block['type'] === 'string')
  return blocks.length === result.length ? textOf(blocks) : null
}

function parsedOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

const OWN_KEYS = ['status', 'value']

function resultField(): z.ZodType<ResultSpec> {
  const schema = {
    type: 'object',
    properties: {
      ...entryProperties,
      status: { enum: ['ok', 'error'], description: 'How the call ended.' },
      value: {
        description: 'The result, as text or as the JSON that it holds; $contains, $approx … match loosely.',
      },
    },
    required: ['tool'],
    additionalProperties: false,
    description: DESCRIPTION,
  }
  return field(schema, (given, report) => {
    if (!isJsonObject(given) || typeof own(given, 'tool') !== 'string') {
      const message = `expected a mapping such as { tool: get_order, value: { status: delivered } }, found ${isJsonObject(given) ? 'one without tool' : nameValue(given)}`
      return report({ code: 'wrong-type', message })
    }
    const entry = parseEntry(given, [], report, OWN_KEYS)
    const status = parseStatus(own(given, 'status'), report)
    const pattern = own(given, 'value')
    if (status === null && pattern === undefined) {
      const message = 'expected value or status: what the result is like; for the call alone write calls'
      return report({ code: 'missing-key', message, path: ['value'] })
    }
    if (pattern !== undefined) checkResult(pattern, report)
    if (entry === undefined || status === undefined) return undefined
    return { entry, status, value: pattern === undefined ? null : { pattern } }
  })
}

function parseStatus(status: Json | undefined, report: Report): ResultSpec['status'] | undefined {
  if (status === undefined) return null
  if (status === 'ok' || status === 'error') return status
  return report({ ...unknownWord(status, ['ok', 'error']), path: ['status'] })
}

function checkResult(pattern: Json, report: Report): void {
  const isMapping = isJsonObject(pattern) && !isOperation(pattern)
  for (const issue of isMapping ? checkArgsPattern(pattern) : checkPattern(pattern)) {
    report({ ...issue, path: ['value', ...issue.path] })
  }
}
