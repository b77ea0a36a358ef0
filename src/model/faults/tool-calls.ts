import {
  type AssistantMessage,
  type ContentBlock,
  isJsonObject,
  type Json,
  type JsonObject,
  own,
} from '../../trajectory/index.ts'
import type { ModelRequest } from '../responder.ts'
import { contentFault, protocolIn } from './answer.ts'
import { sampleOf } from './json-schema.ts'

/** A tool as the request declares it. */
export interface DeclaredTool {
  readonly name: string
  readonly schema: JsonObject
}

/** The tools that the agent runs itself; those that the provider runs have no schema. */
export function declaredTools(request: ModelRequest): readonly DeclaredTool[] {
  const tools = own(protocolIn(request).onRecord(request.body), 'tools')
  if (!Array.isArray(tools)) return []
  return tools.flatMap((tool: Json): DeclaredTool[] => {
    const name = isJsonObject(tool) ? own(tool, 'name') : undefined
    const schema = isJsonObject(tool) ? own(tool, 'input_schema') : undefined
    return typeof name === 'string' && isJsonObject(schema) ? [{ name, schema }] : []
  })
}

const MADE_UP: DeclaredTool = {
  name: 'get_record',
  schema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
}

export interface ToolUse extends ContentBlock {
  readonly type: 'tool_use'
}

export const isToolUse = (block: ContentBlock): block is ToolUse => block.type === 'tool_use'

export const inputOf = (block: ToolUse): JsonObject => {
  const input = own(block, 'input')
  return isJsonObject(input) ? input : {}
}

/** The message as it is where it calls a tool; else with a call of the first that the request declares. */
export function withToolCall(message: AssistantMessage, request: ModelRequest): AssistantMessage {
  if (message.content.some(isToolUse)) return message
  const { name, schema } = declaredTools(request)[0] ?? MADE_UP
  const sample = sampleOf(schema)
  const input = isJsonObject(sample) ? sample : {}
  const call: ToolUse = { type: 'tool_use', id: freshId(request), name, input }
  return { ...message, content: [...message.content, call], stop_reason: 'tool_use', stop_sequence: null }
}

/** No other call of the conversation has it: each request of a loop has more messages than the one before. */
function freshId(request: ModelRequest): string {
  const messages = own(protocolIn(request).onRecord(request.body), 'messages')
  return `toolu_fault_${Array.isArray(messages) ? messages.length : 0}`
}

/** The message with its last tool call changed. */
export function withLastCall(
  message: AssistantMessage,
  change: (call: ToolUse) => ToolUse[],
): AssistantMessage {
  const last = message.content.findLastIndex(isToolUse)
  return {
    ...message,
    content: message.content.flatMap((block, index) =>
      index === last && isToolUse(block) ? change(block) : [block],
    ),
  }
}

export const unknownTool = contentFault(
  'unknown_tool',
  'a call of a tool that the request does not declare',
  (message, request) => {
    const declared = new Set(declaredTools(request).map(({ name }) => name))
    const renamed = (call: ToolUse): ToolUse => ({
      ...call,
      name: undeclared(String(call['name']), declared),
    })
    return withLastCall(withToolCall(message, request), (call) => [renamed(call)])
  },
)

/** A name near the one that was meant, as models make them up. */
function undeclared(name: string, declared: ReadonlySet<string>): string {
  const other = `${name}_v2`
  return declared.has(other) ? undeclared(other, declared) : other
}

export const duplicateToolUseId = contentFault(
  'duplicate_tool_use_id',
  'two tool calls under one id',
  (message, request) => {
    const called = withToolCall(message, request)
    const [first, second] = called.content.filter(isToolUse)
    if (!first) return called
    if (!second) return withLastCall(called, (call) => [call, call])
    const id = first['id'] ?? null
    return withLastCall(called, (call) => [{ ...call, id }])
  },
)
