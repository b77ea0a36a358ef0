import type { JsonObject } from '../../trajectory/index.ts'
import type { Chunk, Endpoint, Provider } from './types.ts'

/** What answers a call that is no model call: no time passes and nothing is paid. */
export interface SideAnswer {
  readonly status: 200
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonObject
  readonly usage: null
  readonly latencyMs: null
  readonly ttftMs: null
  readonly chunks: readonly Chunk[]
}

/** What a script answers to counts of tokens and lists of models. */
export function sideAnswer(
  endpoint: Extract<Endpoint, { kind: 'side' }>,
  body: JsonObject,
  models: readonly string[],
): SideAnswer {
  const said = endpoint.name === 'models' ? modelList(endpoint.provider, models) : tokenCount(body)
  return { status: 200, headers: {}, body: said, usage: null, latencyMs: null, ttftMs: null, chunks: [] }
}

/** Without the provider's tokenizer: a token is taken for four characters of JSON, as English text has it. */
const CHARACTERS_PER_TOKEN = 4

function tokenCount(body: JsonObject): JsonObject {
  const counted = ['system', 'tools', 'messages'].filter((field) => Object.hasOwn(body, field))
  const characters = counted.reduce((sum, field) => sum + JSON.stringify(body[field]).length, 0)
  return { input_tokens: Math.ceil(characters / CHARACTERS_PER_TOKEN) }
}

function modelList(provider: Provider, models: readonly string[]): JsonObject {
  if (provider === 'openai') {
    return {
      object: 'list',
      data: models.map((id) => ({ id, object: 'model', created: 0, owned_by: 'pawl' })),
    }
  }
  return {
    data: models.map((id) => ({ type: 'model', id, display_name: id, created_at: '1970-01-01T00:00:00Z' })),
    has_more: false,
    first_id: models[0] ?? null,
    last_id: models.at(-1) ?? null,
  }
}
