import type { ContentBlock, ModelCall, TrajectoryEvent } from './events.ts'
import { firstDifference, isJsonObject, type Json, own } from './json.ts'

/**
 * Which conversation each of the agent's model calls belongs to, by the index of its event: 0 is the one that began
 * first, each sub-agent has its own. A call goes on where its history ends with what an earlier call was answered;
 * one that repeats a request is another try of it; anything else begins a conversation.
 */
export function conversationsOf(events: readonly TrajectoryEvent[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  const answered = new Map<string, number>()
  const calling = new Map<Json | undefined, number>()
  const asked: { readonly messages: readonly Json[]; readonly conversation: number }[] = []
  let next = 0
  for (const [index, event] of events.entries()) {
    if (event.type !== 'model_call' || event.actor !== 'agent') continue
    const messages = messagesOf(event)
    const before = lastReply(messages)
    const known =
      before === null
        ? (triedBefore(asked, messages) ?? calling.get(answeredCall(messages)))
        : answered.get(before)
    // Imports have responses alone, of one conversation.
    const conversation = known ?? (event.request === null ? 0 : next)
    next = Math.max(next, conversation + 1)
    found.set(index, conversation)
    asked.push({ messages, conversation })
    if (!event.response) continue
    answered.set(signatureOf(event.response.content), conversation)
    for (const block of event.response.content) {
      if (block.type === 'tool_use') calling.set(block['id'], conversation)
    }
  }
  return found
}

function messagesOf({ request }: ModelCall): readonly Json[] {
  const messages = request && own(request, 'messages')
  return Array.isArray(messages) ? messages : []
}

/** The tool call whose result a request brings; clients of servers that keep the history send the new part alone. */
function answeredCall(messages: readonly Json[]): Json | undefined {
  for (const message of messages) {
    const content = isJsonObject(message) ? own(message, 'content') : undefined
    if (!Array.isArray(content)) continue
    const result = content.find((block) => isJsonObject(block) && block['type'] === 'tool_result')
    if (isJsonObject(result)) return own(result, 'tool_use_id')
  }
  return undefined
}

function triedBefore(
  asked: readonly { readonly messages: readonly Json[]; readonly conversation: number }[],
  messages: readonly Json[],
): number | undefined {
  return asked.findLast((earlier) => firstDifference(earlier.messages, messages) === null)?.conversation
}

function lastReply(messages: readonly Json[]): string | null {
  const last = messages.findLast((message) => isJsonObject(message) && message['role'] === 'assistant')
  const content = isJsonObject(last) ? own(last, 'content') : undefined
  if (typeof content === 'string') return signatureOf([{ type: 'text', text: content }])
  return Array.isArray(content) ? signatureOf(content as readonly ContentBlock[]) : null
}

/** What of a reply its client sends back unchanged: the ids of its tool calls, else its text. */
function signatureOf(content: readonly ContentBlock[]): string {
  const ids = content.flatMap((block) => (block.type === 'tool_use' ? [String(block['id'])] : []))
  if (ids.length > 0) return `calls ${ids.join(' ')}`
  const texts = content.flatMap((block) => (block.type === 'text' ? [String(block['text']).trim()] : []))
  return `text ${texts.join('')}`
}
