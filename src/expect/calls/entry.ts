import { isJsonObject, type Json, type JsonObject, own, type ToolCall } from '../../trajectory/index.ts'
import { nameValue, type Report } from '../field.ts'
import { checkArgsPattern } from '../match/check.ts'
import type { Difference } from '../match/difference.ts'
import { type ArgsMode, compareArgs } from '../match/match.ts'
import { showValue } from '../show.ts'
import type { Mention } from '../types.ts'

/** A call that is expected, or must not be made. */
export interface CallEntry {
  readonly tool: string
  /** `null` for any arguments. */
  readonly args: JsonObject | null
  readonly match: ArgsMode
}

const LONG_KEYS = ['tool', 'args', 'match']
const FORMS = 'a tool, { tool: { argument: value } } or { tool: name, args: …, match: … }'

const ARGS_SCHEMA = { type: 'object', description: 'Arguments by name; $approx, $one_of … match loosely.' }

/** What a call in its long form has, for editors. */
export const entryProperties = {
  tool: { type: 'string', description: 'The name of the tool.' },
  args: ARGS_SCHEMA,
  match: {
    enum: ['partial', 'exact'],
    description: 'partial (the default) frees the arguments that are not named; exact allows no others.',
  },
}

/** @param extraKeys of the long form that have a meaning where the entry stands */
export function entryJsonSchema(extraKeys: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const long = {
    type: 'object',
    description: 'A call by tool, with options.',
    properties: { ...entryProperties, ...extraKeys },
    required: ['tool'],
    additionalProperties: false,
  }
  const short = {
    type: 'object',
    description: 'A tool and its arguments; those that are not named are free.',
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: ARGS_SCHEMA,
  }
  return { anyOf: [{ type: 'string', description: 'A tool, any arguments.' }, long, short] }
}

type Path = readonly (string | number)[]

/**
 * The call that an item of YAML stands for; what is wrong with it is reported at its place.
 * @param more keys of the long form that the caller reads
 */
export function parseEntry(
  value: unknown,
  path: Path,
  report: Report,
  more: readonly string[] = [],
): CallEntry | undefined {
  if (typeof value === 'string') {
    if (value === '') return report({ code: 'invalid-value', message: 'the name of the tool is empty', path })
    return { tool: value, args: null, match: 'partial' }
  }
  if (!isJsonObject(value)) {
    const message = `expected ${FORMS}, found ${nameValue(value)}`
    return report({ code: 'wrong-type', message, path })
  }
  if (isLong(value)) return parseLong(value, path, report, [...LONG_KEYS, ...more])
  const [tool, second] = Object.keys(value)
  if (tool === undefined || second !== undefined) {
    const message = `expected ${FORMS}, found a mapping with ${tool === undefined ? 'no key' : 'several keys'}`
    return report({ code: 'wrong-type', message, path })
  }
  const args = parseArgs(own(value, tool), tool, [...path, tool], report)
  return args && { tool, args, match: 'partial' }
}

/** True for `{ tool: name, … }`; a tool may be named `tool` too. */
export const isLong = (value: JsonObject): boolean => typeof own(value, 'tool') === 'string'

function parseLong(
  entry: JsonObject,
  path: Path,
  report: Report,
  keys: readonly string[],
): CallEntry | undefined {
  for (const key of Object.keys(entry)) {
    if (keys.includes(key)) continue
    const message = `an entry has no option ${JSON.stringify(key)}; it takes ${keys.join(', ')}`
    report({ code: 'unknown-key', message, path: [...path, key], candidates: keys })
  }
  const tool = String(entry['tool'])
  const given = own(entry, 'args')
  const args = given === undefined ? null : parseArgs(given, tool, [...path, 'args'], report)
  const match = own(entry, 'match') ?? 'partial'
  if (match !== 'partial' && match !== 'exact') {
    const message = `expected partial or exact, found ${nameValue(match)}`
    const candidates = ['partial', 'exact']
    return report({ code: 'unknown-value', message, path: [...path, 'match'], candidates })
  }
  if (match === 'exact' && given === undefined) {
    const message = 'match: exact needs args ({} for none)'
    return report({ code: 'missing-key', message, path: [...path, 'match'] })
  }
  return args === undefined ? undefined : { tool, args, match }
}

function parseArgs(value: unknown, tool: string, path: Path, report: Report): JsonObject | undefined {
  if (!isJsonObject(value)) {
    const message = `expected a mapping of arguments, found ${nameValue(value)}; for any arguments write ${tool} alone`
    return report({ code: 'wrong-type', message, path })
  }
  const issues = checkArgsPattern(value)
  for (const issue of issues) report({ ...issue, path: [...path, ...issue.path] })
  return issues.length === 0 ? value : undefined
}

/** How far a call is from an entry: 0 for a match, 1 for another tool, between them for other arguments. */
export interface Comparison {
  readonly distance: number
  readonly first: Difference | null
}

const MATCH: Comparison = { distance: 0, first: null }
const OTHER_TOOL: Comparison = { distance: 1, first: null }

export function compareCall(entry: CallEntry, call: ToolCall): Comparison {
  if (call.name !== entry.tool) return OTHER_TOOL
  return entry.args === null ? MATCH : compareArgs(entry.args, call.input, entry.match)
}

/** `issue_refund({order_id: "A-1001"})` */
export function describeEntry({ tool, args, match }: CallEntry): string {
  return args === null ? tool : `${tool}(${showValue(args)}${match === 'exact' ? ' exactly' : ''})`
}

/** The tool and the arguments that an entry without mistakes names, whatever its form. */
export function mentionsOfEntry(entry: Json, path: Path): readonly Mention[] {
  if (typeof entry === 'string') return [{ kind: 'tool', tool: entry, path, point: 'value' }]
  if (!isJsonObject(entry)) return []
  const long = own(entry, 'tool')
  if (typeof long === 'string') {
    const named: Mention = { kind: 'tool', tool: long, path: [...path, 'tool'], point: 'value' }
    return [named, ...mentionsOfArgs(long, own(entry, 'args'), [...path, 'args'])]
  }
  return Object.entries(entry).flatMap(([tool, args]): readonly Mention[] => {
    const at = [...path, tool]
    return [{ kind: 'tool', tool, path: at, point: 'key' }, ...mentionsOfArgs(tool, args, at)]
  })
}

function mentionsOfArgs(tool: string, args: Json | undefined, path: Path): readonly Mention[] {
  const entries = isJsonObject(args) ? Object.entries(args) : []
  return entries.map(([argument, value]) => ({
    kind: 'argument',
    tool,
    argument,
    value,
    path: [...path, argument],
    point: 'key',
  }))
}
