import { PawlError } from '../errors.ts'
import { liveResponses } from '../model/live.ts'
import { recordedResponses } from '../model/recording/record.ts'
import { replayedResponses } from '../model/recording/replay.ts'
import { createRecordingStore } from '../model/recording/store.ts'
import type { Responses } from '../model/responder.ts'
import { scriptedResponses } from '../model/script.ts'
import { upstreamResponses } from '../model/upstream.ts'
import type { Fetch } from '../model/wire.ts'
import type { ResponseMode, Suite } from '../suite/index.ts'
import type { StoredRun } from './journal.ts'
import type { Plan } from './plan.ts'

export interface ResponseOptions {
  readonly mode: ResponseMode
  /** A finished run that plays the model while recording; `null` asks the live one. */
  readonly upstream: StoredRun | null
  /** True where only some trials of a case run. */
  readonly partial: boolean
  readonly fetch: Fetch
  readonly now: () => Date
}

/** Where the model's responses of this run come from. */
export function openResponses(suite: Suite, plan: Plan, options: ResponseOptions): Responses {
  const store = createRecordingStore(suite.recordingsDir)
  switch (options.mode) {
    case 'script': {
      const scripts = new Map(plan.cases.map(({ id, script }) => [id, script]))
      return scriptedResponses((id) => scripts.get(id) ?? null)
    }
    case 'replay':
      return replayedResponses(store)
    case 'live':
      return liveResponses(options.fetch, options.now)
    case 'record': {
      const upstream = options.upstream
        ? playedRun(options.upstream)
        : liveResponses(options.fetch, options.now)
      return recordedResponses(upstream, store, { trials: plan.trialsByCase, keepOthers: options.partial })
    }
  }
}

function playedRun(run: StoredRun): Responses {
  const trajectories = new Map(
    run.entries.map(({ trajectory }) => [`${trajectory.case}#${trajectory.trial}`, trajectory]),
  )
  return upstreamResponses((trial) => trajectories.get(`${trial.case}#${trial.trial}`) ?? null)
}

const PROVIDER = 'https://api.anthropic.com'

/** Where the provider is, and the key for it, from the environment. Throws `key-missing`. */
export function providerFrom(
  env: Readonly<Record<string, string | undefined>>,
  asksProvider: boolean,
): { readonly apiKey: string | null; readonly baseUrl: string } {
  const apiKey = env['ANTHROPIC_API_KEY'] || null
  const baseUrl = env['ANTHROPIC_BASE_URL'] || PROVIDER
  if (!/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? '')) {
    throw new PawlError(
      'usage',
      `expected an http(s) address in ANTHROPIC_BASE_URL, found ${JSON.stringify(baseUrl)}`,
    )
  }
  if (asksProvider && apiKey === null && baseUrl === PROVIDER) {
    throw new PawlError(
      'key-missing',
      'expected a key in ANTHROPIC_API_KEY to ask the live model, found none',
      {
        hint: 'Set it, or run with --responses script or replay, which need no key.',
      },
    )
  }
  return { apiKey, baseUrl }
}
