import { type ToolCall, type Trajectory, unansweredTurn } from '../../trajectory/index.ts'
import { HungUp } from '../broken.ts'
import {
  type Answer,
  isRelay,
  type ModelRequest,
  RecordEnded,
  type Relay,
  type TrialSource,
} from '../responder.ts'
import { hashOf } from './blocks.ts'
import { type MadeWith, type RecordedCall, type RecordedTool, type Recording, UNANSWERED } from './format.ts'
import type { HiddenRequest, Placeholders } from './placeholders.ts'
import { contentOf } from './request-content.ts'

export interface TrialToRecord {
  readonly trial: number
  readonly placeholders: Placeholders
  readonly made: () => MadeWith | null
  /** Told what is to be stored; `null` where the trial is not worth it. */
  readonly finish: (recording: Recording | null) => void
}

/** A trial's source whose calls are kept as they were made and answered. */
export function recordedTrial(source: TrialSource, trial: TrialToRecord): TrialSource {
  const { placeholders } = trial
  const calls = createCallLog(placeholders)
  return {
    ...source,
    provenance: { ...source.provenance, source: 'record' },
    responder: {
      ...source.responder,
      async respond(request) {
        const call = calls.begin(request)
        try {
          return keepAnswer(await source.responder.respond(request), call, request)
        } catch (error) {
          if (error instanceof RecordEnded) call.keep(NO_ANSWER)
          else if (request.signal?.aborted) call.left()
          call.over()
          throw error
        }
      },
    },
    know(values) {
      placeholders.know(values)
      source.know(values)
    },
    finish(trajectory) {
      source.finish(trajectory)
      const whole = calls.whole()
      // Refused throughout: a wrong address or key, and nothing of what the agent does.
      const refused = whole.length > 0 && whole.every(({ status }) => status >= 400)
      // A call that the model never answered, or that the agent gave up for good, cannot be played again.
      const usable = trajectory.end.kind !== 'error' && !calls.lastIsOpen() && !calls.gaveUp() && !refused
      trial.finish(usable ? recordingOf(trial, trajectory, whole) : null)
    },
  }
}

interface OpenCall {
  keep(answer: Answer): void
  /** The client did not wait for it. */
  left(): void
  over(): void
}

function keepAnswer(answer: Answer | Relay, call: OpenCall, { signal }: ModelRequest): Answer | Relay {
  if (!isRelay(answer)) {
    call.keep(answer)
    call.over()
    return answer
  }
  const settled = answer.settled.then(
    (whole) => {
      call.keep(whole)
      return whole
    },
    (error: unknown) => {
      if (error instanceof HungUp || signal?.aborted) call.left()
      throw error
    },
  )
  return { response: answer.response, settled: settled.finally(call.over) }
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

interface CallLog {
  /** A call takes its place when it is made; one whose answer never comes whole leaves it empty. */
  begin(request: ModelRequest): OpenCall
  lastIsOpen(): boolean
  /** True where the agent left a call that it did not make again. */
  gaveUp(): boolean
  /** The calls that were answered, in the order in which they were made. */
  whole(): readonly RecordedCall[]
}

function createCallLog(placeholders: Placeholders): CallLog {
  const calls: (RecordedCall | null)[] = []
  const open = new Set<number>()
  const left = new Set<HiddenRequest>()
  return {
    begin(request) {
      const slot = calls.push(null) - 1
      const concurrent = request.endpoint.kind === 'model' ? [...open] : []
      if (request.endpoint.kind === 'model') open.add(slot)
      const hidden = placeholders.request(contentOf(request), request)
      return {
        keep(answer) {
          calls[slot] = { ...recordedCall(request, hidden, answer, placeholders), concurrent }
        },
        left: () => void left.add(hidden),
        over: () => void open.delete(slot),
      }
    },
    lastIsOpen: () => calls.at(-1) === null,
    gaveUp() {
      const answered = new Set(calls.map((call) => call?.keys[0]))
      return [...left].some((hidden) => !answered.has(hashOf(hidden.dated().body)))
    },
    whole: () => withoutGaps(calls),
  }
}

function withoutGaps(calls: readonly (RecordedCall | null)[]): readonly RecordedCall[] {
  const slots = [...calls.keys()].filter((slot) => calls[slot])
  return calls
    .filter((call) => call !== null)
    .map((call) => ({
      ...call,
      concurrent: call.concurrent.map((slot) => slots.indexOf(slot)).filter((index) => index !== -1),
    }))
}

/** A call as it is stored. */
export function recordedCall(
  { endpoint }: ModelRequest,
  hidden: HiddenRequest,
  answer: Answer,
  placeholders: Placeholders,
): Omit<RecordedCall, 'concurrent'> {
  const [asIs, dated] = [hidden.form(), hidden.dated().body]
  return {
    keys: dated === asIs ? [hashOf(asIs)] : [hashOf(dated), hashOf(asIs)],
    endpoint: endpoint.name,
    request: dated,
    status: answer.status,
    headers: answer.headers,
    response: placeholders.hideReply(answer.body, hidden),
    latencyMs: answer.latencyMs,
    ttftMs: answer.ttftMs,
    chunks: answer.chunks,
  }
}

function recordingOf(
  { trial, placeholders, made }: TrialToRecord,
  trajectory: Trajectory,
  calls: readonly RecordedCall[],
): Recording {
  const asked = JSON.stringify(calls.map(({ request }) => request))
  const tools = trajectory.events.filter((event): event is ToolCall => event.type === 'tool_call')
  return {
    trial,
    recordedAt: trajectory.provenance.recordedAt,
    today: placeholders.today(),
    alternatives: placeholders.alternatives((placeholder) => asked.includes(placeholder)),
    earlierAttempts: 0,
    unansweredTurn: unansweredTurn(trajectory),
    made: made(),
    calls,
    tools: tools
      .filter(({ status }) => status !== 'unanswered')
      .map(({ id, name, result, status, latencyMs }): RecordedTool => {
        return { id, name, result: placeholders.hideResult(result), isError: status === 'error', latencyMs }
      }),
  }
}
