import { isJsonObject, type Json, type JsonObject, own } from '../../trajectory/index.ts'

type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

/** A value of the kind that a JSON Schema asks for; what it cannot tell is a text. */
export function sampleOf(schema: Json | undefined): Json {
  if (!isJsonObject(schema)) return 'text'
  const given = own(schema, 'const') ?? own(schema, 'default') ?? listIn(schema, 'enum')[0]
  if (given !== undefined) return given
  switch (typesOf(schema)?.[0]) {
    case 'object':
      return sampleObject(schema)
    case 'array':
      return []
    case 'number':
      return 1
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return 'text'
  }
}

/** The required fields alone: a schema that refers to itself ends there. */
function sampleObject(schema: JsonObject): JsonObject {
  const properties = propertiesOf(schema)
  const required = listIn(schema, 'required').filter((name) => typeof name === 'string')
  return Object.fromEntries(required.map((name) => [name, sampleOf(own(properties, name))]))
}

/**
 * An object whose fields have types that its schema excludes, as models get them wrong: numbers and lists as text,
 * texts as lists. Fields of any type stay; without fields to spoil it gets those that the schema names.
 */
export function contradicting(input: JsonObject, schema: JsonObject): JsonObject {
  const properties = propertiesOf(schema)
  const named = Object.entries(properties).map(([name, each]) => [name, sampleOf(each)])
  const whole: JsonObject = Object.keys(input).length > 0 ? input : Object.fromEntries(named)
  return Object.fromEntries(
    Object.entries(whole).map(([name, value]) => [name, contradiction(value, own(properties, name))]),
  )
}

function contradiction(value: Json, schema: Json | undefined): Json {
  const allowed = isJsonObject(schema) ? typesOf(schema) : null
  if (allowed === null) return value
  const wrong = [asText(value), [value], { value }, 7, true, null]
  return wrong.find((each) => !allowed.includes(typeOf(each))) ?? value
}

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** The types that a schema allows; `null` where it does not say. */
function typesOf(schema: JsonObject): readonly TypeName[] | null {
  const type = own(schema, 'type')
  const named = (Array.isArray(type) ? type : [type]).flatMap(
    (each: Json | undefined) => TYPE_NAMES.get(each) ?? [],
  )
  if (named.length > 0) return named
  const values = [...listIn(schema, 'enum'), ...[own(schema, 'const') ?? []].flat()]
  if (values.length > 0) return values.map(typeOf)
  const branches = [...listIn(schema, 'anyOf'), ...listIn(schema, 'oneOf')]
  const types = branches.map((branch) => (isJsonObject(branch) ? typesOf(branch) : null))
  const known = types.filter((each) => each !== null)
  if (branches.length > 0) return known.length === types.length ? known.flat() : null
  return own(schema, 'properties') === undefined ? null : ['object']
}

const TYPE_NAMES: ReadonlyMap<Json | undefined, TypeName> = new Map([
  ['null', 'null'],
  ['boolean', 'boolean'],
  ['number', 'number'],
  ['integer', 'number'],
  ['string', 'string'],
  ['array', 'array'],
  ['object', 'object'],
])

function typeOf(value: Json): TypeName {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return TYPE_NAMES.get(typeof value) ?? 'object'
}

function propertiesOf(schema: JsonObject): JsonObject {
  const properties = own(schema, 'properties')
  return isJsonObject(properties) ? properties : {}
}

function listIn(schema: JsonObject, key: string): readonly Json[] {
  const list = own(schema, key)
  return Array.isArray(list) ? list : []
}
