import type { AgentConfig } from '../agent/config.ts'
import { isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'

/** The tools that an agent declares, each with the names of its arguments; `null` where it may take any. */
export type AgentTools = ReadonlyMap<string, readonly string[] | null>

export function toolsOf({ tools }: AgentConfig): AgentTools {
  return new Map(tools.map(({ name, input_schema }) => [name, argumentsOf(input_schema)]))
}

/** Keywords by which a JSON Schema may allow more properties than it lists. */
const OPEN = ['$ref', 'allOf', 'anyOf', 'oneOf', 'patternProperties', 'if']

/** A schema that lists no arguments says nothing about them, unless it refuses all others. */
function argumentsOf(schema: JsonObject): readonly string[] | null {
  const listed: Json = own(schema, 'properties') ?? {}
  const others = own(schema, 'additionalProperties')
  const allowsOthers = others === true || isJsonObject(others ?? null)
  if (allowsOthers || !isJsonObject(listed) || OPEN.some((key) => Object.hasOwn(schema, key))) return null
  const names = Object.keys(listed)
  return names.length === 0 && others !== false ? null : names
}
