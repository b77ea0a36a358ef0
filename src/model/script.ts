import { PawlError } from '../errors.ts'
import type { AssistantMessage, ContentBlock, Usage } from '../trajectory/index.ts'
import { usageJson } from './messages.ts'
import { badRequest, type Protocol, sideAnswer } from './protocol/index.ts'
import type { Random } from './random.ts'
import {
  type Answer,
  type ModelRequest,
  NOTHING_TO_SAY,
  type Responses,
  type TrialKey,
  type TrialSource,
} from './responder.ts'

/** One model reply written by hand. What it does not say is unknown (`null`), not zero. */
export interface ScriptReply {
  readonly content: readonly ContentBlock[]
  readonly stopReason: string
  /** `null`: the model that was asked. */
  readonly model: string | null
  readonly usage: Usage | null
  readonly latencyMs: number | null
  readonly ttftMs: number | null
}

/** The model's replies of a case; several variants are drawn by weight with the trial's seed. */
export interface Script {
  readonly variants: readonly { readonly weight: number; readonly replies: readonly ScriptReply[] }[]
}

export interface ScriptOptions {
  /** The script of a case, `null` where it has none. */
  readonly scriptOf: (caseId: string) => Script | null
  /** Models that the agent is known to use, for an agent that asks which there are. */
  readonly models?: readonly string[]
  /** True where replies that are not played are a mistake. */
  readonly strict: boolean
}

export function scriptedResponses({ scriptOf, models = [], strict }: ScriptOptions): Responses {
  return {
    virtual: true,
    open: (trial, random) => scriptedTrial({ trial, script: scriptOf(trial.case), models, strict, random }),
    close: () => NOTHING_TO_SAY,
  }
}

interface TrialToScript {
  readonly trial: TrialKey
  readonly script: Script | null
  readonly models: readonly string[]
  readonly strict: boolean
  readonly random: Random
}

function scriptedTrial({ trial, script, models, strict, random }: TrialToScript): TrialSource {
  const named = script?.variants.flatMap(({ replies }) => replies.flatMap(({ model }) => model ?? [])) ?? []
  const used = new Set([...models, ...named])
  const replies = script === null ? [] : drawVariant(script, random)
  const drawn = script !== null && script.variants.length > 1
  let played = 0
  return {
    responder: {
      respond(request) {
        const { endpoint, body } = request
        if (endpoint.kind === 'side') return sideAnswer(endpoint, body, [...used])
        const mistake = endpoint.protocol.mistakeIn(body)
        if (mistake !== null) return badRequest(endpoint.protocol, mistake)
        used.add(String(body['model']))
        const reply = replies[played++]
        const id = `msg_${trial.case}_${trial.trial}_${played}`
        if (reply) return scriptedAnswer(reply, request, endpoint.protocol, id)
        throw script === null ? missing(trial) : exhausted(trial, replies.length, played)
      },
    },
    provenance: {
      source: 'script',
      sample: drawn ? `draw-${trial.trial}` : 'script',
      evidence: drawn ? 'sampled' : 'fixed',
      recordedAt: null,
    },
    know: () => {},
    playTool: () => null,
    answersTurn: () => true,
    leftOver: () => (strict && played < replies.length ? unplayed(trial, replies.length, played) : null),
    finish: () => {},
  }
}

function drawVariant(script: Script, random: Random): readonly ScriptReply[] {
  const [only, ...others] = script.variants
  if (only && others.length === 0) return only.replies
  const total = script.variants.reduce((sum, { weight }) => sum + weight, 0)
  let left = random.next() * total
  for (const { weight, replies } of script.variants) {
    left -= weight
    if (left < 0) return replies
  }
  return script.variants.at(-1)?.replies ?? []
}

function scriptedAnswer(
  reply: ScriptReply,
  { body: asked }: ModelRequest,
  protocol: Protocol,
  id: string,
): Answer {
  const message: AssistantMessage = {
    id,
    type: 'message',
    role: 'assistant',
    model: reply.model ?? asked['model'] ?? null,
    content: reply.content,
    stop_reason: reply.stopReason,
    stop_sequence: null,
    // Clients read this field without asking; on record a usage that the script leaves out stays unknown.
    usage: usageJson(reply.usage ?? NO_TOKENS),
  }
  return {
    status: 200,
    headers: { [protocol.name === 'messages' ? 'request-id' : 'x-request-id']: `req_${id}` },
    body: protocol.bodyOf(message, asked),
    usage: reply.usage,
    latencyMs: reply.latencyMs,
    ttftMs: reply.ttftMs,
    chunks: [],
  }
}

const NO_TOKENS: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
}

const unplayed = (trial: TrialKey, replies: number, played: number): PawlError =>
  new PawlError(
    'script-unplayed',
    `the script of case ${trial.case} has ${replies} ${replies === 1 ? 'reply' : 'replies'}, and the agent was done after ${played}`,
    { hint: 'Take out what is not played, or find out why the agent stops before.' },
  )

const missing = (trial: TrialKey): PawlError =>
  new PawlError('script-missing', `case ${trial.case} has no script, and the agent called the model`, {
    hint: "Write the model's replies under `script:`, or run with --responses replay, record or live.",
  })

const exhausted = (trial: TrialKey, replies: number, asked: number): PawlError =>
  new PawlError(
    'script-exhausted',
    `the script of case ${trial.case} has ${replies} ${replies === 1 ? 'reply' : 'replies'}, and the agent asked the model for number ${asked}`,
    { hint: 'Add the reply to the script, or find out why the agent asks once more.' },
  )
