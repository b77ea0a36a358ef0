import * as z from 'zod'
import { isJsonObject, type Json, own, parsePath, readPath, shapeOf } from '../../trajectory/index.ts'
import { field, nameValue, type Report } from '../field.ts'
import { compileSchema, type SchemaCheck } from '../json-schema.ts'
import { checkPattern } from '../match/check.ts'
import { compile } from '../match/compile.ts'
import type { Matcher } from '../match/difference.ts'
import { quote, shorten } from '../show.ts'
import type { Expectation, Finding } from '../types.ts'
import { readJson } from './json-text.ts'
import {
  describeWhere,
  eventsOf,
  type Looked,
  mentionsOfOptions,
  nothingSaid,
  subject,
  textsOf,
  type Where,
  whereField,
} from './where.ts'

const DESCRIPTION =
  'The answer, or a block of code in it, is JSON; { schema } that it is valid against, { path, value } what stands where.'

/** What has to hold at a place of the value. */
interface JsonCheck {
  /** As `items[0].sku`; empty for the whole value. */
  readonly path: string
  readonly schema: SchemaCheck | null
  readonly matcher: Matcher | null
}

interface JsonSpec {
  readonly checks: readonly JsonCheck[]
  readonly on: Where
}

type Path = readonly (string | number)[]

const KEYS = ['schema', 'path', 'value']
const FORMS = 'true, or a mapping of schema, path and value'

const check = {
  type: 'object',
  properties: {
    schema: { type: 'object', description: 'A JSON Schema (2020-12).' },
    path: { type: 'string', description: 'Where to look, such as items[0].sku.' },
    value: { description: 'What stands there: a value or a matcher.' },
  },
  minProperties: 1,
  additionalProperties: false,
}

const checksField = field<readonly JsonCheck[]>(
  { anyOf: [{ const: true }, check, { type: 'array', minItems: 1, items: check }], description: DESCRIPTION },
  (value, report) => {
    if (value === true) return []
    if (!Array.isArray(value)) {
      const only = parseCheck(value, [], report)
      return only && [only]
    }
    if (value.length === 0) return report({ code: 'cannot-fail', message: 'the list of checks is empty' })
    const checks = value.map((each: unknown, index) => parseCheck(each, [index], report))
    return checks.filter((each) => each !== undefined)
  },
)

function parseCheck(value: unknown, path: Path, report: Report): JsonCheck | undefined {
  if (!isJsonObject(value)) {
    return report({ code: 'wrong-type', message: `expected ${FORMS}, found ${nameValue(value)}`, path })
  }
  const keys = Object.keys(value)
  for (const key of keys.filter((each) => !KEYS.includes(each))) {
    const message = `json has no option ${JSON.stringify(key)}; it takes ${KEYS.join(', ')}`
    report({ code: 'unknown-key', message, path: [...path, key], candidates: KEYS })
  }
  if (keys.length === 0) return report({ code: 'missing-key', message: `expected ${FORMS}`, path })
  const given = {
    path: parseWhere(own(value, 'path') ?? '', [...path, 'path'], report),
    schema: parseSchema(own(value, 'schema'), [...path, 'schema'], report),
    matcher: parseMatcher(own(value, 'value'), [...path, 'value'], report),
  }
  const { path: where, schema, matcher } = given
  return where === undefined || schema === undefined || matcher === undefined
    ? undefined
    : { path: where, schema, matcher }
}

function parseWhere(value: Json, path: Path, report: Report): string | undefined {
  if (typeof value === 'string' && parsePath(value) !== null) return value
  const message = `expected a path such as items[0].sku, found ${nameValue(value)}`
  return report({ code: typeof value === 'string' ? 'invalid-value' : 'wrong-type', message, path })
}

function parseSchema(value: Json | undefined, path: Path, report: Report): SchemaCheck | null | undefined {
  if (value === undefined) return null
  if (!isJsonObject(value)) {
    return report({ code: 'wrong-type', message: `expected a JSON Schema, found ${nameValue(value)}`, path })
  }
  const compiled = compileSchema(value)
  if (compiled.ok) return compiled.check
  for (const { message, path: inside } of compiled.problems) {
    report({ code: 'invalid-value', message, path: [...path, ...inside] })
  }
  return undefined
}

function parseMatcher(value: Json | undefined, path: Path, report: Report): Matcher | null | undefined {
  if (value === undefined) return null
  const issues = checkPattern(value)
  for (const issue of issues) report({ ...issue, path: [...path, ...issue.path] })
  return issues.length === 0 ? compile(value) : undefined
}

export const json: Expectation<JsonSpec> = {
  name: 'json',
  schema: z
    .strictObject({ json: checksField, on: whereField().optional() })
    .meta({ description: DESCRIPTION })
    .transform((item) => ({ checks: item.json, on: item.on ?? 'final' })),
  mentions: mentionsOfOptions,
  describe: ({ checks, on }) => {
    const said = checks.map(describeCheck).join(', ')
    return `json${said === '' ? '' : ` with ${said}`}${describeWhere(on)}`
  },
  score: (spec, scene) => {
    const texts = textsOf(spec.on, scene)
    if (texts.length === 0) return nothingSaid(spec.on, scene)
    const attempts = texts.map((text) => attempt(spec, text, texts.length > 1))
    const best = attempts.find(({ misses }) => misses === 0) ?? nearest(attempts)
    return { score: best.misses === 0 ? 1 : 0, reason: best.reason, events: best.events }
  },
}

function describeCheck({ path, schema, matcher }: JsonCheck): string {
  const where = path === '' ? '' : `${path} `
  if (matcher !== null) return `${where}${matcher.expected}`
  return schema === null ? path : `${where}valid by its schema`
}

interface Attempt extends Pick<Finding, 'reason' | 'events'> {
  /** How many checks a text misses; infinite where it is no JSON. */
  readonly misses: number
}

const nearest = (attempts: readonly Attempt[]): Attempt =>
  attempts.reduce((best, each) => (each.misses < best.misses ? each : best))

function attempt({ checks, on }: JsonSpec, text: Looked, isOneOfMany: boolean): Attempt {
  const who = on === 'any_message' && isOneOfMany ? `the message of event ${text.events[0]}` : subject(on)
  const events = eventsOf([text])
  const read = readJson(text.text)
  if (!read.ok) {
    const reason = `${who} is not JSON${read.why}; it is ${quote(text.text)}`
    return { reason, events, misses: Number.POSITIVE_INFINITY }
  }
  const said = checks.length === 0 ? '' : `: ${checks.map(describeCheck).join(', ')}`
  return nearest(
    read.values.map((value) => {
      const missed = checks.flatMap((each) => missOf(each, value) ?? [])
      const reason =
        missed.length === 0 ? `${who} is JSON${said}` : `in the JSON of ${who} ${missed.join('; ')}`
      return { reason, events, misses: missed.length }
    }),
  )
}

/** What a check misses, in a sentence. */
function missOf({ path, schema, matcher }: JsonCheck, value: Json): string | null {
  const found = readPath(value, path)
  const where = path === '' ? 'the value' : path
  if (found === undefined) return `there is nothing at ${path}: it is ${shorten(shapeOf(value), 120)}`
  const invalid = schema?.(found) ?? null
  if (invalid !== null)
    return `${where}${invalid.startsWith('.') || invalid.startsWith('[') ? '' : ' '}${invalid}`
  const difference = matcher?.find(found) ?? null
  if (difference === null) return null
  return `${where}${difference.path} is ${difference.found}, expected ${difference.expected}`
}
