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

/** What a script answers to counts of tokens and questions about models. */
export function sideAnswer(
  { name, provider, model }: Extract<Endpoint, { kind: 'side' }>,
  body: JsonObject,
  models: readonly string[],
): SideAnswer {
  const said = name === 'models' ? modelsBody(provider, model ?? null, models) : tokenCount(body)
  return { status: 200, headers: {}, body: said, usage: null, latencyMs: null, ttftMs: null, chunks: [] }
}

/** Without the provider's tokenizer: a token is taken for four characters of JSON, as English text has it. */
const CHARACTERS_PER_TOKEN = 4

function tokenCount(body: JsonObject): JsonObject {
  const counted = ['system', 'tools', 'messages'].filter((field) => Object.hasOwn(body, field))
  const characters = counted.reduce((sum, field) => sum + JSON.stringify(body[field]).length, 0)
  return { input_tokens: Math.ceil(characters / CHARACTERS_PER_TOKEN) }
}

/** Any model that is asked about is there: a script plays whichever the agent calls. */
function modelsBody(provider: Provider, asked: string | null, models: readonly string[]): JsonObject {
  if (asked !== null) return modelBody(provider, asked)
  const data = models.map((id) => modelBody(provider, id))
  if (provider === 'openai') return { object: 'list', data }
  return { data, has_more: false, first_id: models[0] ?? null, last_id: models.at(-1) ?? null }
}

const modelBody = (provider: Provider, id: string): JsonObject =>
  provider === 'openai'
    ? { id, object: 'model', created: 0, owned_by: 'pawl' }
    : { type: 'model', id, display_name: id, created_at: '1970-01-01T00:00:00Z' }
