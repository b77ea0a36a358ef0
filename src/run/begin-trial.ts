import type { PawlError } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import type { EndpointName } from '../model/protocol/index.ts'
import type { Random } from '../model/random.ts'
import type { TrialKey, TrialSource } from '../model/responder.ts'
import { createWire } from '../model/wire.ts'
import { type Case, type MockTools, mergeStates, type Suite } from '../suite/index.ts'
import { createWorld, type LoadedTools, type TrialEnvironment } from '../target/index.ts'
import { createRecorder, type JsonObject, type ModelCall } from '../trajectory/index.ts'

/** What answers the agent's calls in a trial. */
export interface TrialTools {
  readonly rules: MockTools
  readonly functions: LoadedTools['functions']
  /** The world that the trial begins with; `null` for none. */
  readonly start: JsonObject | null
}

export const NO_TOOLS: TrialTools = { rules: {}, functions: {}, start: null }

export interface TrialToBegin extends TrialKey {
  readonly tools: TrialTools
  readonly source: TrialSource
  readonly clock: Clock
  /** The agent's. */
  readonly random: Random
  /** Told of each failure of the harness; only the first one decides the outcome. */
  readonly onFault?: (error: PawlError) => void
  readonly onCall?: (call: ModelCall, endpoint: EndpointName) => void
}

/** A trial under way: what its agent finds, and what has gone wrong by now. */
export interface BegunTrial {
  readonly environment: TrialEnvironment
  /** Tells the agent to stop, and `aborted`. */
  abort(reason: unknown): void
  /** Rejects with the reason. */
  readonly aborted: Promise<never>
  /** The first failure of the harness; `null` where there is none. */
  fault(): PawlError | null
}

/** Opens the model's side of a trial and its record. */
export function beginTrial(begin: TrialToBegin): BegunTrial {
  const { case: id, trial, tools, source, clock, random, onFault, onCall } = begin
  const controller = new AbortController()
  const aborted = Promise.withResolvers<never>()
  aborted.promise.catch(() => {})
  const abort = (reason: unknown) => {
    controller.abort(reason)
    aborted.reject(reason)
  }
  let first: PawlError | null = null
  const fault = (error: PawlError) => {
    first ??= error
    onFault?.(error)
  }
  const recorder = createRecorder(() => clock.now())
  const wire = createWire({
    responder: source.responder,
    clock,
    recorder,
    actor: 'agent',
    fault,
    end: abort,
    ...(onCall ? { ended: onCall } : {}),
  })
  const environment: TrialEnvironment = {
    id: `${id}#${trial}`,
    case: id,
    trial,
    tools: tools.rules,
    functions: tools.functions,
    world: tools.start === null ? null : createWorld(tools.start),
    source,
    wire,
    recorder,
    clock,
    random,
    signal: controller.signal,
    fault,
  }
  return { environment, abort, aborted: aborted.promise, fault: () => first }
}

/**
 * The case's own rules come before the suite's, and its state over the suite's.
 * @param module the suite's tools in code; `null` where it has none
 */
export function toolsOf(item: Case, suite: Suite, module: LoadedTools | null): TrialTools {
  return {
    rules: rulesOf(item.tools, suite.tools),
    functions: module?.functions ?? {},
    start: mergeStates(module?.state ?? null, suite.state, item.state),
  }
}

function rulesOf(own: MockTools, ofSuite: MockTools): MockTools {
  if (Object.keys(own).length === 0) return ofSuite
  const merged: Record<string, MockTools[string]> = { ...ofSuite }
  for (const [name, rules] of Object.entries(own)) merged[name] = [...rules, ...(ofSuite[name] ?? [])]
  return merged
}
