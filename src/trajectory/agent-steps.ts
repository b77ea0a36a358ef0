import { claim } from './claim.ts'
import { conversationsOf } from './conversations.ts'
import type { ContentBlock, ModelCall, ToolCall } from './events.ts'
import type { Json } from './json.ts'
import type { Trajectory } from './trajectory.ts'
import { textOf } from './views.ts'

/** What an agent asked of a tool, and what it was told. The provider's id is not part of it. */
export type AgentCall = Pick<ToolCall, 'name' | 'input' | 'result' | 'status'>

/** The calls of one step: never none. */
export type Calls = readonly [AgentCall, ...AgentCall[]]

/** What an agent did at once: the calls of one reply of its model, in no order, or an answer. */
export type AgentStep =
  | { readonly kind: 'calls'; readonly turn: number; readonly calls: Calls }
  | { readonly kind: 'answer'; readonly turn: number; readonly text: string }

/** The steps of one conversation with the model. */
export interface Course {
  /** What its first request said; empty where only responses are known. */
  readonly opening: readonly Json[]
  readonly steps: readonly AgentStep[]
}

/**
 * What the agent did, a conversation each: the main one first, which answers the user, then those of sub-agents in the
 * order in which they began. Texts beside tool calls are no steps. A call that no model asked for is the main agent's.
 */
export function coursesOf({ events }: Trajectory): readonly [Course, ...Course[]] {
  const conversations = conversationsOf(events)
  const mains = mainConversations(events, conversations)
  const waiting = events.filter((event) => event.type === 'tool_call')
  const main: AgentStep[] = []
  const others = new Map<number, { readonly opening: readonly Json[]; readonly steps: AgentStep[] }>()
  for (const [index, event] of events.entries()) {
    const conversation = conversations.get(index) ?? 0
    if (event.type === 'reply') main.push({ kind: 'answer', turn: event.turn, text: event.text })
    if (event.type === 'tool_call' && waiting.includes(event)) {
      waiting.splice(waiting.indexOf(event), 1)
      main.push({ kind: 'calls', turn: event.turn, calls: [event] })
    }
    if (event.type !== 'model_call' || event.actor !== 'agent' || !event.response) continue
    const isMain = mains.has(conversation)
    const other = others.get(conversation) ?? { opening: openingOf(event), steps: [] }
    if (!isMain) others.set(conversation, other)
    const steps = isMain ? main : other.steps
    const uses = event.response.content.filter(({ type }) => type === 'tool_use')
    const [call, ...together] = uses.map((use) => claim(waiting, use) ?? unanswered(use))
    if (call) steps.push({ kind: 'calls', turn: event.turn, calls: [call, ...together] })
    else if (!isMain) steps.push({ kind: 'answer', turn: event.turn, text: textOf(event.response.content) })
  }
  const sideCourses = [...others].sort(([left], [right]) => left - right).map(([, course]) => course)
  return [{ opening: [], steps: main }, ...sideCourses]
}

/**
 * The conversations that are the main agent's: in each turn the one that was so before, else the first that calls a
 * tool, else the first. One that answers before it and calls nothing finds a title or a class.
 */
function mainConversations(
  events: Trajectory['events'],
  conversations: ReadonlyMap<number, number>,
): ReadonlySet<number> {
  const mains = new Set<number>()
  const turns = Map.groupBy(conversations, ([index]) => events[index]?.turn)
  for (const calls of turns.values()) {
    if (calls.some(([, conversation]) => mains.has(conversation))) continue
    const [, first] = calls.find(([index]) => callsTool(events[index])) ?? calls[0] ?? []
    if (first !== undefined) mains.add(first)
  }
  return mains
}

const callsTool = (event: Trajectory['events'][number] | undefined): boolean =>
  event?.type === 'model_call' && event.response?.content.some(({ type }) => type === 'tool_use') === true

function openingOf({ request }: ModelCall): readonly Json[] {
  const messages = request?.['messages']
  return Array.isArray(messages) ? messages : []
}

/** The model asked for it, and nobody saw it run. */
const unanswered = (use: ContentBlock): AgentCall => ({
  name: String(use['name']),
  input: use['input'] ?? {},
  result: null,
  status: 'unanswered',
})
