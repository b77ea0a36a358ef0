import {
  type AssistantMessage,
  isJsonObject,
  type Json,
  type JsonObject,
  own,
  type ProviderFailure,
  type Usage,
} from '../trajectory/index.ts'

/** The message in a 200 response's body, or `null` when it is not one. */
export function messageIn(body: Json): AssistantMessage | null {
  if (!isJsonObject(body) || body['role'] !== 'assistant') return null
  const content = body['content']
  const blocks =
    Array.isArray(content) &&
    content.every((block) => isJsonObject(block) && typeof block['type'] === 'string')
  return blocks && !isDeeperThan(body, MOST_LEVELS) ? (body as AssistantMessage) : null
}

/** No tool takes arguments as deep as this; what is deeper is meant to break whoever walks it. */
const MOST_LEVELS = 500

function isDeeperThan(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((each) => isDeeperThan(each, levels - 1))
}

/** Tokens by price class from a message's own `usage`; `null` when it reports none. */
export function usageOf(message: JsonObject): Usage | null {
  const usage = own(message, 'usage')
  if (!isJsonObject(usage)) return null
  const inputTokens = count(usage, 'input_tokens')
  const outputTokens = count(usage, 'output_tokens')
  if (inputTokens === null || outputTokens === null) return null
  const split = own(usage, 'cache_creation')
  const writes = count(usage, 'cache_creation_input_tokens') ?? 0
  const oneHour = isJsonObject(split) ? (count(split, 'ephemeral_1h_input_tokens') ?? 0) : 0
  const fiveMinutes = isJsonObject(split) ? count(split, 'ephemeral_5m_input_tokens') : null
  return {
    inputTokens,
    outputTokens,
    cacheReadTokens: count(usage, 'cache_read_input_tokens') ?? 0,
    cacheWrite5mTokens: fiveMinutes ?? writes - oneHour,
    cacheWrite1hTokens: oneHour,
  }
}

/** The provider's `usage` object for these tokens. */
export function usageJson(usage: Usage): JsonObject {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cache_read_input_tokens: usage.cacheReadTokens,
    cache_creation_input_tokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: usage.cacheWrite5mTokens,
      ephemeral_1h_input_tokens: usage.cacheWrite1hTokens,
    },
  }
}

function count(object: JsonObject, key: string): number | null {
  const value = own(object, key)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** The body of the provider's errors. */
export function errorBody(type: string, message: string): JsonObject {
  return { type: 'error', error: { type, message } }
}

/** What a response that is no success says of itself. */
export function failureIn(status: number, body: Json): ProviderFailure {
  const error = isJsonObject(body) ? own(body, 'error') : undefined
  if (!isJsonObject(error)) return { status, type: 'unknown_error', message: brief(body) }
  const type = own(error, 'type')
  const message = own(error, 'message')
  return {
    status,
    type: typeof type === 'string' ? type : 'unknown_error',
    message: typeof message === 'string' ? message : brief(body),
  }
}

const brief = (body: Json): string => (typeof body === 'string' ? body : JSON.stringify(body)).slice(0, 500)
