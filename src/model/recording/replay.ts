import { PawlError } from '../../errors.ts'
import { usageOf } from '../messages.ts'
import { takeTool } from '../played-tools.ts'
import type { Endpoint } from '../protocol/types.ts'
import {
  type Answer,
  type ModelRequest,
  RecordEnded,
  type Responses,
  type TrialKey,
  type TrialSource,
} from '../responder.ts'
import { type RecordedCall, type Recording, UNANSWERED } from './format.ts'
import { createFindCall, type FindCall, type Match } from './match.ts'
import { miss, unplayed } from './miss.ts'
import type { NormalizeRule } from './normalize-rule.ts'
import { type Placeholders, placeholdersFor } from './placeholders.ts'
import { createRealpath } from './realpath.ts'
import { recordingFor } from './recording-for.ts'
import { type ReplayedCase, replayNotes } from './replay-notes.ts'
import { contentOf } from './request-content.ts'
import type { RecordingStore } from './store.ts'

export interface ReplayOptions {
  /** What varies between identical runs, beside what pawl knows. */
  readonly rules: readonly NormalizeRule[]
  /** True where recorded calls that the agent leaves unasked are a mistake. */
  readonly strict: boolean
  /** Older recordings are warned of. */
  readonly maxAgeDays: number
  readonly now: () => Date
  /** The command that records a case again; of `null`, the suite. */
  readonly recordCommand: (caseId: string | null) => string
  /** Why a recording would not be made just so today; empty where it would. */
  readonly staleness: (caseId: string, made: Recording['made']) => readonly string[]
}

/** Stored responses: a request gets the answer it got when it was recorded, or none. */
export function replayedResponses(store: RecordingStore, options: ReplayOptions): Responses {
  const loaded = new Map<
    string,
    ReplayedCase & { readonly trials: Set<number>; readonly missed: Set<number> }
  >()
  const newPlaceholders = placeholdersFor(options.rules, createRealpath())
  const find = createFindCall()
  return {
    virtual: true,
    open(trial) {
      const replayed = loaded.get(trial.case) ?? {
        case: trial.case,
        recordings: store.load(trial.case),
        trials: new Set<number>(),
        missed: new Set<number>(),
      }
      loaded.set(trial.case, replayed)
      replayed.trials.add(trial.trial)
      const recording = recordingFor(replayed.recordings, trial.trial)
      const command = options.recordCommand(trial.case)
      if (!recording) return unrecordedTrial(trial, store.pathOf(trial.case), command)
      const placeholders = newPlaceholders()
      const onMiss = () => replayed.missed.add(trial.trial)
      return replayedTrial({ trial, recording, placeholders, find, strict: options.strict, command, onMiss })
    },
    close() {
      const cases = [...loaded.values()].filter(({ recordings }) => recordings.length > 0)
      return {
        notes: replayNotes(cases, { ...options, now: options.now() }),
        failures: [],
      }
    },
  }
}

/** Only an agent that asks the model misses a recording. */
function unrecordedTrial(trial: TrialKey, path: string, command: string): TrialSource {
  const missing = `case ${trial.case} has no recording: expected ${path}`
  return {
    responder: {
      respond() {
        throw new PawlError('recording-missing', missing, { hint: `Record it: ${command}` })
      },
    },
    provenance: { source: 'replay', sample: 'unrecorded', evidence: 'fixed', recordedAt: null },
    know: () => {},
    playTool: () => null,
    answersTurn: () => true,
    leftOver: () => null,
    finish: () => {},
  }
}

interface TrialToReplay {
  readonly trial: TrialKey
  readonly recording: Recording
  readonly placeholders: Placeholders
  readonly find: FindCall
  readonly strict: boolean
  readonly command: string
  readonly onMiss: () => void
}

function replayedTrial({
  trial,
  recording,
  placeholders,
  find,
  strict,
  command,
  onMiss,
}: TrialToReplay): TrialSource {
  const played = new Set<number>()
  const unplayedTools = [...recording.tools]
  let asked = 0
  const respond = (sent: ModelRequest): Answer => {
    asked++
    const endpoint = sent.endpoint.name
    const request = placeholders.request(contentOf(sent), sent)
    const match = find(recording, played, { endpoint, request, days: placeholders.days() })
    const call = match ? recording.calls[match.index] : undefined
    if (!match || !call) {
      onMiss()
      const stored = request.dated().body
      throw miss({ case: trial.case, recording, endpoint, request: stored, asked, command })
    }
    played.add(match.index)
    if (call.status === UNANSWERED) throw new RecordEnded('the recording ends here')
    return answerOf(call, match, sent.endpoint, placeholders)
  }
  return {
    responder: { respond },
    provenance: {
      source: 'replay',
      sample: `recording-${recording.trial}`,
      evidence: 'sampled',
      recordedAt: recording.recordedAt,
    },
    know: (values) => placeholders.know(values),
    playTool(id, name) {
      const tool = takeTool(unplayedTools, id, name)
      return tool && { ...tool, result: placeholders.reveal(tool.result) }
    },
    answersTurn: (turn) => turn !== recording.unansweredTurn,
    leftOver: () => (strict ? unplayed(trial.case, recording, played) : null),
    finish: () => {},
  }
}

/** What a recorded call answers in this trial. */
export function answerOf(
  call: RecordedCall,
  match: Match,
  endpoint: Endpoint,
  placeholders: Placeholders,
): Answer {
  const body = placeholders.reveal(call.response, match.reading)
  const message = endpoint.kind === 'model' ? endpoint.protocol.messageIn(body) : null
  return {
    status: call.status,
    headers: call.headers,
    body,
    usage: message ? usageOf(message) : null,
    latencyMs: call.latencyMs,
    ttftMs: call.ttftMs,
    chunks: call.chunks,
    place: { index: match.index, concurrent: call.concurrent },
  }
}
