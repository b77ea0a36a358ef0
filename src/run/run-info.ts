import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Price } from '../model/prices.ts'
import type { Case } from '../suite/index.ts'
import { isJsonObject, TRAJECTORY_FORMAT } from '../trajectory/index.ts'
import type { Commit } from './commit.ts'
import { parseObject, unreadable } from './unreadable.ts'

/** `run.json`: what a run was made from. Two runs with the same identity must give the same results. */
export interface RunInfo extends RunFacts {
  readonly format: number
  readonly runId: string
  readonly pawl: string
  readonly node: string
  readonly startedAt: string
  readonly command: 'run' | 'import'
  readonly identity: RunIdentity
  /** Trials of each case that were to run: what an interrupted run is held against. */
  readonly planned: Readonly<Record<string, number>>
}

export interface RunIdentity {
  readonly suite: string | null
  readonly suiteHash: string | null
  readonly agent: string | null
  readonly agentFingerprint: string | null
  readonly responses: string
  readonly seed: number
  /** Of the command line, as they are written there. */
  readonly faults: string
  /** How many trials were planned, and a hash of which; of an import, a hash of what was imported. */
  readonly trials: number
  readonly plan: string
}

/** What makes the numbers of a run readable without its suite. What nobody knows is `null`, as in runs of before. */
export interface RunFacts {
  /** As the user wrote it. */
  readonly suitePath: string | null
  /** Those that were planned. */
  readonly cases: Readonly<Record<string, StoredCase>> | null
  /** False where a selection left out cases, or trials of some. */
  readonly whole: boolean | null
  /** Those that the suite sets itself. */
  readonly prices: Readonly<Record<string, Price>> | null
  /** The one that the agent is configured for. */
  readonly model: string | null
  /** Of the suite; `null` leaves it to their names. */
  readonly escalationTools: readonly string[] | null
  /** Share of trials that may end in `error`. */
  readonly maxErrors: number | null
  /** Which of several agents it ran, side by side; `null`: the only one. */
  readonly variant: string | null
  /** Rounds at most of a run that ended as soon as all was decided; `null` for one of a fixed size. */
  readonly mostRounds: number | null
  /** The commit whose files were there; what was changed since is not known. */
  readonly revision: Commit | null
}

export interface StoredCase extends Pick<Case, 'hash' | 'tags' | 'mustPass'> {
  readonly knownFailing: boolean
}

export const RUN_FILE = 'run.json'

const UNTOLD: RunFacts = {
  suitePath: null,
  cases: null,
  whole: null,
  prices: null,
  model: null,
  escalationTools: null,
  maxErrors: null,
  variant: null,
  mostRounds: null,
  revision: null,
}

/** What a run's folder says of it, without its trials. Throws `run-unreadable`. */
export function readInfo(dir: string): RunInfo {
  const path = join(dir, RUN_FILE)
  if (!existsSync(path)) throw unreadable(dir, `it has no ${RUN_FILE}`)
  const info = parseObject(dir, RUN_FILE, readFileSync(path, 'utf8'))
  const format = info['format']
  if (typeof format !== 'number' || !isJsonObject(info['identity']) || !isJsonObject(info['planned'])) {
    throw unreadable(dir, `${RUN_FILE} is not what pawl writes`)
  }
  if (format > TRAJECTORY_FORMAT) {
    throw unreadable(
      dir,
      `it has format ${format}, and this version reads up to ${TRAJECTORY_FORMAT}: update pawl`,
    )
  }
  return { ...UNTOLD, ...(info as unknown as RunInfo) }
}
