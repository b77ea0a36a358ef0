import { dirname } from 'node:path'
import type { PawlError } from '../errors.ts'
import { judgesOf } from '../expect/index.ts'
import type { Budget } from '../model/budget.ts'
import { createDirectFetch } from '../model/direct-fetch.ts'
import type { Case, Suite } from '../suite/index.ts'
import type { Trajectory } from '../trajectory/index.ts'
import { createInvestigator, type Investigated } from './investigate.ts'
import { type JudgeMode, openJudgements } from './judging.ts'
import { knownValues } from './known-values.ts'
import { upstreamsFrom } from './responses.ts'
import { RETRIES, RETRY_PAUSE_MS } from './retries.ts'
import type { ScoringContext } from './score.ts'
import { createScorers } from './scorers.ts'
import { secretsOf } from './secrets.ts'

/** How judges are asked of trials that are on record already. */
export interface Asking {
  /** `null`: nobody is asked; what a judge was not asked in the run stays unknown. */
  readonly judges: JudgeMode | null
  readonly concurrency: number
  readonly seed: number
  readonly budget: Budget | null
  readonly signal: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  /** How the user starts pawl, for the commands that are shown. */
  readonly command: string
  /** The command that asks the judges, where it is not `pawl record`. */
  readonly asking?: string
  readonly retryPauseMs?: number
}

/** Judges and scorers of a suite, for trials that are on record. */
export interface Investigation {
  of(trajectory: Trajectory, item: Case): Promise<Investigated>
  close(): Promise<{ readonly notes: readonly string[]; readonly failures: readonly PawlError[] }>
}

export interface InvestigationOptions extends Asking {
  readonly trialsByCase: ReadonlyMap<string, readonly number[]>
}

/** Throws `key-missing` where the model is to be asked and there is no key. */
export function openInvestigation(
  suite: Suite,
  scoring: ScoringContext,
  options: InvestigationOptions,
): Investigation {
  const { judges, env, now, retryPauseMs = RETRY_PAUSE_MS } = options
  const asks = judges !== null && judges !== 'play' && suite.cases.some((item) => judgesOf(item).length > 0)
  const source = {
    ...options,
    fetch: createDirectFetch(),
    upstreams: upstreamsFrom(env, asks),
    realTime: false,
    faults: [],
  }
  const secrets = secretsOf(suite, env)
  const judgements =
    judges && openJudgements(suite, { ...source, secrets, mode: judges, upstream: null, partial: true })
  const scorers = createScorers(dirname(suite.path), options.signal)
  const investigator = createInvestigator({
    judgements,
    scorers,
    scoring,
    scripts: false,
    retries: RETRIES,
    pauseMs: retryPauseMs,
    signal: options.signal,
  })
  const known = [knownValues(suite, env, now())]
  return {
    of: (trajectory, item) => investigator.of(trajectory, item, known),
    async close() {
      await scorers.close()
      return judgements?.close() ?? { notes: [], failures: [] }
    },
  }
}
