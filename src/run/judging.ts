import { PawlError } from '../errors.ts'
import { askedBy, judgesOf } from '../expect/index.ts'
import { derivedRandom } from '../model/random.ts'
import { type Judgements, liveJudgements, playedJudgements } from '../model/recording/judgements.ts'
import { recordedJudgements } from '../model/recording/record-judgements.ts'
import { createRecordingStore } from '../model/recording/store.ts'
import type { Responder, TrialKey } from '../model/responder.ts'
import type { Secrets } from '../secrets/index.ts'
import type { ResponseMode, Suite } from '../suite/index.ts'
import type { Trajectory } from '../trajectory/index.ts'
import type { StoredRun } from './journal.ts'
import { paidResponses, type SourceOptions } from './responses.ts'
import { verdictsIn } from './verdicts.ts'

/**
 * Where the answers of judges come from: `play` what was recorded, `fill` asks for what was not and stores it, `record`
 * asks for everything again, `live` asks and stores nothing.
 */
export type JudgeMode = 'play' | 'fill' | 'record' | 'live'

/** Unless it is said otherwise judges do as the agent does; on scripts and recordings nobody is asked. */
export function judgeModeFor(responses: ResponseMode): JudgeMode {
  switch (responses) {
    case 'script':
    case 'replay':
      return 'play'
    case 'record':
    case 'live':
      return responses
  }
}

export interface JudgingOptions extends SourceOptions {
  /** What no recording may hold. */
  readonly secrets: Secrets
  /** How the user starts pawl, for the commands that are shown. */
  readonly command: string
  /** The command that asks the judges, where it is not `pawl record`. */
  readonly asking?: string
  readonly mode: JudgeMode
  /** A finished run that is played instead of it. */
  readonly upstream: StoredRun | null
  /** Trials that run, by case. */
  readonly trialsByCase: ReadonlyMap<string, readonly number[]>
  /** True where only some trials of a case run. */
  readonly partial: boolean
}

export function openJudgements(suite: Suite, options: JudgingOptions): Judgements {
  const { mode, upstream, trialsByCase, partial, now, seed } = options
  const live = paidResponses(suite.prices, options)
  const model =
    upstream === null
      ? (trial: TrialKey) => live.open(trial, derivedRandom(seed, 'judge')).responder
      : saidIn(upstream)
  const recorded = {
    store: createRecordingStore(suite.recordingsDir, { of: 'judge', secrets: options.secrets }),
    rules: suite.normalize,
    command: (id: string) =>
      options.asking ?? `${options.command} record ${suite.displayPath} --case ${id} --judges`,
  }
  if (mode === 'live') return liveJudgements(model)
  if (mode === 'play') return playedJudgements(recorded)
  const asks = new Map(suite.cases.map((item) => [item.id, askedBy(judgesOf(item))]))
  return recordedJudgements({
    ...recorded,
    live: model,
    reuse: mode === 'fill',
    trials: (id) => trialsByCase.get(id)?.length ?? 0,
    keepOthers: partial,
    isAsked: (id, request) => asks.get(id)?.(request) ?? false,
    now,
  })
}

/** What the judges of a run said, for the trial that has the same case and number. */
function saidIn(run: StoredRun): (trial: TrialKey) => Responder {
  const trajectories = new Map<string, Trajectory>(
    run.entries.map(({ trajectory }) => [`${trajectory.case}#${trajectory.trial}`, trajectory]),
  )
  return (trial) => {
    const trajectory = trajectories.get(`${trial.case}#${trial.trial}`)
    const find = trajectory === undefined ? () => null : verdictsIn(trajectory)
    return {
      respond({ body }) {
        const call = find(body)
        if (call === null) throw notIn(trial)
        const { response, usage, latencyMs, ttftMs } = call
        return { status: 200, headers: {}, body: response, usage, latencyMs, ttftMs, chunks: [] }
      },
    }
  }
}

const notIn = (trial: TrialKey): PawlError =>
  new PawlError('judge-missing', `the upstream run did not ask this judge of ${trial.case}#${trial.trial}`, {
    hint: 'Record the agent from the run first, then ask the judges with --judges.',
  })
