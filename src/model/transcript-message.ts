import {
  type AssistantMessage,
  type ContentBlock,
  isJsonObject,
  type Json,
  type JsonObject,
  own,
  textOf,
  type UserContent,
} from '../trajectory/index.ts'

/** Either format's assistant message in Anthropic's shape, all of its other fields kept. */
export function assistantMessage(message: JsonObject, where: string): AssistantMessage {
  const { tool_calls: toolCalls, content, ...rest } = message
  const blocks = [...blocksOf(content, `${where}.content`), ...toolUses(toolCalls, `${where}.tool_calls`)]
  const calls = blocks.some(({ type }) => type === 'tool_use')
  return {
    type: 'message',
    stop_reason: calls ? 'tool_use' : 'end_turn',
    ...rest,
    role: 'assistant',
    content: blocks,
  }
}

function blocksOf(content: Json | undefined, where: string): ContentBlock[] {
  if (content === null || content === undefined) return []
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  if (!Array.isArray(content)) throw new Error(`${where}: expected text or a list of blocks`)
  return content.map((block, index) => {
    if (isJsonObject(block) && typeof block['type'] === 'string') return block as ContentBlock
    throw new Error(`${where}[${index}]: expected a block with a type`)
  })
}

function toolUses(calls: Json | undefined, where: string): ContentBlock[] {
  if (calls === null || calls === undefined) return []
  if (!Array.isArray(calls)) throw new Error(`${where}: expected a list`)
  return calls.map((call, index) => {
    const spec = isJsonObject(call) ? own(call, 'function') : undefined
    if (!isJsonObject(call) || !isJsonObject(spec) || typeof spec['name'] !== 'string') {
      throw new Error(`${where}[${index}]: expected { id, function: { name, arguments } }`)
    }
    return {
      type: 'tool_use',
      id: own(call, 'id') ?? null,
      name: spec['name'],
      input: argumentsOf(spec['arguments']),
    }
  })
}

/** Arguments that are not JSON are kept as the text they are. */
function argumentsOf(text: Json | undefined): Json {
  if (typeof text !== 'string') return text ?? {}
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

export interface ToolResult {
  readonly id: string | null
  readonly content: Json
  readonly isError: boolean
}

export function userParts(
  content: Json | undefined,
  where: string,
): { results: ToolResult[]; content: UserContent | null } {
  if (typeof content === 'string') return { results: [], content }
  const blocks = blocksOf(content, `${where}.content`)
  const results = blocks
    .filter(({ type }) => type === 'tool_result')
    .map((block) => ({
      id: typeof block['tool_use_id'] === 'string' ? block['tool_use_id'] : null,
      content: block['content'] ?? '',
      isError: block['is_error'] === true,
    }))
  const said = blocks.filter(({ type }) => type !== 'tool_result')
  return { results, content: said.length > 0 ? said : null }
}

export function toolMessage(
  message: JsonObject,
  isToolError: (text: string) => boolean,
  where: string,
): ToolResult {
  const content = message['content'] ?? ''
  const text = typeof content === 'string' ? content : textOf(blocksOf(content, `${where}.content`))
  return {
    id: typeof message['tool_call_id'] === 'string' ? message['tool_call_id'] : null,
    content,
    isError: isToolError(text),
  }
}
