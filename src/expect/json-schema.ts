import { createRequire } from 'node:module'
import type { Ajv2020, ErrorObject, KeywordDefinition } from 'ajv/dist/2020.js'
import * as z from 'zod'
import { deeperThan, isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'
import { lazy } from './once.ts'
import { compileRegex } from './regex.ts'
import { pathStep, quote, showValue } from './show.ts'

/** A mistake in a JSON Schema, at a path inside it. */
export interface SchemaProblem {
  readonly message: string
  readonly path: readonly (string | number)[]
}

/** What of a value a schema does not allow, in a sentence; `null` where it is valid. */
export type SchemaCheck = (value: Json) => string | null

export type CompiledSchema =
  | { readonly ok: true; readonly check: SchemaCheck }
  | { readonly ok: false; readonly problems: readonly SchemaProblem[] }

/** Deeper than any answer; a schema that refers to itself recurses over the value. */
const MAX_DEPTH = 200

/**
 * `strict`: unknown keywords and formats are mistakes, for what is not checked cannot fail. `lenient`: they are passed
 * over, as in schemas that others wrote.
 */
type Reading = 'strict' | 'lenient'

/** Compiles a JSON Schema (2020-12). Its regular expressions are RE2's, and it takes time linear in the value. */
export function compileSchema(schema: JsonObject, reading: Reading = 'strict'): CompiledSchema {
  if (deeperThan(schema, MAX_DEPTH)) return problem(`the schema is more than ${MAX_DEPTH} levels deep`)
  const ajv = sharedAjv[reading]()
  try {
    if (ajv.validateSchema(schema) !== true)
      return { ok: false, problems: problemsOf(ajv.errors ?? [], schema) }
    const validate = ajv.compile(schema)
    if (recursesForEver(validate)) return problem('the schema refers to itself without end')
    return {
      ok: true,
      check: (value) => {
        if (deeperThan(value, MAX_DEPTH)) return `is more than ${MAX_DEPTH} levels deep`
        return validate(value) ? null : sayMiss(validate.errors ?? [], value)
      },
    }
  } catch (thrown) {
    return problem(thrown instanceof Error ? thrown.message : String(thrown))
  } finally {
    // It would keep every schema, and refuse a second one of the same $id.
    ajv.removeSchema(schema)
  }
}

const problem = (message: string): CompiledSchema => ({ ok: false, problems: [{ message, path: [] }] })

function recursesForEver(validate: (value: unknown) => boolean): boolean {
  try {
    for (const value of [null, true, 0, '', [], {}]) validate(value)
    return false
  } catch (thrown) {
    if (thrown instanceof RangeError) return true
    throw thrown
  }
}

/** One for all schemas: it compiles the schema of schemas, which takes longer than any of theirs. */
const sharedAjv: Readonly<Record<Reading, () => Ajv2020>> = {
  strict: lazy(() => createAjv(true)),
  lenient: lazy(() => createAjv(false)),
}

function createAjv(strict: boolean): Ajv2020 {
  const { Ajv2020 } = loadAjv()
  const ajv = new Ajv2020({
    strictSchema: strict,
    strictTypes: false,
    strictTuples: false,
    logger: false,
    ownProperties: true,
    multipleOfPrecision: 9,
    code: { regExp: linearRegExp },
  })
  for (const [name, format] of Object.entries(FORMATS)) {
    ajv.addFormat(name, (text: string) => format.safeParse(text).success)
  }
  for (const keyword of comparisons) {
    ajv.removeKeyword(String(keyword.keyword))
    ajv.addKeyword(keyword)
  }
  return ajv
}

/** Only suites that have a schema wait for the package; the bundle has it as a part that is run when it is asked for. */
function loadAjv(): typeof import('ajv/dist/2020.js') {
  return typeof require === 'function'
    ? require('ajv/dist/2020.js')
    : createRequire(import.meta.url)('ajv/dist/2020.js')
}

const FORMATS: Readonly<Record<string, z.ZodType>> = {
  date: z.iso.date(),
  time: z.iso.time(),
  'date-time': z.iso.datetime({ offset: true }),
  duration: z.iso.duration(),
  email: z.email(),
  uri: z.url(),
  uuid: z.guid(),
  ipv4: z.ipv4(),
  ipv6: z.ipv6(),
}

/** A schema's `pattern` is held against what a model says. */
const linearRegExp = Object.assign(
  (source: string) => {
    const regex = compileRegex(source)
    if (!regex.ok) throw new Error(regex.message)
    // Ajv keeps one for all that have the same name.
    return { test: regex.test, toString: () => source }
  },
  { code: 'linearRegExp' },
)

/** Ajv's own compare every item with every other, and trip over keys such as `valueOf`. */
const comparisons: readonly KeywordDefinition[] = [
  {
    keyword: 'const',
    compile: (wanted: Json) => {
      const key = keyOf(wanted)
      return (value: Json) => keyOf(value) === key
    },
    error: { message: ({ schema }) => `must be ${showValue(schema)}` },
  },
  {
    keyword: 'enum',
    schemaType: 'array',
    compile: (wanted: readonly Json[]) => {
      const keys = new Set(wanted.map(keyOf))
      return (value: Json) => keys.has(keyOf(value))
    },
    error: {
      message: ({ schema }) => `must be one of ${schema.map((each: Json) => showValue(each)).join(', ')}`,
    },
  },
  {
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    compile: (wanted: boolean) => (items: readonly Json[]) =>
      !wanted || new Set(items.map(keyOf)).size === items.length,
    error: { message: 'must not have the same item twice' },
  },
]

/** The same text for equal values. */
const keyOf = (value: Json): string =>
  JSON.stringify(value, (_, each: Json) =>
    isJsonObject(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  )

/** The first mistake at each place: those of alternatives repeat it. */
function problemsOf(errors: readonly ErrorObject[], schema: JsonObject): readonly SchemaProblem[] {
  const first = new Map<string, SchemaProblem>()
  for (const { instancePath, message = 'is wrong' } of errors) {
    const { path } = walk(instancePath, schema)
    if (!first.has(instancePath)) first.set(instancePath, { message: `not a JSON Schema: ${message}`, path })
  }
  return [...first.values()]
}

/** The first miss; of alternatives that all miss, that they do. */
function sayMiss(errors: readonly ErrorObject[], value: Json): string {
  const error = errors.findLast(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf') ?? errors[0]
  if (error === undefined) return 'is not valid'
  const { path, found } = walk(error.instancePath, value)
  const at = path.map(pathStep).join('')
  const shown = found === undefined ? '' : `, found ${showValue(found)}`
  return `${at === '' ? '' : `${at} `}${sayError(error)}${shown}`
}

function sayError({ keyword, params, message = 'is not valid' }: ErrorObject): string {
  const name = params['additionalProperty'] ?? params['unevaluatedProperty']
  return typeof name === 'string' ? `must not have ${quote(name, 60)} (${keyword})` : message
}

interface Place {
  readonly path: readonly (string | number)[]
  readonly found: Json | undefined
}

/** Where a JSON Pointer leads. */
function walk(pointer: string, value: Json): Place {
  const path: (string | number)[] = []
  let found: Json | undefined = value
  for (const escaped of pointer.split('/').slice(1)) {
    const key = escaped.replaceAll('~1', '/').replaceAll('~0', '~')
    const step: string | number = Array.isArray(found) ? Number(key) : key
    path.push(step)
    if (typeof step === 'number') found = Array.isArray(found) ? (found as readonly Json[])[step] : undefined
    else found = isJsonObject(found) ? own(found, step) : undefined
  }
  return { path, found }
}
