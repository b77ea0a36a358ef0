import { calls } from './calls/calls.ts'
import { everyCallAnswered } from './calls/every-call-answered.ts'
import { knownTools } from './calls/known-tools.ts'
import { neverCalls } from './calls/never-calls.ts'
import { neverSequence } from './calls/never-sequence.ts'
import { noRepeatedCalls } from './calls/no-repeated-calls.ts'
import { onlyTools } from './calls/only-tools.ts'
import { recoversFromErrors } from './calls/recovers-from-errors.ts'
import { toolResult } from './calls/tool-result.ts'
import { trajectory } from './calls/trajectory.ts'
import { contains } from './content/contains.ts'
import { containsAny } from './content/contains-any.ts'
import { endsWith } from './content/ends-with.ts'
import { equals } from './content/equals.ts'
import { json } from './content/json.ts'
import { length } from './content/length.ts'
import { matches } from './content/matches.ts'
import { notContains } from './content/not-contains.ts'
import { number } from './content/number.ts'
import { notRefuses, refuses } from './content/refuses.ts'
import { similarTo } from './content/similar-to.ts'
import { startsWith } from './content/starts-with.ts'
import { stopReason } from './content/stop-reason.ts'
import { allOf } from './grading/all-of.ts'
import { anyOf } from './grading/any-of.ts'
import { atLeast } from './grading/at-least.ts'
import { not } from './grading/not.ts'
import { createItems } from './item.ts'
import { judge } from './judge/judge.ts'
import { maxCallLatency } from './limits/max-call-latency.ts'
import { maxContext } from './limits/max-context.ts'
import { maxCost } from './limits/max-cost.ts'
import { maxIterations } from './limits/max-iterations.ts'
import { maxLatency } from './limits/max-latency.ts'
import { maxRetries } from './limits/max-retries.ts'
import { maxTokens } from './limits/max-tokens.ts'
import { maxToolCalls } from './limits/max-tool-calls.ts'
import { maxTtft } from './limits/max-ttft.ts'
import { approvalBefore } from './safety/approval-before.ts'
import { noPii } from './safety/no-pii.ts'
import { noSecret } from './safety/no-secret.ts'
import { staysWithin } from './safety/stays-within.ts'
import { scorer } from './scorer/scorer.ts'
import { state } from './state/state.ts'
import type { Expectation } from './types.ts'

const byName = new Map<string, Expectation>()

/** What is asked of items, whatever their expectation. */
export const items = createItems(byName)

const all: readonly Expectation[] = [
  contains,
  containsAny,
  notContains,
  equals,
  startsWith,
  endsWith,
  matches,
  number,
  json,
  similarTo,
  length,
  refuses,
  notRefuses,
  calls,
  trajectory,
  neverCalls,
  onlyTools,
  neverSequence,
  noRepeatedCalls,
  toolResult,
  recoversFromErrors,
  everyCallAnswered,
  knownTools,
  maxIterations,
  maxToolCalls,
  maxTokens,
  maxCost,
  maxLatency,
  maxCallLatency,
  maxTtft,
  maxContext,
  maxRetries,
  stopReason,
  state,
  noPii,
  noSecret,
  approvalBefore,
  staysWithin,
  judge,
  scorer,
  not(items),
  allOf(items),
  anyOf(items),
  atLeast(items),
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
