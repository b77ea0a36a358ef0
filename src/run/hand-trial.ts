import type { PawlError } from '../errors.ts'
import { HUNG_UP } from '../model/broken.ts'
import { createPlayedClock, createRealClock } from '../model/clock.ts'
import type { Admission, Gateway } from '../model/gateway.ts'
import { type Measures, measure } from '../model/measure.ts'
import type { PriceTable } from '../model/prices.ts'
import type { EndpointName } from '../model/protocol/index.ts'
import { derivedRandom } from '../model/random.ts'
import type { KnownValues, Responses, TrialKey, TrialSource } from '../model/responder.ts'
import { mcpServer } from '../target/mcp.ts'
import { createToolBox, toolNames } from '../target/tools.ts'
import {
  type End,
  type ModelCall,
  type Recorder,
  type Trajectory,
  withCallsFromTraffic,
} from '../trajectory/index.ts'
import { type BegunTrial, beginTrial, type TrialTools } from './begin-trial.ts'
import { endOf } from './end.ts'

export interface HandTrialOptions extends TrialKey {
  readonly gateway: Gateway
  readonly responses: Responses
  /** Of the suite. */
  readonly name: string
  readonly seed: number
  readonly tools: TrialTools
  readonly prices: PriceTable
  readonly known: KnownValues
  /** True where the gateway's own address serves it, too: nothing there is worth money. */
  readonly atOrigin: boolean
  /** The key of the trial whose place it takes. */
  readonly key: string | null
  /** Told of each model call when it is over, and which of the trial's calls it is, from 1. */
  readonly onCall: (call: ModelCall, endpoint: EndpointName, number: number) => void
  readonly onFault: (error: PawlError) => void
}

/** A trial whose agent somebody else starts: it begins with its address and is over when it is said to be. */
export interface HandTrial {
  readonly key: string
  /** Where the agent's model calls go. */
  readonly address: string
  /** @param thrown what the agent ended with; `null` where it did not fail */
  end(thrown: Error | null): Promise<EndedHandTrial>
}

export interface EndedHandTrial {
  readonly end: End
  /** Model calls, answered or not. */
  readonly calls: number
  readonly measures: Measures
}

/** Throws PawlError where its responses cannot be had at all. */
export function beginByHand(options: HandTrialOptions): HandTrial {
  const { gateway, responses, seed, name, tools, known, atOrigin, key } = options
  const { case: id, trial: number, onCall, onFault } = options
  const chance = (part: string) => derivedRandom(seed, name, id, number, part, 1)
  const source = responses.open({ case: id, trial: number }, chance('responses'))
  const clock = responses.virtual ? createPlayedClock({ expecting: gateway.expecting }) : createRealClock()
  const trial = beginTrial({
    case: id,
    trial: number,
    tools,
    source,
    clock,
    random: chance('agent'),
    onFault,
    onCall: (call, endpoint) => onCall(call, endpoint, numberOf(call, environment.recorder)),
  })
  const { environment }: BegunTrial = trial
  const names = toolNames(environment)
  const admission = gateway.admit(environment.id, environment.wire, {
    ...(atOrigin ? { header: null } : {}),
    ...(key === null ? {} : { key }),
    ...(names.length === 0 ? {} : { mcp: mcpServer(names, createToolBox(environment).call) }),
  })
  const address = atOrigin ? gateway.origin : admission.baseUrl
  source.know({ ...known, gateway: address, trial: admission.key })
  return {
    key: admission.key,
    address,
    end: (thrown) => endByHand({ trial, source, admission }, thrown, options.prices),
  }
}

const numberOf = (call: ModelCall, { events }: Recorder): number =>
  1 + events.filter(({ type }) => type === 'model_call').indexOf(call)

interface Open {
  readonly trial: BegunTrial
  readonly source: TrialSource
  readonly admission: Admission
}

async function endByHand(
  { trial, source, admission }: Open,
  thrown: Error | null,
  prices: PriceTable,
): Promise<EndedHandTrial> {
  const { environment } = trial
  admission.leave()
  await environment.wire.settled()
  const events = withCallsFromTraffic(environment.recorder.events)
  const calls = events.filter((event) => event.type === 'model_call')
  const error =
    thrown ?? (isCutOff(calls.at(-1)) ? new Error('the trial ended in the midst of a call') : null)
  const ending = { fault: trial.fault(), timeout: null, thrown: error && { error } }
  const trajectory: Trajectory = {
    case: environment.case,
    trial: environment.trial,
    attempt: 1,
    provenance: source.provenance,
    events,
    latencyMs: spanOf(calls),
    computeMs: null,
    end: endOf(ending, events),
  }
  // A trial in which nobody called says nothing, and takes the place of no recording.
  if (calls.length > 0) source.finish(trajectory)
  return { end: trajectory.end, calls: calls.length, measures: measure(trajectory, prices, null) }
}

const isCutOff = (call: ModelCall | undefined): boolean =>
  call !== undefined && call.response === null && (call.failure === null || call.failure.type === HUNG_UP)

/** From the first call of the model to the end of the last one, on the trial's clock; `null` where one is unknown. */
function spanOf(calls: readonly ModelCall[]): number | null {
  const [first] = calls
  const ends = calls.map(({ atMs, latencyMs }) =>
    atMs === null || latencyMs === null ? null : atMs + latencyMs,
  )
  const known = ends.filter((end) => end !== null)
  if (!first || first.atMs === null || known.length < ends.length) return null
  return Math.max(...known) - first.atMs
}
