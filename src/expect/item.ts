import * as z from 'zod'
import { deeperThan, isJsonObject } from '../trajectory/index.ts'
import type { Claim } from './contradiction.ts'
import { addProblem, field, nameValue, type Problem } from './field.ts'
import { gradingJsonSchema, readGrading } from './grading/grading.ts'
import { fromZod, type ItemIssue, jsonSchemaOf, keysOf, type Path, toIssue } from './issue.ts'
import type { Expectation, Finding, Grading, Mention, Scene } from './types.ts'

/** An item that is known to be right. */
export interface ParsedItem {
  readonly name: string
  readonly spec: unknown
}

export type ParseResult =
  | ({ readonly ok: true; readonly grading: Grading } & ParsedItem)
  | { readonly ok: false; readonly issues: readonly ItemIssue[] }

export type PartResult =
  | ({ readonly ok: true } & ParsedItem)
  | { readonly ok: false; readonly issues: readonly ItemIssue[] }

/** The items of `expect:`: what the loader and the expectations that hold others need of all expectations. */
export interface Items {
  /** An item of `expect:`, with what it counts for. */
  parse(item: unknown, path?: Path): ParseResult
  /** An item inside of another. */
  parsePart(item: unknown, path?: Path): PartResult
  readonly schema: z.ZodType<ParsedItem>
  jsonSchema(): Record<string, unknown>
  describe(item: ParsedItem): string
  score(item: ParsedItem, scene: Scene): Finding
  /** Whether a finding is good enough; false where it cannot be told. */
  holds(item: ParsedItem, finding: Finding): boolean
  parts(item: ParsedItem): readonly ParsedItem[]
  /** What must be so where it holds. */
  claims(item: ParsedItem): readonly Claim[]
  /** What an item without mistakes names of the suite; paths begin where the item's does. */
  mentions(item: unknown, path?: Path): readonly Mention[]
}

/** Deeper than any suite; it bounds every recursion over what a suite says. */
const MAX_DEPTH = 100

/** @param registry read when an item is, so it may still be filled after this call */
export function createItems(registry: ReadonlyMap<string, Expectation>): Items {
  const find = (name: string): Expectation => {
    const expectation = registry.get(name)
    if (expectation === undefined) throw new Error(`no expectation is named ${name}`)
    return expectation
  }
  const read = (item: unknown, base: Path, beside: readonly string[]): PartResult => {
    const problem = deeperThan(item, MAX_DEPTH) ? tooDeep : findProblem(item, registry)
    if (problem !== null) return { ok: false, issues: [toIssue(problem, base)] }
    const name = Object.keys(item as object).find((key) => registry.has(key)) ?? ''
    const result = find(name).schema.safeParse(item)
    if (result.success) return { ok: true, name, spec: result.data }
    const reading = { base, keysAt: keysOf(find(name).schema), name, beside }
    return { ok: false, issues: result.error.issues.flatMap((issue) => fromZod(issue, reading)) }
  }
  const parsePart = (item: unknown, path: Path = []): PartResult => read(item, path, [])
  const parse = (item: unknown, path: Path = []): ParseResult => {
    const { grading, rest, problems } = readGrading(item)
    const part = read(rest, path, Object.keys(gradingJsonSchema))
    const issues = [...problems.map((problem) => toIssue(problem, path)), ...(part.ok ? [] : part.issues)]
    return part.ok && issues.length === 0 ? { ...part, grading } : { ok: false, issues }
  }
  return {
    parse,
    parsePart,
    schema: z
      .unknown()
      .meta({ $ref: '#/$defs/expectation' })
      .transform((value, context) => {
        const result = parsePart(value)
        if (result.ok) return { name: result.name, spec: result.spec }
        for (const issue of result.issues) addProblem(context, issue)
        return z.NEVER
      }),
    jsonSchema: () => ({
      description: 'What must hold in a trial.',
      anyOf: [...registry.values()].map(({ schema }) => withGrading(jsonSchemaOf(schema))),
    }),
    describe: ({ name, spec }) => find(name).describe(spec),
    score: ({ name, spec }, scene) => find(name).score(spec, scene),
    holds: ({ name, spec }, { score, unknown }) => !unknown && score >= (find(name).threshold?.(spec) ?? 1),
    parts: ({ name, spec }) => find(name).parts?.(spec) ?? [],
    claims: ({ name, spec }) => find(name).claims?.(spec) ?? [],
    mentions: (item, path = []) => {
      if (!isJsonObject(item)) return []
      const name = Object.keys(item).find((key) => registry.has(key)) ?? ''
      const found = find(name).mentions?.(item) ?? []
      return found.map((mention) => ({ ...mention, path: [...path, ...mention.path] }))
    },
  }
}

/** A list of items that is not empty. */
export function itemList(items: Items, description: string): z.ZodType<readonly ParsedItem[]> {
  const schema = { type: 'array', minItems: 1, items: { $ref: '#/$defs/expectation' }, description }
  return field(schema, (value, report) => {
    if (value === undefined) {
      return report({ code: 'missing-key', message: 'expected a list of expectations beside it:  of: [ … ]' })
    }
    if (!Array.isArray(value)) {
      const message = `expected a list of expectations, found ${nameValue(value)}`
      return report({ code: 'wrong-type', message })
    }
    if (value.length === 0)
      return report({ code: 'cannot-fail', message: 'the list of expectations is empty' })
    const results = value.map((item, index) => items.parsePart(item, [index]))
    for (const issue of results.flatMap((result) => (result.ok ? [] : result.issues))) report(issue)
    return results.flatMap((result) => (result.ok ? [{ name: result.name, spec: result.spec }] : []))
  })
}

function withGrading(schema: Record<string, unknown>): Record<string, unknown> {
  const { properties } = schema
  return isJsonObject(properties)
    ? { ...schema, properties: { ...properties, ...gradingJsonSchema } }
    : schema
}

const tooDeep: Problem = {
  code: 'invalid-value',
  message: `the expectation is nested more than ${MAX_DEPTH} levels deep`,
}

function findProblem(item: unknown, registry: ReadonlyMap<string, Expectation>): Problem | null {
  if (!isJsonObject(item)) {
    const message = `expected an expectation such as "contains: refund", found ${nameValue(item)}`
    return { code: 'wrong-type', message }
  }
  const keys = Object.keys(item)
  const [first, second] = keys.filter((key) => registry.has(key))
  if (second !== undefined) {
    const message = `an item holds one expectation, found ${first} and ${second}: make them two items`
    return { code: 'several-expectations', message, path: [second] }
  }
  if (first !== undefined) return null
  const candidates = [...registry.keys()]
  const odd = keys.find((key) => key !== 'on' && key !== 'ignore') ?? keys[0]
  if (odd === undefined) return { code: 'wrong-type', message: 'the expectation is empty', candidates }
  const message = `there is no expectation ${JSON.stringify(odd)}`
  return { code: 'unknown-expectation', message, path: [odd], candidates }
}
