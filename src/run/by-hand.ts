import type { PawlError } from '../errors.ts'
import type { Budget } from '../model/budget.ts'
import { createDirectFetch } from '../model/direct-fetch.ts'
import type { FaultRule } from '../model/faults/index.ts'
import { openGateway } from '../model/gateway.ts'
import { costOf, type PriceTable, priceTable } from '../model/prices.ts'
import type { EndpointName } from '../model/protocol/index.ts'
import type { Upstreams } from '../model/provider.ts'
import type { Responses, TrialKey } from '../model/responder.ts'
import type { Case, ResponseMode, Suite } from '../suite/index.ts'
import { gatewayVariables } from '../target/environment.ts'
import { agentParts, configuredModel, loadToolsOf } from '../target/index.ts'
import type { ModelCall } from '../trajectory/index.ts'
import { NO_TOOLS, toolsOf } from './begin-trial.ts'
import { fingerprintOf } from './fingerprint.ts'
import { beginByHand, type EndedHandTrial, type HandTrial, type HandTrialOptions } from './hand-trial.ts'
import { knownValues } from './known-values.ts'
import { planRun } from './plan.ts'
import { openLive, openResponses, upstreamsFrom } from './responses.ts'
import { secretsOf } from './secrets.ts'

export type { EndedHandTrial } from './hand-trial.ts'

/** A trial of a suite that is played to an agent which somebody else starts. */
export interface HandPart {
  readonly suite: Suite
  readonly case: Case
  readonly trial: number
}

export interface HandOptions {
  /** `null`: the live model of no suite. */
  readonly part: HandPart | null
  readonly mode: ResponseMode
  /** `null`: any that is free. */
  readonly port: number | null
  readonly seed: number
  readonly realTime: boolean
  readonly faults: readonly FaultRule[]
  readonly budget: Budget | null
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  /** How the user starts pawl, for the commands that are shown. */
  readonly command: string
  /** Told of each model call when it is over. */
  readonly onCall: (call: HandCall) => void
  /** Told of each failure of the harness, after the call that it is of. */
  readonly onFault: (error: PawlError) => void
  /** Told of each recording that is written. */
  readonly onStored: (path: string) => void
}

export interface HandCall {
  /** From 1, in the order in which the calls began. */
  readonly number: number
  readonly endpoint: EndpointName
  readonly event: ModelCall
  readonly costUsd: number | null
}

/** The gateway without a run: one trial at a time, as often as it is begun afresh. */
export interface HandGateway {
  /** What points an agent at it. */
  readonly variables: Readonly<Record<string, string>>
  /** Ends the trial and begins it again at the same address: what is played is played from its start. */
  restart(): Promise<EndedHandTrial>
  /** @param thrown what the agent ended with; `null` where it did not fail */
  close(thrown: Error | null): Promise<ClosedGateway>
}

export interface ClosedGateway extends EndedHandTrial {
  readonly notes: readonly string[]
  readonly failures: readonly PawlError[]
}

/** Throws `key-missing`, `gateway-unavailable`, and where the responses cannot be had at all. */
export async function openByHand(options: HandOptions): Promise<HandGateway> {
  const { env, port, mode } = options
  const asksProvider = mode === 'live' || mode === 'record'
  const played = await playedPart(options, upstreamsFrom(env, asksProvider))
  const gateway = await openGateway(port === null ? {} : { port })
  let responses = played.open()
  const begin = (key: string | null): HandTrial =>
    beginByHand({
      ...played,
      responses,
      gateway,
      atOrigin: !asksProvider,
      key,
      ...watchers(options, played.prices),
    })
  let trial = begin(null)
  const hasTools = Object.keys({ ...played.tools.rules, ...played.tools.functions }).length > 0
  return {
    variables: gatewayVariables(trial.address, hasTools, env),
    async restart() {
      const ended = await trial.end(null)
      // What was recorded again meanwhile is read again; what was paid is not forgotten.
      if (!asksProvider) responses = played.open()
      trial = begin(trial.key)
      return ended
    },
    async close(thrown) {
      const ended = await trial.end(thrown)
      await gateway.close()
      return { ...ended, ...responses.close() }
    },
  }
}

interface Played extends TrialKey, Pick<HandTrialOptions, 'name' | 'seed' | 'tools' | 'prices' | 'known'> {
  readonly open: () => Responses
}

async function playedPart(options: HandOptions, upstreams: Upstreams): Promise<Played> {
  const { part, seed, env, now } = options
  const source = { ...options, fetch: createDirectFetch(), upstreams }
  if (part === null) {
    const open = () => openLive(source)
    return {
      case: 'live',
      trial: 0,
      name: '',
      seed,
      tools: NO_TOOLS,
      prices: priceTable({}),
      known: {},
      open,
    }
  }
  const { suite, case: item, trial } = part
  const selection = { cases: [item.id], tags: [], trial, trials: null, only: null }
  const plan = planRun(suite, selection, seed)
  const fingerprint = fingerprintOf(suite, await agentParts(suite))
  const model = await configuredModel(suite)
  return {
    case: item.id,
    trial,
    name: suite.name,
    seed,
    tools: toolsOf(item, suite, await loadToolsOf(suite)),
    prices: priceTable(suite.prices),
    known: knownValues(suite, env, now()),
    open: () =>
      openResponses(suite, plan, {
        ...source,
        secrets: secretsOf(suite, env),
        upstream: null,
        partial: true,
        strict: false,
        model,
        fingerprint,
      }),
  }
}

/** The number of a call is its place among those of its trial. */
function watchers({ onCall, onFault }: HandOptions, prices: PriceTable) {
  return {
    onFault,
    onCall: (event: ModelCall, endpoint: EndpointName, number: number) =>
      onCall({ number, endpoint, event, costUsd: costOf(event.usage, event.model, prices) }),
  }
}
