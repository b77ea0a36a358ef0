/** pawl's expectations as matchers of vitest: `import 'pawl/vitest'` in a test or a setup file. */
import { expect } from 'vitest'
import { type ExpectationScore, parseExpectation, scoreTrial } from './expect/index.ts'
import { measure } from './model/measure.ts'
import { priceTable } from './model/prices.ts'
import { trajectoryOf, transcriptSchema } from './model/transcript.ts'
import { isJsonObject, type Json, type JsonObject, type Trajectory } from './trajectory/index.ts'

/** What a test holds: a trajectory, or the messages of a conversation in Anthropic's or OpenAI's format. */
export type Conversation = Trajectory | readonly JsonObject[]

/** Options of `toSay`, as `contains` has them in a suite. */
export interface SayOptions {
  /** Where: any message of the agent (the default), its last answer, all it said as one text, or `turn n`. */
  readonly on?: 'any_message' | 'final' | 'all_text' | `turn ${number}`
  readonly ignore?: readonly ('case' | 'commas' | 'whitespace' | 'markdown' | 'unicode' | 'diacritics')[]
}

export interface CallOptions {
  /** Exactly so many such calls. */
  readonly exactly?: number
  /** Only calls that ended so. */
  readonly status?: 'ok' | 'error'
}

export interface PawlMatchers<R> {
  /** The agent says this text, or all of these. */
  toSay(text: string | readonly string[], options?: SayOptions): R
  /** The tool is called; with arguments, those that are named have these values (`$` matchers as in a suite). */
  toCallTool(tool: string, args?: JsonObject, options?: CallOptions): R
  /** The tools are called, as `calls` has it in a suite: `{ order: 'in_order', list: ['search', 'book'] }`. */
  toCallTools(calls: JsonObject): R
  /** No host or path in the arguments of tools lies outside of these. */
  toStayWithin(bounds: { readonly hosts?: readonly string[]; readonly paths?: readonly string[] }): R
  /** Any expectation, as an item of `expect:` in a suite: `{ max_tool_calls: 3 }`. */
  toMeet(item: JsonObject): R
}

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends PawlMatchers<R> {}
}

type Item = Readonly<Record<string, unknown>>

interface MatcherState {
  readonly isNot?: boolean
}

interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}

expect.extend({
  toSay(this: MatcherState, received: unknown, text: Json, options: SayOptions = {}) {
    return held(this, received, { contains: text, on: 'any_message', ...options })
  },
  toCallTool(
    this: MatcherState,
    received: unknown,
    tool: string,
    args?: JsonObject,
    options: CallOptions = {},
  ) {
    const { status, ...count } = options
    const entry = { tool, ...(args === undefined ? {} : { args }), ...count }
    return held(this, received, { calls: { list: [entry], ...(status === undefined ? {} : { status }) } })
  },
  toCallTools(this: MatcherState, received: unknown, calls: Json) {
    return held(this, received, { calls })
  },
  toStayWithin(this: MatcherState, received: unknown, bounds: Json) {
    return held(this, received, { stays_within: bounds })
  },
  toMeet(this: MatcherState, received: unknown, item: JsonObject) {
    return held(this, received, item)
  },
})

/**
 * What cannot be told, or was not there to be looked at, fails the test either way: `not` must not hold because an
 * agent said nothing. Throws TypeError for what is no conversation, and for an expectation that is written wrongly.
 */
function held({ isNot = false }: MatcherState, received: unknown, item: Item): Verdict {
  const found = scored(conversationIn(received), item)
  const decided = !found.unknown && !(isNot && found.vacuous)
  return {
    pass: decided ? found.holds : isNot,
    message: () => `expected ${isNot ? 'not ' : ''}${found.text}: ${found.reason}`,
  }
}

/** Expectations whose findings are fetched while a suite runs. */
const NEED_A_RUN = ['judge', 'scorer']

function scored(trajectory: Trajectory, item: Item): ExpectationScore {
  const parsed = parseExpectation(item)
  if (!parsed.ok) {
    throw new TypeError(
      parsed.issues.map(({ message, path }) => `${message} (at ${path.join('.') || 'the item'})`).join('; '),
    )
  }
  if (NEED_A_RUN.includes(parsed.name)) {
    throw new TypeError(
      `a matcher cannot ask a ${parsed.name}: write it in a suite, for pawl run or pawl score`,
    )
  }
  const expected = { ...parsed, turn: null, line: 1, column: 1 }
  const measures = measure(trajectory, priceTable(), null)
  const { expectations } = scoreTrial(trajectory, { expect: [expected], minScore: null }, measures)
  const [only] = expectations
  if (only === undefined) throw new TypeError('the trial ended in an error: there is nothing to judge')
  return only
}

function conversationIn(received: unknown): Trajectory {
  if (isTrajectory(received)) return received
  if (!Array.isArray(received) || received.length === 0) {
    throw new TypeError(
      'expected a trajectory, or a list of messages such as { role: "assistant", content: "…" }',
    )
  }
  const transcript = transcriptSchema.parse({ case: 'test', messages: received })
  return trajectoryOf(transcript, { model: null, isToolError: () => false })
}

const isTrajectory = (value: unknown): value is Trajectory =>
  isJsonObject(value) && Array.isArray(value['events']) && isJsonObject(value['end'])
