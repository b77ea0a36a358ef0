import { PawlError } from '../../errors.ts'
import { firstDifference, type Json, type JsonObject, own } from '../../trajectory/index.ts'
import { messageIn, usageOf } from '../messages.ts'
import { takeTool } from '../played-tools.ts'
import { quoteDifference } from '../quote.ts'
import {
  type Answer,
  type ModelRequest,
  NOTHING_TO_SAY,
  RecordEnded,
  type Responses,
  type TrialKey,
  type TrialSource,
} from '../responder.ts'
import { hashOf } from './blocks.ts'
import { type RecordedCall, type Recording, UNANSWERED } from './format.ts'
import type { RecordingStore } from './store.ts'

/** Stored responses: a request gets the answer it got when it was recorded, or none. */
export function replayedResponses(store: RecordingStore): Responses {
  const loaded = new Map<string, readonly Recording[]>()
  const keyOf = rememberedKeys()
  return {
    virtual: true,
    open(trial) {
      const recordings = loaded.get(trial.case) ?? store.load(trial.case)
      loaded.set(trial.case, recordings)
      const recording = recordings[trial.trial % Math.max(1, recordings.length)]
      return recording
        ? replayedTrial(trial, recording, keyOf)
        : unrecordedTrial(trial, store.pathOf(trial.case))
    },
    close: () => NOTHING_TO_SAY,
  }
}

type KeyOf = (request: ModelRequest) => string

const MOST_KEYS = 1000
const LONGEST_TEXT = 20_000

/** Trials of a case send the same bytes again and again: their hash is worked out once. */
function rememberedKeys(): KeyOf {
  const keys = new Map<string, string>()
  return ({ text, body }) => {
    const known = keys.get(text)
    if (known !== undefined) return known
    const key = hashOf(body)
    if (keys.size >= MOST_KEYS) keys.clear()
    if (text !== '' && text.length <= LONGEST_TEXT) keys.set(text, key)
    return key
  }
}

/** Only an agent that asks the model misses a recording. */
function unrecordedTrial(trial: TrialKey, path: string): TrialSource {
  return {
    responder: {
      respond() {
        throw missing(trial, path)
      },
    },
    provenance: { source: 'replay', sample: 'unrecorded', evidence: 'fixed', recordedAt: null },
    playTool: () => null,
    answersTurn: () => true,
    finish: () => {},
  }
}

const missing = (trial: TrialKey, path: string): PawlError =>
  new PawlError('recording-missing', `case ${trial.case} has no recording: expected ${path}`, {
    hint: `Record it: run again with --case ${trial.case} --responses record`,
  })

function replayedTrial(trial: TrialKey, recording: Recording, keyOf: KeyOf): TrialSource {
  const unplayedCalls = [...recording.calls]
  const unplayedTools = [...recording.tools]
  let asked = 0
  return {
    responder: {
      respond(request) {
        asked++
        const key = keyOf(request)
        const index = unplayedCalls.findIndex((call) => call.key === key)
        const call = index === -1 ? undefined : unplayedCalls.splice(index, 1)[0]
        if (call?.status === UNANSWERED) throw new RecordEnded('the recording ends here')
        if (call) return answerOf(call)
        throw miss(trial, recording, request, asked)
      },
    },
    provenance: {
      source: 'replay',
      sample: `recording-${recording.trial}`,
      evidence: 'sampled',
      recordedAt: recording.recordedAt,
    },
    playTool: (id, name) => takeTool(unplayedTools, id, name),
    answersTurn: (turn) => turn !== recording.unansweredTurn,
    finish: () => {},
  }
}

function answerOf(call: RecordedCall): Answer {
  const message = messageIn(call.response)
  return {
    status: call.status,
    headers: call.headers,
    body: call.response,
    usage: message ? usageOf(message) : null,
    latencyMs: call.latencyMs,
    ttftMs: call.ttftMs,
    chunks: call.chunks,
  }
}

function miss(trial: TrialKey, recording: Recording, request: ModelRequest, asked: number): PawlError {
  const what = `the agent's model call ${asked} is not in the recording of case ${trial.case}`
  const nearest = nearestCall(recording.calls, request.body)
  const hint = `If the change is meant, record again: --case ${trial.case} --responses record`
  if (nearest === null) return new PawlError('recording-miss', `${what}, which is empty`, { hint })
  const difference = firstDifference(nearest.call.request, request.body)
  if (difference === null) {
    const message = `${what} once more: it equals recorded call ${nearest.number}, which was played already`
    return new PawlError('recording-miss', message, { hint })
  }
  const { before, after } = quoteDifference(difference)
  const where = `nearest is recorded call ${nearest.number}, first difference at ${difference.path}`
  return new PawlError('recording-miss', `${what}: ${where}: recorded ${before}, now ${after}`, { hint })
}

/** The recorded call that shares most with the request: the same fields and the longest common history. */
function nearestCall(
  calls: readonly RecordedCall[],
  body: JsonObject,
): { readonly call: RecordedCall; readonly number: number } | null {
  let best: { call: RecordedCall; number: number; likeness: number } | null = null
  for (const [index, call] of calls.entries()) {
    const likeness = likenessOf(call.request, body)
    if (best === null || likeness > best.likeness) best = { call, number: index + 1, likeness }
  }
  return best
}

function likenessOf(recorded: JsonObject, now: JsonObject): number {
  const then = messagesOf(recorded)
  const today = messagesOf(now)
  const shared = then.findIndex((message, index) => firstDifference(message, today[index]) !== null)
  const common = shared === -1 ? then.length : shared
  const fields = Object.keys(recorded).filter(
    (key) => key !== 'messages' && firstDifference(own(recorded, key), own(now, key)) === null,
  )
  return common * 2 - Math.abs(then.length - today.length) + fields.length
}

function messagesOf(body: JsonObject): readonly Json[] {
  const messages = own(body, 'messages')
  return Array.isArray(messages) ? messages : []
}
