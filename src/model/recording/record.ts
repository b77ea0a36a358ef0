import { PawlError } from '../../errors.ts'
import { type ToolCall, type Trajectory, unansweredTurn } from '../../trajectory/index.ts'
import {
  type Answer,
  type ModelRequest,
  RecordEnded,
  type Relay,
  type Responses,
  type TrialKey,
  type TrialSource,
} from '../responder.ts'
import { hashOf } from './blocks.ts'
import { type RecordedCall, type RecordedTool, type Recording, UNANSWERED } from './format.ts'
import type { RecordingStore } from './store.ts'

export interface RecordPlan {
  /** Trials that will run, by case. */
  readonly trials: ReadonlyMap<string, readonly number[]>
  /** True where only some trials of a case run: the recordings of the others stay. */
  readonly keepOthers: boolean
}

/**
 * Passes on what another source answers and stores it. A case is written once all its trials are over, so an
 * interrupted run leaves the recordings of unfinished cases as they were. Trials that end in an error are not
 * stored.
 */
export function recordedResponses(upstream: Responses, store: RecordingStore, plan: RecordPlan): Responses {
  const finished = new Map<string, Map<number, Recording | null>>()
  const unwritten: string[] = []
  const failures: PawlError[] = []

  function finish(trial: TrialKey, recording: Recording | null): void {
    const done = finished.get(trial.case) ?? new Map<number, Recording | null>()
    finished.set(trial.case, done.set(trial.trial, recording))
    const planned = plan.trials.get(trial.case) ?? []
    if (planned.every((number) => done.has(number))) write(trial.case, done)
  }

  function write(caseId: string, done: ReadonlyMap<number, Recording | null>): void {
    finished.delete(caseId)
    const fresh = [...done.values()].filter((recording) => recording !== null)
    const failed = done.size - fresh.length
    if (failed > 0)
      unwritten.push(
        `case ${caseId}: ${failed} of ${done.size} trials were not recorded: they ended in an error, or waiting for the model`,
      )
    if (fresh.length === 0) return
    const before = store.load(caseId)
    const kept = plan.keepOthers ? before.filter(({ trial }) => !done.has(trial)) : []
    const numbered = fresh.map((recording) => ({
      ...recording,
      earlierAttempts: attemptsBefore(before, recording.trial),
    }))
    try {
      store.save(
        caseId,
        [...kept, ...numbered].sort((a, b) => a.trial - b.trial),
      )
    } catch (error) {
      // What one case may not or cannot store takes nothing from the others.
      if (!(error instanceof PawlError)) throw error
      failures.push(error)
    }
  }

  return {
    virtual: upstream.virtual,
    open: (trial, random) => recordedTrial(trial, upstream.open(trial, random), finish),
    close() {
      const interrupted = [...finished.keys()].map(
        (caseId) => `case ${caseId}: not all trials ran, its recordings stay as they were`,
      )
      const before = upstream.close()
      return {
        notes: [...before.notes, ...unwritten, ...interrupted],
        failures: [...before.failures, ...failures],
      }
    },
  }
}

function attemptsBefore(before: readonly Recording[], trial: number): number {
  const replaced = before.find((recording) => recording.trial === trial)
  return replaced ? replaced.earlierAttempts + 1 : 0
}

function recordedTrial(
  trial: TrialKey,
  source: TrialSource,
  finish: (trial: TrialKey, recording: Recording | null) => void,
): TrialSource {
  const calls: (RecordedCall | null)[] = []
  return {
    ...source,
    provenance: { ...source.provenance, source: 'record' },
    responder: {
      ...source.responder,
      async respond(request) {
        // A call takes its place when it is made; one whose answer never comes whole leaves it empty.
        const slot = calls.push(null) - 1
        const keep = (answer: Answer) => {
          calls[slot] = recordedCall(request, answer)
        }
        try {
          return keepAnswer(await source.responder.respond(request), keep)
        } catch (error) {
          if (error instanceof RecordEnded) keep(NO_ANSWER)
          throw error
        }
      },
    },
    finish(trajectory) {
      source.finish(trajectory)
      // What the model never answered before the time was over cannot be played again.
      const cutOff = calls.at(-1) === null && trajectory.end.kind === 'agent_failure'
      const usable = trajectory.end.kind !== 'error' && !cutOff
      finish(trial, usable ? recordingOf(trial, trajectory, calls) : null)
    },
  }
}

function keepAnswer(answer: Answer | Relay, keep: (answer: Answer) => void): Answer | Relay {
  if ('settled' in answer) {
    return {
      response: answer.response,
      settled: answer.settled.then((whole) => {
        keep(whole)
        return whole
      }),
    }
  }
  keep(answer)
  return answer
}

const NO_ANSWER: Answer = {
  status: UNANSWERED,
  headers: {},
  body: null,
  usage: null,
  latencyMs: null,
  ttftMs: null,
  chunks: [],
}

function recordedCall(request: ModelRequest, answer: Answer): RecordedCall {
  return {
    key: hashOf(request.body),
    request: request.body,
    status: answer.status,
    headers: answer.headers,
    response: answer.body,
    latencyMs: answer.latencyMs,
    ttftMs: answer.ttftMs,
    chunks: answer.chunks,
  }
}

function recordingOf(
  trial: TrialKey,
  trajectory: Trajectory,
  calls: readonly (RecordedCall | null)[],
): Recording {
  const tools = trajectory.events.filter((event): event is ToolCall => event.type === 'tool_call')
  return {
    trial: trial.trial,
    recordedAt: trajectory.provenance.recordedAt,
    earlierAttempts: 0,
    unansweredTurn: unansweredTurn(trajectory),
    calls: calls.filter((call) => call !== null),
    tools: tools.filter(({ status }) => status !== 'unanswered').map(recordedTool),
  }
}

function recordedTool({ id, name, result, status, latencyMs }: ToolCall): RecordedTool {
  return { id, name, result, isError: status === 'error', latencyMs }
}
