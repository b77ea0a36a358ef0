import { setTimeout as delay } from 'node:timers/promises'
import { PawlError } from '../errors.ts'
import type { Means } from '../expect/types.ts'
import { createPlayedClock } from '../model/clock.ts'
import { usageOf } from '../model/messages.ts'
import { DUMMY_KEY } from '../model/provider.ts'
import type { Answer, Responder } from '../model/responder.ts'
import { createWire } from '../model/wire.ts'
import {
  type AssistantMessage,
  createRecorder,
  type JsonObject,
  type ModelCall,
  type Trajectory,
  type TrajectoryEvent,
} from '../trajectory/index.ts'
import { isPassing } from './end.ts'

export interface JudgeWireOptions {
  /** The trial that is judged. */
  readonly trajectory: Trajectory
  readonly responder: Responder
  /** True in runs on scripts: what the suite scripts for a judge is what it says. */
  readonly scripts: boolean
  /** How often a call is made again after the provider's trouble. */
  readonly retries: number
  /** Wait before that, times the attempt. */
  readonly pauseMs: number
  readonly signal: AbortSignal
}

/** The judges' side of a trial's wire. */
export interface JudgeWire {
  readonly ask: Means['ask']
  /** What judges were asked so far, as it is put on record behind what the agent did. */
  readonly events: () => readonly TrajectoryEvent[]
}

/** Nobody waits for a judge longer than this. */
const PATIENCE_MS = 120_000

/** Where judges ask; the responder knows where that really is. */
const MESSAGES = 'https://api.anthropic.com/v1/messages'

export function openJudgeWire(options: JudgeWireOptions): JudgeWire {
  const { trajectory, responder, scripts, retries, pauseMs, signal } = options
  const began = trajectory.events.at(-1)
  const clock = createPlayedClock()
  const recorder = createRecorder(() => (began?.atMs ?? 0) + clock.now())
  let scripted: Answer | null = null
  let fault: PawlError | null = null
  let over: ModelCall | null = null
  const wire = createWire({
    responder: { respond: (request) => scripted ?? responder.respond(request) },
    clock,
    recorder,
    actor: 'judge',
    fault: (error) => {
      fault ??= error
    },
    end: () => {},
    ended: (call) => {
      over = call
    },
  })

  async function askOnce(request: JsonObject, attempt: number): Promise<ModelCall> {
    over = null
    let thrown: unknown
    try {
      const response = await wire.fetch(MESSAGES, {
        method: 'POST',
        headers: headersOf(attempt),
        body: JSON.stringify(request),
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      })
      await response.text()
      await wire.settled()
    } catch (error) {
      thrown = error
    }
    if (fault !== null) throw fault
    if (over === null) throw thrown
    return over
  }

  return {
    async ask(request, script) {
      scripted = scripts && script !== null ? scriptedAnswer(script) : null
      for (let attempt = 1; ; attempt++) {
        const { response, failure } = await askOnce(request, attempt)
        if (response !== null) return response
        const again = failure !== null && isPassing(failure) && attempt <= retries && !signal.aborted
        if (!again) throw unanswered(failure)
        await delay(pauseMs * attempt, undefined, { signal }).catch(() => {})
      }
    },
    events: () => recorder.events.map((event) => ({ ...event, turn: began?.turn ?? 0 })),
  }
}

const headersOf = (attempt: number): Record<string, string> => ({
  'content-type': 'application/json',
  'anthropic-version': '2023-06-01',
  'x-api-key': DUMMY_KEY,
  ...(attempt === 1 ? {} : { 'x-stainless-retry-count': String(attempt - 1) }),
})

const scriptedAnswer = (message: AssistantMessage): Answer => ({
  status: 200,
  headers: {},
  body: message,
  usage: usageOf(message),
  latencyMs: null,
  ttftMs: null,
  chunks: [],
})

function unanswered(failure: ModelCall['failure']): PawlError {
  const { status = null, type = 'unknown_error', message = 'no answer' } = failure ?? {}
  return new PawlError(
    'provider-failure',
    `the judge could not be asked (${status ?? 'connection'} ${type}): ${message}`,
  )
}
