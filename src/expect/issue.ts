import * as z from 'zod'
import { isJsonObject } from '../trajectory/index.ts'
import type { IssueCode, Problem } from './field.ts'

export type Path = readonly (string | number)[]

/** A mistake in an item of `expect:`, at a path that begins where the item's path does. */
export interface ItemIssue {
  readonly code: IssueCode
  readonly message: string
  readonly path: Path
  /** What might have been meant, for a suggestion. */
  readonly candidates: readonly string[]
}

/** A mistake, at its place in the suite. */
export function toIssue(problem: Problem, path: Path): ItemIssue {
  const { code, message, candidates = [] } = problem
  return { code, message, path: [...path, ...(problem.path ?? [])], candidates }
}

type KeysAt = (path: readonly PropertyKey[]) => readonly string[]

interface Reading {
  /** Path of the item. */
  readonly base: Path
  readonly keysAt: KeysAt
  /** Of the expectation. */
  readonly name: string
  /** Keys that the item takes beside those of its expectation. */
  readonly beside: readonly string[]
}

/** What zod found, in our words. */
export function fromZod(issue: z.core.$ZodIssue, { base, keysAt, name, beside }: Reading): ItemIssue[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))]
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(issue.path)
    const isItem = issue.path.length === 0
    const options = [...known.filter((key) => key !== name), ...(isItem ? beside : [])]
    const inside = isItem ? keysAt([name]) : []
    const takes = options.length === 0 ? 'it takes no options' : `it takes ${options.join(', ')}`
    const owner = issue.path.at(-1) ?? name
    return issue.keys.map((key) => ({
      code: 'unknown-key',
      message: inside.includes(key)
        ? `${JSON.stringify(key)} stands inside of ${name}, not beside it: ${name}: { ${key}: … }`
        : `${String(owner)} has no option ${JSON.stringify(key)}; ${takes}`,
      path: [...path, key],
      candidates: options,
    }))
  }
  if (issue.code === 'custom') {
    const { code = 'invalid-value', candidates = [] } = (issue.params ?? {}) as Partial<Problem>
    return [{ code, message: issue.message, path, candidates }]
  }
  return [{ code: 'wrong-type', message: issue.message, path, candidates: [] }]
}

/** The keys that a schema's mapping at a path has, read off its JSON Schema. */
export function keysOf(schema: z.ZodType): KeysAt {
  return (path) => {
    let at: unknown = jsonSchemaOf(schema)
    for (const step of path) at = propertiesOf(at)[String(step)]
    return Object.keys(propertiesOf(at))
  }
}

/** Those of its branches too, where a mapping is one of several forms. */
function propertiesOf(schema: unknown): Readonly<Record<string, unknown>> {
  if (!isJsonObject(schema)) return {}
  const { properties, anyOf } = schema
  if (isJsonObject(properties)) return properties
  const branches: readonly unknown[] = Array.isArray(anyOf) ? anyOf : []
  return Object.assign({}, ...branches.map(propertiesOf))
}

export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return rest
}
