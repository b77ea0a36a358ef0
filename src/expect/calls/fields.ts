import * as z from 'zod'
import type { Json } from '../../trajectory/index.ts'
import { field, mapping, nameValue } from '../field.ts'
import { jsonSchemaOf } from '../issue.ts'
import type { Mention } from '../types.ts'
import { mentionsOfEntry } from './entry.ts'

/** A list of tools that is not empty. */
export function namesField(description: string): z.ZodType<readonly string[]> {
  const schema = { type: 'array', minItems: 1, items: { type: 'string' }, description }
  return field(schema, (value, report) => {
    if (!Array.isArray(value)) {
      const message = `expected a list of tools, found ${nameValue(value)}`
      return report({ code: 'wrong-type', message })
    }
    if (value.length === 0) return report({ code: 'cannot-fail', message: 'the list of tools is empty' })
    for (const [index, name] of value.entries()) {
      if (typeof name === 'string' && name !== '') continue
      report({ code: 'wrong-type', message: `expected a tool, found ${nameValue(name)}`, path: [index] })
    }
    return value
  })
}

/** What a list of tools names; anything else names nothing. */
export function mentionsOfNames(list: Json | undefined, path: Mention['path']): readonly Mention[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((name: Json, index) =>
    typeof name === 'string' ? mentionsOfEntry(name, [...path, index]) : [],
  )
}

/** `true`, or options in a mapping. What is `false` could not fail, so it is refused. */
export function switchField<S extends z.ZodRawShape>(
  shape: S,
  example: string,
  description: string,
): z.ZodType<z.output<z.ZodObject<S, z.core.$strict>>> {
  const options = mapping(shape, `true or a mapping such as ${example}`)
  return z
    .unknown()
    .meta({ anyOf: [{ const: true }, jsonSchemaOf(options)], description })
    .transform((value) => (value === true ? {} : value))
    .pipe(options)
}

/** `true`, and nothing else: what is false could not fail. */
export function trueField(description: string): z.ZodType<true> {
  return field<true>({ const: true, description }, (value, report) =>
    value === true
      ? value
      : report({ code: 'wrong-type', message: `expected true, found ${nameValue(value)}` }),
  )
}

/** A positive whole number. */
export function positiveField(what: string, description: string): z.ZodType<number> {
  return field({ type: 'integer', minimum: 1, description }, (value, report) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
    const message = `expected ${what}, a whole number from 1, found ${nameValue(value)}`
    return report({ code: typeof value === 'number' ? 'invalid-value' : 'wrong-type', message })
  })
}
