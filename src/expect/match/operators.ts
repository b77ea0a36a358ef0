import { isJsonObject, type Json, type JsonObject } from '../../trajectory/index.ts'
import { whole } from './difference.ts'
import { approx, COMPARISON_KEYS, comparison } from './numbers.ts'
import type { Operator } from './operator.ts'
import { allOf, any, contains, not, oneOf, optional } from './patterns.ts'
import { length, type } from './shapes.ts'
import { endsWith, ignoreCase, matches, startsWith } from './texts.ts'

/** The operations by key. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['$approx', approx],
  ['$one_of', oneOf],
  ['$matches', matches],
  ['$any', any],
  ['$optional', optional],
  ['$contains', contains],
  ['$starts_with', startsWith],
  ['$ends_with', endsWith],
  ['$ignore_case', ignoreCase],
  ...COMPARISON_KEYS.map((key): [string, Operator] => [key, comparison]),
  ['$type', type],
  ['$length', length],
  ['$not', not],
  ['$all_of', allOf],
])

/** True for a mapping that has a key beginning with `$`, whatever else is wrong with it. */
export function isOperation(pattern: Json): pattern is JsonObject {
  return isJsonObject(pattern) && Object.keys(pattern).some((key) => key.startsWith('$'))
}

/** The operator of an operation; one that never matches where `checkPattern` would have complained. */
export function operatorOf(operation: JsonObject): Operator {
  const key = Object.keys(operation).find((each) => operators.has(each))
  return operators.get(key ?? '') ?? malformed
}

const malformed: Operator = {
  problem: () => null,
  compile: () => whole('a pattern that is understood', () => false),
}
