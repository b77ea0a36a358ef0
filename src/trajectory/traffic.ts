import { claim } from './claim.ts'
import { conversationsOf } from './conversations.ts'
import type { ContentBlock, ModelCall, ToolCall, TrajectoryEvent } from './events.ts'
import { isJsonObject, type Json, type JsonObject, own } from './json.ts'

/**
 * Adds the tool calls that only the model's traffic shows: an agent that runs tools by itself is seen to ask
 * for them (tool_use) and to send their results with its next request. Calls that were observed as they ran
 * are not added again.
 */
export function withCallsFromTraffic(events: readonly TrajectoryEvent[]): TrajectoryEvent[] {
  const observed = events.filter((event) => event.type === 'tool_call')
  const conversations = conversationsOf(events)
  const complete: TrajectoryEvent[] = []
  for (const [index, event] of events.entries()) {
    complete.push(event)
    if (event.type !== 'model_call' || event.actor !== 'agent' || !event.response) continue
    for (const block of event.response.content) {
      if (block.type !== 'tool_use' || claim(observed, block)) continue
      // A sub-agent's results are not those of another that happens to use the same id.
      const own = conversations.get(index)
      const [same, others] = partition(
        events.slice(index + 1),
        (_, after) => conversations.get(index + 1 + after) === own,
      )
      complete.push(callFromTraffic(event, block, [...same, ...others]))
    }
  }
  return complete
}

function partition<T>(items: readonly T[], belongs: (item: T, index: number) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item, index) => !belongs(item, index))]
}

function callFromTraffic(asked: ModelCall, block: ContentBlock, later: readonly TrajectoryEvent[]): ToolCall {
  const id = typeof block['id'] === 'string' ? block['id'] : null
  const result = resultOf(id, later)
  const status = result === null ? 'unanswered' : result['is_error'] === true ? 'error' : 'ok'
  return {
    type: 'tool_call',
    turn: asked.turn,
    atMs: asked.atMs,
    id,
    name: String(block['name']),
    input: block['input'] ?? {},
    result: result?.['content'] ?? null,
    status,
    latencyMs: null,
  }
}

/** The result in the first later request that answers the call. */
function resultOf(id: string | null, later: readonly TrajectoryEvent[]): ContentBlock | null {
  for (const event of later) {
    if (event.type !== 'model_call' || !event.request) continue
    const found = answerIn(event.request, id)
    if (found) return found
  }
  return null
}

/** Ids may repeat in a trial: only what follows the last message that uses the id answers that use. */
function answerIn(request: JsonObject, id: string | null): ContentBlock | null {
  const messages = own(request, 'messages')
  if (!Array.isArray(messages)) return null
  const asked = messages.findLastIndex((message) =>
    blocksOf(message, 'tool_use').some((use) => use['id'] === id),
  )
  const results = messages.slice(asked + 1).flatMap((message) => blocksOf(message, 'tool_result'))
  return results.find((result) => result['tool_use_id'] === id) ?? null
}

function blocksOf(message: Json, type: string): ContentBlock[] {
  const content = isJsonObject(message) ? own(message, 'content') : undefined
  if (!Array.isArray(content)) return []
  return content.filter((block): block is ContentBlock => isJsonObject(block) && block['type'] === type)
}
