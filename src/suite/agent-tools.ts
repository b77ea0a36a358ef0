import type { AgentConfig } from '../agent/config.ts'
import { isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'

/** What a tool declares of its arguments. */
export interface ToolArguments {
  /** `null` where it may take any. */
  readonly names: readonly string[] | null
  /** The JSON Schema of each that it lists. */
  readonly schemas: JsonObject
}

/** The tools that an agent declares. */
export type AgentTools = ReadonlyMap<string, ToolArguments>

export function toolsOf({ tools }: AgentConfig): AgentTools {
  return new Map(tools.map(({ name, input_schema }) => [name, argumentsOf(input_schema)]))
}

/** Keywords by which a JSON Schema may allow more properties than it lists. */
const OPEN = ['$ref', 'allOf', 'anyOf', 'oneOf', 'patternProperties', 'if']

/** A schema that lists no arguments says nothing about them, unless it refuses all others. */
function argumentsOf(schema: JsonObject): ToolArguments {
  const listed: Json = own(schema, 'properties') ?? {}
  const others = own(schema, 'additionalProperties')
  const allowsOthers = others === true || isJsonObject(others ?? null)
  const schemas = isJsonObject(listed) ? listed : {}
  if (allowsOthers || !isJsonObject(listed) || OPEN.some((key) => Object.hasOwn(schema, key)))
    return { names: null, schemas }
  const names = Object.keys(listed)
  return { names: names.length === 0 && others !== false ? null : names, schemas }
}

/** What an argument may be by its schema's `type` and `enum`, where that leaves this value out; `null` where it does not. */
export function refusal(schema: Json, value: Json): string | null {
  if (!isJsonObject(schema) || isPattern(value)) return null
  const types = [own(schema, 'type') ?? []].flat().filter((type) => typeof type === 'string')
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return types.join(' or ')
  const values = own(schema, 'enum')
  if (!Array.isArray(values) || typeof value === 'object' || values.includes(value)) return null
  return `one of ${values.map((each) => JSON.stringify(each)).join(', ')}`
}

const isPattern = (value: Json): boolean =>
  isJsonObject(value) && Object.keys(value).some((key) => key.startsWith('$'))

function isOfType(value: Json, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value)
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isJsonObject(value)
    case 'null':
      return value === null
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type
    default:
      return true
  }
}
