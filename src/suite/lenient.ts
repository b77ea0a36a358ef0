import type * as z from 'zod'
import { type JsonObject, own } from '../trajectory/index.ts'

/**
 * The keys of a mapping that are right, each checked on its own; the others have their default or are left
 * out. So one mistake does not keep the rest of a file from being checked.
 */
export function lenient<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  value: JsonObject,
): { readonly [K in keyof S]?: z.output<S[K]> | undefined } {
  const entries = Object.entries(schema.shape as unknown as Record<string, z.ZodType>).map(([key, field]) => {
    const result = field.safeParse(own(value, key))
    return [key, (result.success ? result : field.safeParse(undefined)).data]
  })
  return Object.fromEntries(entries)
}
