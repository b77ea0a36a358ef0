import {
  type AgentConfig,
  type AgentReply,
  agentConfigSchema,
  createReferenceAgent,
  type ToolBox,
} from '../../src/agent/index.ts'
import { createRandom } from '../../src/model/random.ts'
import type { Answer, Relay } from '../../src/model/responder.ts'
import type {
  AssistantMessage,
  JsonObject,
  ToolCall,
  TrajectoryEvent,
  UserContent,
} from '../../src/trajectory/index.ts'
import { answered, PROVIDER, type Wired, wired } from '../model/build.ts'

export interface MockedTool {
  readonly content: string
  readonly isError?: boolean
  readonly latencyMs?: number
}

export interface Conversation extends Wired {
  send(content: UserContent): Promise<AgentReply>
  /** The bodies that the agent sent, in order. */
  requests(): JsonObject[]
  events(): readonly TrajectoryEvent[]
}

export interface Setup {
  readonly config?: Partial<Record<keyof AgentConfig, unknown>>
  readonly tools?: Readonly<Record<string, MockedTool>>
  readonly signal?: AbortSignal
}

/** What the model answers, one after the other: messages, or failures and streams in full. */
export type Replies = readonly (AssistantMessage | Answer | Relay | Error)[]

/** A conversation with the reference agent, its model played and its tools mocked, on a virtual clock. */
export function conversation(
  replies: Replies,
  { config = {}, tools = {}, signal }: Setup = {},
): Conversation {
  const left = [...replies]
  const trial = wired(() => {
    const next = left.shift() ?? new Error('the test has no more replies')
    if (next instanceof Error) throw next
    return 'role' in next ? answered({ body: next as AssistantMessage }) : (next as Answer | Relay)
  })
  const declared = Object.keys(tools).map((name) => ({ name, description: `does ${name}` }))
  const read = agentConfigSchema.parse({ model: 'claude-opus-5', tools: declared, ...config })
  const agent = createReferenceAgent(read, { fetch: trial.wire.fetch, apiKey: null, baseUrl: PROVIDER })
  const { send } = agent.open({
    tools: mocked(tools, trial),
    recorder: trial.recorder,
    clock: trial.clock,
    random: createRandom(1),
    signal: signal ?? new AbortController().signal,
  })
  return {
    ...trial,
    send,
    requests: () => trial.calls().map(({ request }) => request ?? {}),
    events: () => trial.recorder.events,
  }
}

function mocked(tools: Readonly<Record<string, MockedTool>>, { recorder, clock }: Wired): ToolBox {
  return {
    async call(name, input, id) {
      const open = recorder.begin<ToolCall>({
        type: 'tool_call',
        id,
        name,
        input,
        result: null,
        status: 'unanswered',
        latencyMs: null,
      })
      const { content, isError = false, latencyMs = 0 } = tools[name] ?? { content: 'not mocked' }
      await clock.sleep(latencyMs)
      open.complete({ result: content, status: isError ? 'error' : 'ok', latencyMs })
      return { content, value: content, isError }
    },
  }
}
