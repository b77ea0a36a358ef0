import { allOf } from './all-of.ts'
import { anyOf } from './any-of.ts'
import { calls } from './calls.ts'
import { contains } from './contains.ts'
import { containsAny } from './contains-any.ts'
import { endsWith } from './ends-with.ts'
import { equals } from './equals.ts'
import { createItems } from './item.ts'
import { matches } from './matches.ts'
import { maxCost } from './max-cost.ts'
import { maxIterations } from './max-iterations.ts'
import { maxLatency } from './max-latency.ts'
import { maxTokens } from './max-tokens.ts'
import { maxToolCalls } from './max-tool-calls.ts'
import { neverCalls } from './never-calls.ts'
import { not } from './not.ts'
import { notContains } from './not-contains.ts'
import { startsWith } from './starts-with.ts'
import { stopReason } from './stop-reason.ts'
import type { Expectation } from './types.ts'

const byName = new Map<string, Expectation>()
const items = createItems(byName)

const all: readonly Expectation[] = [
  contains,
  containsAny,
  notContains,
  equals,
  startsWith,
  endsWith,
  matches,
  calls,
  neverCalls,
  maxIterations,
  maxToolCalls,
  maxTokens,
  maxCost,
  maxLatency,
  stopReason,
  not(items),
  allOf(items),
  anyOf(items),
]
for (const expectation of all) byName.set(expectation.name, expectation)

/** Every expectation by its key in YAML. */
export const registry: ReadonlyMap<string, Expectation> = byName

/** Checks one item of `expect:`; mistakes come with their path, that of the item in front. */
export const parseExpectation = items.parse

/** The tools, arguments and turns that an item of `expect:` without mistakes names. */
export const mentionsOf = items.mentions

/** One item of `expect:` as a zod schema, for a schema that holds such items. */
export const expectationItem = items.schema

/** The JSON Schema of one item; it stands under `$defs.expectation` of the whole, where nested items look for it. */
export const expectationJsonSchema = items.jsonSchema
