import { PawlError } from '../errors.ts'
import { type Budget, withBudget } from '../model/budget.ts'
import type { DirectFetch } from '../model/direct-fetch.ts'
import { withFaults } from '../model/faults/index.ts'
import type { FaultRule } from '../model/faults/types.ts'
import { liveResponses } from '../model/live.ts'
import { priceTable } from '../model/prices.ts'
import type { Provider } from '../model/protocol/index.ts'
import type { Upstream, Upstreams } from '../model/provider.ts'
import { derivedRandom } from '../model/random.ts'
import type { MadeWith } from '../model/recording/format.ts'
import { recordedResponses } from '../model/recording/record.ts'
import { replayedResponses } from '../model/recording/replay.ts'
import { createRecordingStore } from '../model/recording/store.ts'
import type { Responses, TrialKey } from '../model/responder.ts'
import { scriptedResponses } from '../model/script.ts'
import { upstreamResponses } from '../model/upstream.ts'
import type { Secrets } from '../secrets/index.ts'
import type { ResponseMode, Suite } from '../suite/index.ts'
import type { StoredRun } from './journal.ts'
import type { Plan } from './plan.ts'
import { changesSince } from './staleness.ts'

/** What the model's responses rest on, whatever the suite. */
export interface SourceOptions {
  readonly fetch: DirectFetch
  readonly upstreams: Upstreams
  readonly now: () => Date
  /** Scripts and recordings are played at the speed they were recorded at. */
  readonly realTime: boolean
  /** Faults from the command line, before those of the suite and the case. */
  readonly faults: readonly FaultRule[]
  /** What calls of the live model may cost; `null` for no limit. */
  readonly budget: Budget | null
  readonly seed: number
}

export interface ResponseOptions extends SourceOptions {
  readonly mode: ResponseMode
  /** A finished run that plays the model while recording; `null` asks the live one. */
  readonly upstream: StoredRun | null
  /** True where only some trials of a case run. */
  readonly partial: boolean
  /** The agent's, where it is configured for one. */
  readonly model: string | null
  /** What is left unplayed of a script or recording is an error. */
  readonly strict: boolean
  /** What no recording may hold. */
  readonly secrets: Secrets
  /** What the trials of a case are recorded from. */
  readonly fingerprint: (trial: Pick<TrialKey, 'case'>) => MadeWith
  /** How the user starts pawl, for the commands that are shown. */
  readonly command: string
  /** The command that records this agent, where it is not `pawl record`. */
  readonly recording?: string
  /** Told of each recording that is written. */
  readonly onStored?: (path: string) => void
}

/** Where the model's responses of this run come from. */
export function openResponses(suite: Suite, plan: Plan, options: ResponseOptions): Responses {
  const cases = new Map(plan.cases.map((item) => [item.id, item.faults]))
  const rulesOf = (id: string) => [...options.faults, ...(cases.get(id) ?? [])]
  return disturbed(sourceOf(suite, plan, options), suite.name, rulesOf, options)
}

/** The live model, of no suite. */
export const openLive = (options: SourceOptions): Responses =>
  disturbed(paidResponses({}, options), '', () => options.faults, { ...options, strict: false })

function disturbed(
  responses: Responses,
  name: string,
  rulesOf: (id: string) => readonly FaultRule[],
  { seed, realTime, strict }: SourceOptions & { readonly strict: boolean },
): Responses {
  const faulty = withFaults(
    responses,
    rulesOf,
    ({ case: id, trial }) => derivedRandom(seed, name, id, trial, 'faults'),
    strict,
  )
  return realTime ? { ...faulty, virtual: false } : faulty
}

function sourceOf(suite: Suite, plan: Plan, options: ResponseOptions): Responses {
  const { mode, strict, now } = options
  const store = createRecordingStore(suite.recordingsDir, { secrets: options.secrets })
  const record = options.recording ?? `${options.command} record ${suite.displayPath}`
  switch (mode) {
    case 'script': {
      const scripts = new Map(plan.cases.map(({ id, script }) => [id, script]))
      return scriptedResponses({
        scriptOf: (id) => scripts.get(id) ?? null,
        models: options.model === null ? [] : [options.model],
        strict,
      })
    }
    case 'replay':
      return replayedResponses(store, {
        rules: suite.normalize,
        strict,
        now,
        maxAgeDays: suite.maxRecordingAgeDays,
        recordCommand: (id) => `${record}${id === null ? '' : ` --case ${id}`}`,
        staleness: (id, made) => changesSince(made, options.fingerprint({ case: id }), suite.agent.kind),
      })
    case 'live':
      return paidResponses(suite.prices, options)
    case 'record':
      return recordedResponses(
        options.upstream ? playedRun(options.upstream) : paidResponses(suite.prices, options),
        store,
        {
          trials: plan.trialsByCase,
          keepOthers: options.partial,
          rules: suite.normalize,
          fingerprint: options.fingerprint,
          ...(options.onStored ? { onStored: options.onStored } : {}),
        },
      )
  }
}

/** The live model, as far as the budget goes. */
export function paidResponses(prices: Suite['prices'], options: SourceOptions): Responses {
  const live = liveResponses(options)
  return options.budget === null ? live : withBudget(live, options.budget, priceTable(prices))
}

function playedRun(run: StoredRun): Responses {
  const trajectories = new Map(
    run.entries.map(({ trajectory }) => [`${trajectory.case}#${trajectory.trial}`, trajectory]),
  )
  return upstreamResponses((trial) => trajectories.get(`${trial.case}#${trial.trial}`) ?? null)
}

const PUBLIC = { anthropic: 'https://api.anthropic.com', openai: 'https://api.openai.com/v1' } as const

/** Where the providers are, and the keys for them, from the environment. Throws `key-missing`, `usage`. */
export function upstreamsFrom(
  env: Readonly<Record<string, string | undefined>>,
  asksProvider: boolean,
): Upstreams {
  const upstreams = { anthropic: upstreamOf(env, 'anthropic'), openai: upstreamOf(env, 'openai') }
  const reachable = (['anthropic', 'openai'] as const).some(
    (provider) => upstreams[provider].apiKey !== null || upstreams[provider].baseUrl !== PUBLIC[provider],
  )
  if (asksProvider && !reachable) {
    throw new PawlError(
      'key-missing',
      'expected a key in ANTHROPIC_API_KEY or OPENAI_API_KEY to ask the live model, found none',
      {
        hint: 'Set it (or ANTHROPIC_AUTH_TOKEN), or run with --responses script or replay, which need no key.',
      },
    )
  }
  return upstreams
}

function upstreamOf(env: Readonly<Record<string, string | undefined>>, provider: Provider): Upstream {
  const prefix = provider.toUpperCase()
  const baseUrl = env[`${prefix}_BASE_URL`] || PUBLIC[provider]
  if (!/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? '')) {
    throw new PawlError(
      'usage',
      `expected an http(s) address in ${prefix}_BASE_URL, found ${JSON.stringify(baseUrl)}`,
    )
  }
  const apiKey = env[`${prefix}_API_KEY`]
  const token = provider === 'anthropic' ? env['ANTHROPIC_AUTH_TOKEN'] : undefined
  // Where there are both, the key is what most clients send.
  return !apiKey && token ? { apiKey: token, bearer: true, baseUrl } : { apiKey: apiKey || null, baseUrl }
}
