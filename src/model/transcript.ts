import * as z from 'zod'
import {
  type AssistantMessage,
  type ContentBlock,
  isJsonObject,
  type JsonObject,
  own,
  type ToolCall,
  type Trajectory,
  type TrajectoryEvent,
  textOf,
  type Usage,
  type UserContent,
} from '../trajectory/index.ts'
import { usageOf } from './messages.ts'
import { assistantMessage, type ToolResult, toolMessage, userParts } from './transcript-message.ts'

const json = z.custom<JsonObject>(isJsonObject, 'expected an object')

/** A line of a transcript file: one trial, its messages in Anthropic's or OpenAI's format. */
export const transcriptSchema = z.strictObject({
  case: z.union([z.string().min(1), z.number()]).transform(String),
  trial: z.int().nonnegative().default(0),
  messages: z.array(json).min(1),
  calls: z
    .array(
      z.strictObject({
        usage: json.nullish(),
        latencyMs: z.number().nonnegative().nullish(),
        model: z.string().nullish(),
      }),
    )
    .optional(),
  model: z.string().optional(),
  outcome: z.union([z.enum(['pass', 'fail', 'error', 'unscored']), z.boolean(), z.number()]).optional(),
})

export type Transcript = z.infer<typeof transcriptSchema>

export interface TranscriptOptions {
  /** Model of calls that do not name theirs. */
  readonly model: string | null
  /** Tells an error by its text, for formats that have no flag for it. */
  readonly isToolError: (text: string) => boolean
}

/**
 * The trajectory of a transcript. Leading assistant messages are kept as spoken, a trailing user turn without
 * an answer as not played. Results belong to the nearest earlier unanswered call of their id: ids may repeat.
 * Throws Error with the place of what cannot be understood.
 */
export function trajectoryOf(transcript: Transcript, options: TranscriptOptions): Trajectory {
  const reader = createReader(transcript, options)
  for (const [index, message] of transcript.messages.entries()) reader.take(message, `.messages[${index}]`)
  return {
    case: transcript.case,
    trial: transcript.trial,
    attempt: 1,
    provenance: {
      source: 'import',
      sample: `import-${transcript.trial}`,
      evidence: 'sampled',
      recordedAt: null,
    },
    ...reader.finish(),
    computeMs: null,
    end: { kind: 'completed' },
  }
}

interface Reader {
  take(message: JsonObject, where: string): void
  finish(): Pick<Trajectory, 'events' | 'latencyMs'>
}

function createReader(transcript: Transcript, options: TranscriptOptions): Reader {
  const events: TrajectoryEvent[] = []
  const at = () => ({ turn, atMs: null })
  let turn = 0
  let calls = 0

  function takeUser(content: UserContent): void {
    endTurn()
    turn++
    events.push({ type: 'user_turn', ...at(), content, played: true })
  }

  function takeAssistant(response: AssistantMessage): void {
    if (turn === 0) {
      events.push({ type: 'spoken_message', ...at(), content: response.content })
      return
    }
    const call = transcript.calls?.[calls++]
    const model = call?.model ?? own(response, 'model') ?? transcript.model ?? options.model
    events.push({
      type: 'model_call',
      ...at(),
      actor: 'agent',
      attempt: 1,
      request: null,
      model: typeof model === 'string' ? model : null,
      response,
      failure: null,
      fault: null,
      usage: call?.usage ? usageIn(call.usage) : usageOf(response),
      latencyMs: call?.latencyMs ?? null,
      ttftMs: null,
    })
    for (const block of response.content) {
      if (block.type === 'tool_use') events.push(openCall(block, turn))
    }
  }

  function takeResult({ id, content, isError }: ToolResult, where: string): void {
    const index = events.findLastIndex(
      (event) => event.type === 'tool_call' && event.id === id && event.status === 'unanswered',
    )
    const call = events[index]
    if (call?.type !== 'tool_call')
      throw new Error(`${where}: no earlier unanswered tool call has the id ${id}`)
    events[index] = { ...call, result: content, status: isError ? 'error' : 'ok' }
  }

  /** The turn's reply is its last message, unless that one waits for a tool. */
  function endTurn(): void {
    const last = events.findLast((event) => event.type === 'model_call')
    if (last?.turn !== turn || !last.response) return
    if (last.response.content.some(({ type }) => type === 'tool_use')) return
    const stopReason = own(last.response, 'stop_reason')
    const text = textOf(last.response.content)
    events.push({
      type: 'reply',
      ...at(),
      text,
      stopReason: typeof stopReason === 'string' ? stopReason : null,
    })
  }

  return {
    take(message, where) {
      switch (message['role']) {
        case 'assistant':
          takeAssistant(assistantMessage(message, where))
          return
        case 'user': {
          const { results, content } = userParts(message['content'], where)
          for (const result of results) takeResult(result, where)
          if (content !== null) takeUser(content)
          return
        }
        case 'tool':
          takeResult(toolMessage(message, options.isToolError, where), where)
          return
        case 'system':
        case 'developer':
          return
        default:
          throw new Error(
            `${where}.role: expected user, assistant, tool or system, found ${JSON.stringify(message['role'])}`,
          )
      }
    },
    finish() {
      if (transcript.calls && transcript.calls.length !== calls) {
        throw new Error(
          `.calls: expected one entry for each of the ${calls} model calls, found ${transcript.calls.length}`,
        )
      }
      endTurn()
      markUnanswered(events)
      const last = events.findLast((event) => event.type === 'reply')
      if (last) events.push({ ...last, type: 'final_output' })
      return { events, latencyMs: latencyOf(events) }
    },
  }
}

function markUnanswered(events: TrajectoryEvent[]): void {
  const last = events.at(-1)
  if (last?.type === 'user_turn') events[events.length - 1] = { ...last, played: false }
}

/** The user waited for the model's calls; what the tools took is not on record. */
function latencyOf(events: readonly TrajectoryEvent[]): number | null {
  let sum = 0
  for (const event of events) {
    if (event.type !== 'model_call') continue
    if (event.latencyMs === null) return null
    sum += event.latencyMs
  }
  return sum === 0 ? null : sum
}

function openCall(block: ContentBlock, turn: number): ToolCall {
  return {
    type: 'tool_call',
    turn,
    atMs: null,
    id: typeof block['id'] === 'string' ? block['id'] : null,
    name: String(block['name']),
    input: block['input'] ?? {},
    result: null,
    status: 'unanswered',
    latencyMs: null,
  }
}

/** Usage in either provider's words. OpenAI counts cached tokens within the prompt's. */
function usageIn(usage: JsonObject): Usage | null {
  const prompt = own(usage, 'prompt_tokens')
  const completion = own(usage, 'completion_tokens')
  if (typeof prompt !== 'number' || typeof completion !== 'number') return usageOf({ usage })
  const details = own(usage, 'prompt_tokens_details')
  const cached = isJsonObject(details) ? Number(own(details, 'cached_tokens') ?? 0) : 0
  return {
    inputTokens: prompt - cached,
    outputTokens: completion,
    cacheReadTokens: cached,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
  }
}
