import type { Json, JsonObject } from '../../trajectory/index.ts'
import type { Matcher } from './difference.ts'

/** A mistake in an operation; `key` is that of the operation at which it stands. */
export interface OperationProblem {
  readonly key: string
  readonly message: string
}

/** One `$` operation: a mapping with the operation's key and perhaps companions'. */
export interface Operator {
  /** The keys that may stand beside it. */
  readonly companions?: readonly string[]
  /** What is wrong with its own values; patterns inside are checked by the caller. */
  problem(operation: JsonObject): OperationProblem | null
  /** The patterns inside, each with its path in the operation. */
  inner?(operation: JsonObject): readonly (readonly [path: readonly (string | number)[], pattern: Json])[]
  compile(operation: JsonObject, nested: (pattern: Json) => Matcher): Matcher
}
