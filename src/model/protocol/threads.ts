import {
  type AssistantMessage,
  isJsonObject,
  type Json,
  type JsonObject,
  own,
} from '../../trajectory/index.ts'

/** The conversations that the provider holds for one trial (Anthropic's message threads, beta). */
export interface Threads {
  /** The whole request that a turn of a thread stands for; any other body, or an unknown thread, as it is. */
  resolve(body: JsonObject): JsonObject
  /** Remembers what a later turn may continue from. */
  answered(resolved: JsonObject, response: AssistantMessage): void
}

/**
 * A turn that continues sends only its new messages and every parameter but `system` and `tools`, which the thread
 * keeps. A turn may be continued more than once: a client starts again from it when a stream broke.
 */
export function createThreads(): Threads {
  const requests = new Map<Json, JsonObject>()
  return {
    resolve(body) {
      const thread = own(body, 'thread')
      if (!isJsonObject(thread)) return body
      const { thread: _, ...turn } = body
      if (own(thread, 'type') === 'create') return turn
      const before = requests.get(own(thread, 'previous_message_id') ?? null)
      return before ? { ...before, ...turn, messages: [...messagesOf(before), ...messagesOf(turn)] } : body
    },
    answered(resolved, response) {
      const id = own(response, 'id')
      if (typeof id !== 'string' || Object.hasOwn(resolved, 'thread')) return
      const { role, content } = response
      requests.set(id, { ...keptOf(resolved), messages: [...messagesOf(resolved), { role, content }] })
    },
  }
}

/** The fields that the provider keeps with the thread, which a turn that continues must not repeat. */
function keptOf(request: JsonObject): JsonObject {
  const kept = ['system', 'tools'].filter((field) => Object.hasOwn(request, field))
  return Object.fromEntries(kept.map((field) => [field, own(request, field) ?? null]))
}

function messagesOf(request: JsonObject): readonly Json[] {
  const messages = own(request, 'messages')
  return Array.isArray(messages) ? messages : []
}
