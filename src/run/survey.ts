import { statSync } from 'node:fs'
import { PawlError } from '../errors.ts'
import { priceTable } from '../model/prices.ts'
import { editedRequest, type RecordedActor, type Recording } from '../model/recording/format.ts'
import { createRecordingStore, type RecordingStore } from '../model/recording/store.ts'
import type { Case, Suite } from '../suite/index.ts'
import { agentParts } from '../target/index.ts'
import { fingerprintOf } from './fingerprint.ts'
import { type SurveyedJudges, surveyJudges } from './judge-survey.ts'
import { planRun, type Selection } from './plan.ts'
import { factsOf, type RecordingFacts } from './recording-facts.ts'
import { type RecordingState, trialStates } from './staleness.ts'

export interface SurveyedTrial {
  readonly trial: number
  readonly state: RecordingState
  /** `null` where it is missing. */
  readonly facts: RecordingFacts | null
}

/** The recordings of a case, held against what a run would make now. */
export interface SurveyedCase {
  readonly id: string
  readonly path: string
  /** Size of its file; `null` where there is none. */
  readonly bytes: number | null
  /** Why its file cannot be read; its trials are empty then. */
  readonly corrupt: PawlError | null
  readonly planned: number
  readonly trials: readonly SurveyedTrial[]
  /** Numbers of recordings of trials that are not planned. */
  readonly beyond: readonly number[]
  /** `null` where it has no judges and none are recorded. */
  readonly judges: SurveyedJudges | null
}

/** A file in the folder of the recordings that is of no case of the suite. */
export interface UnusedFile {
  readonly id: string
  readonly of: RecordedActor
  readonly path: string
  /** Why it cannot be read. */
  readonly corrupt: PawlError | null
  /** The suite that it says it was made for, where that is another one. */
  readonly otherSuite: string | null
}

export interface Survey {
  readonly suite: Suite
  readonly cases: readonly SurveyedCase[]
  readonly unused: readonly UnusedFile[]
  /** Paths of what interrupted writes left half written. */
  readonly leftovers: readonly string[]
}

/**
 * Reads all recordings of the planned trials and says what is valid, stale, missing or corrupt. Asks nobody and
 * starts nothing. @param priceAs the model that the calls are priced as; `null` for the one that answered each
 */
export async function surveyRecordings(
  suite: Suite,
  selection: Selection,
  priceAs: string | null = null,
): Promise<Survey> {
  const store = createRecordingStore(suite.recordingsDir)
  const made = fingerprintOf(suite, await agentParts(suite))
  const prices = priceTable(suite.prices)
  const plan = planRun(suite, selection, 0)
  const surveyed = (item: Case): SurveyedCase => {
    const planned = plan.trialsByCase.get(item.id) ?? []
    const loaded = loadOf(store, item.id)
    const states = trialStates(loaded.recordings, planned, made({ case: item.id }), suite.agent.kind)
    return {
      id: item.id,
      path: store.pathOf(item.id),
      bytes: sizeOf(store.pathOf(item.id)),
      corrupt: loaded.corrupt,
      planned: planned.length,
      trials: loaded.corrupt
        ? []
        : states.map(({ trial, state, recording }) => ({
            trial,
            state,
            facts: recording && factsOf(recording, prices, priceAs),
          })),
      judges: surveyJudges(suite, item, prices, loadOf),
      beyond: loaded.recordings.map(({ trial }) => trial).filter((trial) => !planned.includes(trial)),
    }
  }
  const unused = (['agent', 'judge'] as const).flatMap((of) => unusedFiles(suite, of))
  return { suite, cases: plan.cases.map(surveyed), unused, leftovers: store.leftovers() }
}

function unusedFiles(suite: Suite, of: RecordedActor): UnusedFile[] {
  const store = createRecordingStore(suite.recordingsDir, { of })
  const known = new Set(suite.cases.map(({ id }) => id))
  return store
    .list()
    .filter((id) => !known.has(id))
    .map((id) => {
      const { recordings, corrupt } = loadOf(store, id)
      const other = recordings.find(({ made }) => made !== null && made.suite !== suite.name)
      return { id, of, path: store.pathOf(id), corrupt, otherSuite: other?.made?.suite ?? null }
    })
}

interface Loaded {
  readonly recordings: readonly Recording[]
  readonly corrupt: PawlError | null
}

function loadOf(store: RecordingStore, id: string): Loaded {
  try {
    const recordings = store.load(id)
    const edited = editedRequest(recordings)
    if (edited === null) return { recordings, corrupt: null }
    throw new PawlError('recording-corrupt', `the recording ${store.pathOf(id)} was edited: ${edited}`, {
      hint: 'Take it back from version control, or remove it and record the case again.',
    })
  } catch (error) {
    if (error instanceof PawlError) return { recordings: [], corrupt: error }
    throw error
  }
}

const sizeOf = (path: string): number | null => statSync(path, { throwIfNoEntry: false })?.size ?? null

/** The trials of a survey that a run has to record: those without a valid recording, or with `all` every one. */
export function trialsToRecord({ cases }: Survey, all: boolean): ReadonlyMap<string, readonly number[]> {
  const asked = cases.map(({ id, trials }): [string, readonly number[]] => [
    id,
    trials.filter(({ state }) => all || state.kind !== 'valid').map(({ trial }) => trial),
  ])
  return new Map(asked.filter(([, trials]) => trials.length > 0))
}
