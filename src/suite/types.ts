import type { Diagnostic } from '../errors.ts'
import type { Expected } from '../expect/result.ts'
import type { Price } from '../model/prices.ts'
import type { Script } from '../model/script.ts'
import type { Json, JsonObject, UserContent } from '../trajectory/index.ts'

export type ResponseMode = 'script' | 'replay' | 'record' | 'live'

/** How the suite reaches its agent; paths are absolute. */
export type AgentRef =
  | { readonly kind: 'reference'; readonly path: string }
  | { readonly kind: 'module'; readonly path: string }

/** One answer of a mocked tool; the first rule whose `when` matches the arguments answers. */
export interface MockRule {
  /** Arguments to match, partial at the top level, `$` matchers allowed; `null` matches any call. */
  readonly when: JsonObject | null
  readonly answer:
    | { readonly kind: 'return'; readonly value: Json }
    | { readonly kind: 'error'; readonly message: string }
  readonly latencyMs: number
}

export type MockTools = Readonly<Record<string, readonly MockRule[]>>

export interface Turn {
  readonly user: UserContent
}

export interface KnownFailing {
  readonly reason: string
  /** ISO date; from the day after, the case may fail no longer. */
  readonly until: string | null
}

export interface Case {
  readonly id: string
  /** Of everything that decides the case's result: input, expectations, script, mocks. */
  readonly hash: string
  readonly tags: readonly string[]
  readonly turns: readonly Turn[]
  readonly expect: readonly Expected[]
  readonly script: Script | null
  /** The case's own rules, tried before the suite's. */
  readonly tools: MockTools
  readonly trials: number | null
  readonly timeoutMs: number | null
  readonly knownFailing: KnownFailing | null
  readonly mustPass: boolean
  readonly line: number
  readonly column: number
}

/** A line of `assert:` and where it stands; the gate parses it. */
export interface AssertionSource {
  readonly text: string
  readonly line: number
  /** Column of its first character, so that a mistake inside it can be pointed at. */
  readonly column: number
}

/** The lines of `assert:` and the file they stand in. */
export interface SuiteAssertions {
  /** Absolute. */
  readonly path: string
  /** As the user wrote it, for messages and commands. */
  readonly displayPath: string
  readonly assert: readonly AssertionSource[]
}

export interface Suite extends SuiteAssertions {
  readonly name: string
  /** Of everything that decides the suite's results. */
  readonly hash: string
  readonly agent: AgentRef
  readonly responses: ResponseMode
  readonly trials: number
  readonly timeoutMs: number
  readonly tags: readonly string[]
  readonly tools: MockTools
  /** Share of trials that may end in `error` before the gate refuses to decide. */
  readonly maxErrors: number
  /** Absolute path of the folder with the recordings of this suite's cases. */
  readonly recordingsDir: string
  /** Prices that the suite sets itself, by model. */
  readonly prices: Readonly<Record<string, Price>>
  /** Tools whose call counts as an escalation to a person; `null` leaves it to their names. */
  readonly escalationTools: readonly string[] | null
  readonly cases: readonly Case[]
}

/** A suite, or `null` when a diagnostic is an error. */
export interface LoadResult {
  readonly suite: Suite | null
  /** What can be read of them, so that the gate finds their mistakes whatever else is wrong. */
  readonly assertions: SuiteAssertions
  readonly diagnostics: readonly Diagnostic[]
}
