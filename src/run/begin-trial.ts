import type { PawlError } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import type { EndpointName } from '../model/protocol/index.ts'
import type { Random } from '../model/random.ts'
import type { TrialKey, TrialSource } from '../model/responder.ts'
import { createWire } from '../model/wire.ts'
import type { Case, MockTools, Suite } from '../suite/index.ts'
import type { TrialEnvironment } from '../target/index.ts'
import { createRecorder, type ModelCall } from '../trajectory/index.ts'

export interface TrialToBegin extends TrialKey {
  readonly tools: MockTools
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
    tools,
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

/** The case's own rules come before the suite's. */
export function toolsOf({ tools }: Case, suite: Suite): MockTools {
  if (Object.keys(tools).length === 0) return suite.tools
  const merged: Record<string, MockTools[string]> = { ...suite.tools }
  for (const [name, rules] of Object.entries(tools)) merged[name] = [...rules, ...(suite.tools[name] ?? [])]
  return merged
}
