import {
  type ContentBlock,
  isJsonObject,
  type Json,
  type JsonObject,
  own,
  type ProviderFailure,
  type Usage,
} from '../../trajectory/index.ts'
import { failureIn, usageOf } from '../messages.ts'
import { assistantMessage } from '../transcript-message.ts'
import { shown } from './shown.ts'

/** What both of OpenAI's APIs have in common. */

export function openaiErrorBody(type: string, message: string): JsonObject {
  return { error: { message, type, param: null, code: null } }
}

/** A failed response has a code in the place of a type. */
export function openaiFailureIn(status: number, body: Json): ProviderFailure {
  const failure = failureIn(status, body)
  const error = isJsonObject(body) ? own(body, 'error') : undefined
  const code = isJsonObject(error) ? own(error, 'code') : undefined
  return failure.type === 'unknown_error' && typeof code === 'string' ? { ...failure, type: code } : failure
}

interface UsageNames {
  readonly input: string
  readonly output: string
}

export const CHAT_USAGE: UsageNames = { input: 'prompt_tokens', output: 'completion_tokens' }
export const RESPONSES_USAGE: UsageNames = { input: 'input_tokens', output: 'output_tokens' }

/** The tokens that a body, whole or not, tells of. */
export const toldUsage = (body: JsonObject, names: UsageNames): Usage | null =>
  usageOf({ usage: usageFrom(own(body, 'usage'), names) })

/** OpenAI counts cached tokens among those of the input; Anthropic counts them apart. */
export function usageFrom(usage: Json | undefined, { input, output }: UsageNames): JsonObject | null {
  if (!isJsonObject(usage)) return null
  const all = own(usage, input)
  const written = own(usage, output)
  if (typeof all !== 'number' || typeof written !== 'number') return null
  const cached = Math.min(all, numberAt(own(usage, `${input}_details`), 'cached_tokens'))
  return {
    input_tokens: all - cached,
    cache_read_input_tokens: cached,
    cache_creation_input_tokens: 0,
    output_tokens: written,
  }
}

/** The inverse. OpenAI has no class for cache writes: they count as input. */
export function usageTo(usage: Json | undefined, { input, output }: UsageNames): JsonObject | null {
  if (!isJsonObject(usage)) return null
  const cached = numberAt(usage, 'cache_read_input_tokens')
  const all = numberAt(usage, 'input_tokens') + cached + numberAt(usage, 'cache_creation_input_tokens')
  const written = numberAt(usage, 'output_tokens')
  return {
    [input]: all,
    [`${input}_details`]: { cached_tokens: cached },
    [output]: written,
    [`${output}_details`]: { reasoning_tokens: 0 },
    total_tokens: all + written,
  }
}

function numberAt(object: Json | undefined, key: string): number {
  const value = isJsonObject(object) ? own(object, key) : undefined
  return typeof value === 'number' ? value : 0
}

/** A call in Anthropic's shape. Arguments that are not JSON stay text; none at all are `{}`. */
export function toolUse(
  id: Json | undefined,
  name: Json | undefined,
  args: Json | undefined,
): ContentBlock[] {
  const made = { name: shown(name ?? ''), arguments: args === '' ? '{}' : (args ?? '{}') }
  const call = { id: id ?? null, function: made }
  return [...assistantMessage({ content: null, tool_calls: [call] }, '').content]
}

export const argumentsText = (input: Json | undefined): string =>
  typeof input === 'string' ? input : JSON.stringify(input ?? {})

/** A tool's definition; one without a name, or of a kind that only OpenAI has, stays as it is. */
export function toolFrom(tool: Json): Json {
  if (!isJsonObject(tool)) return tool
  // Chat Completions nests the definition, Responses does not.
  const definition = own(tool, 'function') ?? (tool['type'] === 'function' ? tool : undefined)
  if (!isJsonObject(definition) || typeof own(definition, 'name') !== 'string') return tool
  const { type: _, parameters, ...rest } = definition
  return { ...rest, input_schema: parameters ?? { type: 'object', properties: {} } }
}

/** What a person, or a tool, says: text as it is, parts as blocks. */
export function contentFrom(content: Json | undefined): Json {
  return Array.isArray(content) ? content.map(partFrom) : (content ?? '')
}

const TEXT_PARTS: readonly Json[] = ['text', 'input_text', 'output_text', 'summary_text', 'reasoning_text']

export function partFrom(part: Json): Json {
  if (!isJsonObject(part)) return part
  const type = own(part, 'type') ?? null
  if (TEXT_PARTS.includes(type)) return { type: 'text', text: own(part, 'text') ?? '' }
  if (type === 'refusal') return { type: 'text', text: own(part, 'refusal') ?? '' }
  const image = type === 'image_url' || type === 'input_image' ? own(part, 'image_url') : undefined
  const url = isJsonObject(image) ? own(image, 'url') : image
  return typeof url === 'string' ? { type: 'image', source: imageSource(url) } : part
}

function imageSource(url: string): JsonObject {
  const [, mediaType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? []
  if (mediaType === undefined || data === undefined) return { type: 'url', url }
  return { type: 'base64', media_type: mediaType, data }
}

/** The text of a message that is part of the instructions. */
export function plainText(content: Json | undefined): string {
  const said = contentFrom(content)
  if (typeof said === 'string') return said
  if (!Array.isArray(said)) return ''
  return said
    .map((part) => (isJsonObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('')
}

export const isBlock = (value: Json): value is ContentBlock =>
  isJsonObject(value) && typeof own(value, 'type') === 'string'

/** A conversation in Anthropic's shape as it is put together: instructions apart, neighbours of a kind joined. */
export interface Conversation {
  instruct(content: Json | undefined): void
  /** Blocks of the assistant; those that follow each other are one message. */
  say(blocks: readonly ContentBlock[]): void
  /** A tool's result; those that follow each other are one message. */
  result(id: Json | undefined, content: Json | undefined): void
  /** Any other message. */
  add(message: Json): void
  fields(): JsonObject
}

export function createConversation(): Conversation {
  const system: string[] = []
  const messages: Json[] = []
  let joining: { readonly kind: 'said' | 'results'; readonly content: Json[] } | null = null

  function join(kind: 'said' | 'results', blocks: readonly Json[], message: JsonObject): void {
    if (joining?.kind !== kind) {
      joining = { kind, content: [] }
      messages.push({ ...message, content: joining.content })
    }
    joining.content.push(...blocks)
  }

  return {
    instruct: (content) => system.push(plainText(content)),
    say: (blocks) => join('said', blocks, { role: 'assistant' }),
    result: (id, content) =>
      join('results', [{ type: 'tool_result', tool_use_id: id ?? null, content: contentFrom(content) }], {
        role: 'user',
      }),
    add(message) {
      joining = null
      messages.push(message)
    },
    fields: () => ({ ...(system.length > 0 ? { system: system.join('\n\n') } : {}), messages }),
  }
}
