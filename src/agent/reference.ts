import Anthropic from '@anthropic-ai/sdk'
import type { Fetch } from '../model/wire.ts'
import {
  type AssistantMessage,
  type ContentBlock,
  type Json,
  type JsonObject,
  textOf,
  type UserContent,
} from '../trajectory/index.ts'
import type { AgentConfig } from './config.ts'
import { callModel } from './model-call.ts'
import type { AgentContext, AgentReply } from './session.ts'

/** The agent ran into one of its own limits. */
export class AgentLimitError extends Error {
  override readonly name = 'AgentLimitError'
  readonly limit: string

  constructor(limit: string, message: string) {
    super(message)
    this.limit = limit
  }
}

export interface ReferenceAgent {
  /** A conversation of its own; the agent keeps its history between turns. */
  open(context: AgentContext): { send(content: UserContent): Promise<AgentReply> }
}

export interface ReferenceAgentOptions {
  readonly fetch: Fetch
  /** Without a key only what never reaches the provider can be run. */
  readonly apiKey: string | null
  readonly baseUrl: string
}

/** The trial's time is over long before; without a bound of its own the client refuses long replies unstreamed. */
const LONGEST_CALL_MS = 3_600_000

/** One client for all conversations: a client a trial would double the memory of a run. */
export function createReferenceAgent(config: AgentConfig, options: ReferenceAgentOptions): ReferenceAgent {
  const client = new Anthropic({
    apiKey: options.apiKey ?? 'no-key',
    authToken: null,
    baseURL: options.baseUrl,
    fetch: options.fetch,
    maxRetries: 0,
    timeout: LONGEST_CALL_MS,
    // Every call is on record already; the SDK's spans would cost a tenth of a replayed trial.
    openTelemetry: false,
  })
  return { open: (context) => ({ send: conversation(config, client, context) }) }
}

interface ToolUse extends ContentBlock {
  readonly type: 'tool_use'
  readonly id: string
  readonly name: string
  readonly input: JsonObject
}

const isToolUse = (block: ContentBlock): block is ToolUse => block.type === 'tool_use'

function conversation(
  config: AgentConfig,
  client: Anthropic,
  context: AgentContext,
): (content: UserContent) => Promise<AgentReply> {
  const fixed = fixedFields(config)
  const messages: JsonObject[] = []
  return async (content) => {
    const unanswered = unansweredCalls(messages)
    messages.push({
      role: 'user',
      content: unanswered.length === 0 ? content : [...unanswered, ...blocksOf(content)],
    })
    for (let iteration = 1; iteration <= config.max_iterations; iteration++) {
      const reply = await callModel(
        client,
        { ...fixed, messages: [...messages] },
        config.max_retries,
        context,
      )
      messages.push({ role: 'assistant', content: reply.content })
      const next = await nextMessage(reply, config, context)
      if (next === null) return { text: textOf(reply.content), stopReason: stopReasonOf(reply) }
      if (next !== 'go on') messages.push(next)
    }
    const limit = { limit: 'max_iterations', value: config.max_iterations, max: config.max_iterations }
    context.recorder.add({ type: 'limit', ...limit })
    throw new AgentLimitError(
      'max_iterations',
      `the agent asked the model ${config.max_iterations} times in one turn and was not done (max_iterations)`,
    )
  }
}

/** Fields that every request of a conversation shares. */
function fixedFields(config: AgentConfig): JsonObject {
  const { max_iterations, max_retries, tools, ...request } = config
  return {
    ...(request as JsonObject),
    ...(tools.length > 0 ? { tools: tools as unknown as JsonObject[] } : {}),
  }
}

/** What to send after a reply: tool results, nothing yet (`go on`), or `null` when the turn is over. */
async function nextMessage(
  reply: AssistantMessage,
  config: AgentConfig,
  context: AgentContext,
): Promise<JsonObject | 'go on' | null> {
  const stopReason = stopReasonOf(reply)
  if (stopReason === 'pause_turn') return 'go on'
  const calls = reply.content.filter(isToolUse)
  if (stopReason !== 'tool_use' || calls.length === 0) return null
  const declared = new Set(config.tools.map(({ name }) => name))
  const results = await Promise.all(calls.map((call) => runTool(call, declared, context)))
  return { role: 'user', content: results }
}

async function runTool(
  call: ToolUse,
  declared: ReadonlySet<string>,
  context: AgentContext,
): Promise<JsonObject> {
  if (!declared.has(call.name)) {
    const content = `there is no tool ${call.name}; the tools are ${[...declared].join(', ') || 'none'}`
    context.recorder.add({
      type: 'tool_call',
      id: call.id,
      name: call.name,
      input: call.input,
      result: content,
      status: 'error',
      latencyMs: 0,
    })
    return resultBlock(call.id, content, true)
  }
  const { content, isError } = await context.tools.call(call.name, call.input, call.id)
  return resultBlock(call.id, content, isError)
}

const resultBlock = (id: string, content: Json, isError: boolean): JsonObject => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  ...(isError ? { is_error: true } : {}),
})

/** Calls of a reply that was cut off are not run; the provider still wants an answer to each. */
function unansweredCalls(messages: readonly JsonObject[]): JsonObject[] {
  const last = messages.at(-1)
  if (last?.['role'] !== 'assistant') return []
  return (last['content'] as readonly ContentBlock[])
    .filter(isToolUse)
    .map(({ id }) => resultBlock(id, 'not run: the reply was cut off', true))
}

const blocksOf = (content: UserContent): readonly ContentBlock[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content

function stopReasonOf(reply: AssistantMessage): string | null {
  const reason = reply['stop_reason']
  return typeof reason === 'string' ? reason : null
}
