import { PawlError } from '../errors.ts'
import {
  firstDifference,
  isJsonObject,
  type Json,
  type JsonObject,
  type ModelCall,
  modelsOf,
  own,
  type ToolCall,
  type Trajectory,
  unansweredTurn,
} from '../trajectory/index.ts'
import { takeTool } from './played-tools.ts'
import { type Protocol, sideAnswer } from './protocol/index.ts'
import { quoteDifference } from './quote.ts'
import {
  type Answer,
  NOTHING_TO_SAY,
  RecordEnded,
  type Responses,
  type TrialKey,
  type TrialSource,
} from './responder.ts'

/**
 * A finished run played as the model: the k-th call of a trial gets the k-th response of that case and trial.
 * What the agent sends must be what was sent then: the same user turns and the same tool results.
 */
export function upstreamResponses(find: (trial: TrialKey) => Trajectory | null): Responses {
  return {
    virtual: true,
    open(trial) {
      const trajectory = find(trial)
      if (trajectory) return upstreamTrial(trial, trajectory)
      throw new PawlError(
        'upstream-miss',
        `the upstream run has no trial ${trial.trial} of case ${trial.case}`,
        {
          hint: 'The cases and trials of the suite and of the run must correspond.',
        },
      )
    },
    close: () => NOTHING_TO_SAY,
  }
}

/** What the agent has to send before a response comes: the user's words, or the results of its tool calls. */
interface Step {
  /** `null` where the run ended before the model answered what was sent. */
  readonly call: ModelCall | null
  readonly sent: readonly SentPart[]
}

type SentPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'result'; readonly id: string | null; readonly content: Json; readonly isError: boolean }

function upstreamTrial(trial: TrialKey, trajectory: Trajectory): TrialSource {
  const steps = stepsOf(trajectory)
  const unplayedTools = trajectory.events
    .filter((event): event is ToolCall => event.type === 'tool_call' && event.status !== 'unanswered')
    .map(({ id, name, result, status, latencyMs }) => ({
      id,
      name,
      result,
      isError: status === 'error',
      latencyMs,
    }))
  const unanswered = unansweredTurn(trajectory)
  let asked = 0
  return {
    responder: {
      respond(request) {
        const { endpoint } = request
        if (endpoint.kind === 'side') return sideAnswer(endpoint, request.body, modelsOf(trajectory))
        const step = steps[asked++]
        if (!step) throw tooMany(trial, steps.filter(({ call }) => call !== null).length)
        expectSame(trial, asked, step.sent, sentParts(endpoint.protocol.onRecord(request.body)))
        if (step.call === null) throw new RecordEnded('the upstream run ends here')
        return answerOf(step.call, endpoint.protocol.bodyOf, request.body)
      },
    },
    provenance: { ...trajectory.provenance, sample: `upstream-${trial.trial}` },
    know: () => {},
    playTool: (id, name) => takeTool(unplayedTools, id, name),
    answersTurn: (turn) => turn !== unanswered,
    leftOver: () => null,
    finish: () => {},
  }
}

function stepsOf(trajectory: Trajectory): Step[] {
  const steps: Step[] = []
  let sent: SentPart[] = []
  for (const event of trajectory.events) {
    if (event.type === 'user_turn' && event.played) sent.push(...partsOf(event.content))
    if (event.type === 'tool_call') {
      sent.push({ kind: 'result', id: event.id, content: event.result, isError: event.status === 'error' })
    }
    if (event.type === 'model_call' && event.actor === 'agent' && event.response) {
      steps.push({ call: event, sent })
      sent = []
    }
  }
  if (sent.length > 0) steps.push({ call: null, sent })
  return steps
}

/** What a request says after the last assistant message. */
function sentParts(body: JsonObject): SentPart[] {
  const messages = own(body, 'messages')
  if (!Array.isArray(messages)) return []
  const last = messages.findLastIndex((message) => isJsonObject(message) && message['role'] === 'assistant')
  return messages
    .slice(last + 1)
    .flatMap((message) => (isJsonObject(message) ? partsOf(message['content']) : []))
}

function partsOf(content: Json | undefined): SentPart[] {
  if (typeof content === 'string') return [{ kind: 'text', text: content }]
  if (!Array.isArray(content)) return []
  return content.flatMap((block): SentPart[] => {
    if (!isJsonObject(block)) return []
    if (block['type'] === 'text') return [{ kind: 'text', text: String(block['text']) }]
    if (block['type'] !== 'tool_result') return []
    const id = typeof block['tool_use_id'] === 'string' ? block['tool_use_id'] : null
    return [{ kind: 'result', id, content: block['content'] ?? '', isError: block['is_error'] === true }]
  })
}

function expectSame(
  trial: TrialKey,
  asked: number,
  then: readonly SentPart[],
  now: readonly SentPart[],
): void {
  const difference = firstDifference(then.map(comparable), now.map(comparable), '.sent')
  if (difference === null) return
  const { before, after } = quoteDifference(difference)
  throw new PawlError(
    'upstream-miss',
    `before model call ${asked} of ${trial.case}#${trial.trial} the agent sent something else than in the upstream run, first difference at ${difference.path}: then ${before}, now ${after}`,
    {
      hint: 'The run can be played only to an agent that sends the same user turns and the same tool results.',
    },
  )
}

/** Tool results as plain text where that is all they are: clients send either form. */
function comparable(part: SentPart): JsonObject {
  if (part.kind === 'text') return { text: part.text }
  return { id: part.id, content: plainContent(part.content), isError: part.isError }
}

function plainContent(content: Json): Json {
  if (!Array.isArray(content)) return content
  const texts = content.map((block) =>
    isJsonObject(block) && block['type'] === 'text' ? block['text'] : undefined,
  )
  return texts.every((text) => typeof text === 'string') ? texts.join('') : content
}

function answerOf(call: ModelCall, bodyOf: Protocol['bodyOf'], asked: JsonObject): Answer {
  return {
    status: 200,
    headers: {},
    body: call.response && bodyOf(call.response, asked),
    usage: call.usage,
    latencyMs: call.latencyMs,
    ttftMs: call.ttftMs,
    chunks: [],
  }
}

const tooMany = (trial: TrialKey, responses: number): PawlError =>
  new PawlError(
    'upstream-miss',
    `the upstream run has ${responses} responses for ${trial.case}#${trial.trial}, and the agent asked for one more`,
    { hint: 'The agent left the path of the run; it cannot be played any further.' },
  )
