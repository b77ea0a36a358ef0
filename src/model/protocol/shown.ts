import type { Json } from '../../trajectory/index.ts'

/** A value in a message to people. `String()` throws for objects that have a `toString` of their own. */
export const shown = (value: Json | undefined): string =>
  typeof value === 'object' && value !== null ? 'an object' : String(value)
