import type { Diagnostic } from '../errors.ts'
import type { Expected } from '../expect/result.ts'
import type { FaultRule } from '../model/faults/types.ts'
import type { Price } from '../model/prices.ts'
import type { NormalizeRule } from '../model/recording/normalize-rule.ts'
import type { Script } from '../model/script.ts'
import type { Json, JsonObject, UserContent } from '../trajectory/index.ts'

/** What of a baseline may be asked to be the same as in the run that is held against it. */
export type Sameness = 'suite' | 'agent' | 'model'

export type ResponseMode = 'script' | 'replay' | 'record' | 'live'

/** How the suite reaches its agent; paths are absolute. */
export type AgentRef =
  | { readonly kind: 'reference'; readonly path: string }
  | { readonly kind: 'module'; readonly path: string }
  | CommandAgent
  | HttpAgent

/** A program in any language, started for each trial, its model calls pointed at the gateway. */
export interface CommandAgent {
  readonly kind: 'command'
  /** Program and arguments; `./x` is a path beside the suite, made absolute. May hold `${input}`, `${workspace}`. */
  readonly argv: readonly string[]
  /** A folder that each trial gets a fresh copy of, as its working directory; `null`: it works in `cwd`. */
  readonly workspace: string | null
  /** The working directory without a workspace: the suite's folder unless it says otherwise. */
  readonly cwd: string
  /** `private`: a home of its own for each trial, empty at first. */
  readonly home: 'inherit' | 'private'
  /** Variables that it gets, beside those of the allow-list; `${workspace}` and `${home}` may stand in values. */
  readonly env: Readonly<Record<string, string>>
  /** Names that pass from our own environment, beside PATH, HOME, USER, LANG, LC_*, TZ, TMPDIR, TERM. */
  readonly passEnv: readonly string[]
  /** How it gets the user's message; `argument` where an argument holds `${input}`. */
  readonly input: 'stdin' | 'argument'
  /** `text`: what it prints is its answer; `json`: what it prints is JSON, and the answer stands at `path`. */
  readonly output: { readonly kind: 'text' } | { readonly kind: 'json'; readonly path: string }
  /** `jsonl`: one process a trial, a line `{"input": …}` a turn on stdin, a line `{"output": …}` for each on stdout. */
  readonly io: 'once' | 'jsonl'
  /** `mcp`: the suite's `tools:` as an MCP server of the gateway; `null`: the agent has its own. */
  readonly tools: 'mcp' | null
  /** Files whose content is the agent, absolute, beside those that `argv` names: they make its fingerprint. */
  readonly sources: readonly string[]
}

/** A service that runs already, or that `start` starts once for the run. */
export interface HttpAgent {
  readonly kind: 'http'
  readonly url: string
  readonly method: 'POST' | 'PUT' | 'GET'
  readonly headers: Readonly<Record<string, string>>
  /** JSON with `${input}`, `${trial}`, `${conversation}` in its strings. */
  readonly body: Json
  /** Where the answer stands in the response: a path such as `choices[0].text`; `null`: the whole text. */
  readonly response: string | null
  /** A header that names the trial, which the service sends on with its model calls; `null`: one trial at a time. */
  readonly trialHeader: string | null
  /** True where one conversation takes several messages (`${conversation}` tells them apart). */
  readonly turns: boolean
  /** Port of the gateway that the service was pointed at; `null`: any, known to `start` alone. */
  readonly gatewayPort: number | null
  /** Starts the service, with the gateway's address in its environment; `null`: it runs already. */
  readonly start: {
    readonly argv: readonly string[]
    readonly cwd: string
    readonly env: Readonly<Record<string, string>>
    readonly passEnv: readonly string[]
    /** Answers once the service is ready; its `url` unless said. */
    readonly ready: string
    readonly timeoutMs: number
  } | null
  readonly sources: readonly string[]
}

/**
 * One answer of a mocked tool; the first rule whose `when` matches the arguments, and whose `if` matches the world,
 * answers. Texts may hold `{{argument}}`, values `{ $read: path }` of the world.
 */
export interface MockRule {
  /** Arguments to match, partial at the top level, `$` matchers allowed; `null` matches any call. */
  readonly when: JsonObject | null
  /** Patterns by path into the world. */
  readonly if?: JsonObject
  /** What becomes of the world before the answer reads it; all of it, or nothing where a part is impossible. */
  readonly effects?: MockEffects
  readonly answer:
    | { readonly kind: 'return'; readonly value: Json }
    | { readonly kind: 'error'; readonly message: string }
  readonly latencyMs: number
}

/** Values by path into the world, in the order in which they are done. */
export interface MockEffects {
  readonly set: JsonObject
  readonly append: JsonObject
  readonly delete: readonly string[]
}

/** A module whose functions answer calls that no rule does. */
export interface ToolModuleRef {
  /** Absolute. */
  readonly path: string
  /** The files it is made of, by name, each as a short hash. */
  readonly parts: Readonly<Record<string, string>>
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
  /** The least weighted mean of the scores of the optional expectations, 0..1; `null`: they decide nothing. */
  readonly minScore: number | null
  readonly script: Script | null
  /** The case's own rules, tried before the suite's. */
  readonly tools: MockTools
  /** The case's own part of the world, merged over the suite's; `null` where it says nothing. */
  readonly state: JsonObject | null
  readonly trials: number | null
  readonly timeoutMs: number | null
  readonly knownFailing: KnownFailing | null
  readonly mustPass: boolean
  /** Faults of this case, then the suite's; none where the case lists none. */
  readonly faults: readonly FaultRule[]
  readonly line: number
  readonly column: number
}

/** What the gate asks of a case, whose inputs and expectations are not there any more when it was stored. */
export type CaseRef = Pick<Case, 'id' | 'hash' | 'tags' | 'knownFailing' | 'mustPass' | 'line' | 'column'>

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
  readonly toolModule: ToolModuleRef | null
  /** The world at the start of each trial; `null` where the suite has none. */
  readonly state: JsonObject | null
  /** Share of trials that may end in `error` before the gate refuses to decide. */
  readonly maxErrors: number
  readonly baseline: {
    /** Absolute; `null`: where baselines are by default. */
    readonly path: string | null
    /** What a baseline must be of to decide anything. */
    readonly requireSame: readonly Sameness[]
  }
  /** Absolute path of the folder with the recordings of this suite's cases. */
  readonly recordingsDir: string
  readonly normalize: readonly NormalizeRule[]
  readonly faults: readonly FaultRule[]
  /** Recordings older than this are warned of. */
  readonly maxRecordingAgeDays: number
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
