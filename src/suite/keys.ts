import type * as z from 'zod'
import type { Path } from './problem.ts'

/** The keys that a schema allows in the mapping at a path: what a mistyped key may have meant. */
export function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  let reached: readonly z.core.$ZodType[] = [schema]
  for (const step of path) reached = reached.flatMap(unwrap).flatMap((each) => descend(each, step))
  return [...new Set(reached.flatMap(unwrap).flatMap(keysOf))]
}

const definition = (schema: z.core.$ZodType): z.core.$ZodTypes['_zod']['def'] =>
  (schema as z.core.$ZodTypes)._zod.def

function keysOf(schema: z.core.$ZodType): string[] {
  const def = definition(schema)
  return def.type === 'object' ? Object.keys(def.shape) : []
}

function descend(schema: z.core.$ZodType, step: string | number): z.core.$ZodType[] {
  const def = definition(schema)
  if (def.type === 'array') return [def.element]
  if (def.type === 'record') return [def.valueType]
  const next = def.type === 'object' ? def.shape[step] : undefined
  return next ? [next] : []
}

/** What is inside of optionals, defaults and transforms; every branch of a union. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  const def = definition(schema)
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      return unwrap(def.innerType)
    case 'pipe':
      return unwrap(def.in)
    case 'union':
      return def.options.flatMap(unwrap)
    default:
      return [schema]
  }
}
