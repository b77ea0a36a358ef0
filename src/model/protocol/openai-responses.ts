import {
  type AssistantMessage,
  type ContentBlock,
  isJsonObject,
  type Json,
  type JsonObject,
  own,
} from '../../trajectory/index.ts'
import { messageIn } from '../messages.ts'
import { openaiMistake } from './mistakes.ts'
import {
  type Conversation,
  contentFrom,
  createConversation,
  isBlock,
  openaiErrorBody,
  openaiFailureIn,
  partFrom,
  plainText,
  RESPONSES_USAGE,
  toolFrom,
  toolUse,
  usageFrom,
} from './openai.ts'
import { createResponsesAssembler } from './openai-responses-assembler.ts'
import { responseBody } from './openai-responses-body.ts'
import { responsesErrorPiece, responsesPieces } from './openai-responses-pieces.ts'
import type { Protocol } from './types.ts'

/** OpenAI's Responses. What `previous_response_id` stands for is not in a request, so it stays in place. */
export const openaiResponses: Protocol = {
  name: 'responses',
  onRecord,
  messageIn: responsesMessageIn,
  bodyOf: responseBody,
  mistakeIn,
  errorBody: openaiErrorBody,
  failureIn: openaiFailureIn,
  createAssembler: createResponsesAssembler,
  pieces: responsesPieces,
  errorPiece: responsesErrorPiece,
}

/** A stored prompt brings both; a conversation that goes on may have nothing new to say. */
function mistakeIn(request: JsonObject): string | null {
  if (own(request, 'prompt')) return null
  const goesOn = own(request, 'previous_response_id') ?? own(request, 'conversation')
  return openaiMistake(request, goesOn ? ['model'] : ['model', 'input'])
}

function onRecord(request: JsonObject): JsonObject {
  const { input, instructions, tools, ...rest } = request
  const conversation = createConversation()
  if (typeof instructions === 'string' || Array.isArray(instructions)) conversation.instruct(instructions)
  if (typeof input === 'string') conversation.add({ role: 'user', content: input })
  for (const item of Array.isArray(input) ? input : []) takeItem(conversation, item)
  const given = Array.isArray(tools) ? { tools: tools.map(toolFrom) } : {}
  return { ...rest, ...given, ...conversation.fields() }
}

function takeItem(conversation: Conversation, item: Json): void {
  if (!isJsonObject(item)) {
    conversation.add(item)
    return
  }
  const { type, role, content } = item
  if (role === 'system' || role === 'developer') conversation.instruct(content)
  else if (type === 'function_call_output' || type === 'custom_tool_call_output')
    conversation.result(item['call_id'], item['output'])
  else if (role === undefined || role === 'assistant') conversation.say(blocksOf(item))
  else {
    const { type: _, ...message } = item
    conversation.add({ ...message, content: contentFrom(content) })
  }
}

/** The blocks of an item that the model made; what only OpenAI has stays the item it is. */
function blocksOf(item: Json): readonly ContentBlock[] {
  if (!isJsonObject(item)) return []
  const { type, content } = item
  if (type === 'message' || item['role'] === 'assistant') {
    if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
    return Array.isArray(content) ? content.map(partFrom).filter(isBlock) : []
  }
  if (type === 'function_call')
    return toolUse(own(item, 'call_id'), own(item, 'name'), own(item, 'arguments'))
  if (type === 'custom_tool_call') return toolUse(own(item, 'call_id'), own(item, 'name'), own(item, 'input'))
  if (type === 'reasoning') return [thinkingOf(item)]
  return isBlock(item) ? [item] : []
}

/** Providers that show what a model thinks send it as content; OpenAI sends a summary. */
function thinkingOf(item: JsonObject): ContentBlock {
  const shown = own(item, 'content')
  const thinking = plainText(Array.isArray(shown) && shown.length > 0 ? shown : own(item, 'summary'))
  return { type: 'thinking', thinking, signature: own(item, 'encrypted_content') ?? '' }
}

function responsesMessageIn(body: Json): AssistantMessage | null {
  const output = isJsonObject(body) ? own(body, 'output') : undefined
  if (!isJsonObject(body) || !Array.isArray(output) || !isOver(own(body, 'status'))) return null
  return messageIn({
    id: own(body, 'id') ?? null,
    type: 'message',
    role: 'assistant',
    model: own(body, 'model') ?? null,
    content: output.flatMap(blocksOf),
    stop_reason: stopReason(body, output),
    stop_sequence: null,
    usage: usageFrom(own(body, 'usage'), RESPONSES_USAGE),
  })
}

/** A response that failed, was cancelled or still goes on in the background is no message. */
const isOver = (status: Json | undefined): boolean =>
  status === undefined || status === 'completed' || status === 'incomplete'

function stopReason(body: JsonObject, output: readonly Json[]): string {
  if (own(body, 'status') === 'incomplete') {
    const details = own(body, 'incomplete_details')
    const reason = isJsonObject(details) ? own(details, 'reason') : undefined
    return reason === 'content_filter' ? 'refusal' : 'max_tokens'
  }
  const items = output.filter(isJsonObject)
  if (items.some(refuses)) return 'refusal'
  return items.some(({ type }) => type === 'function_call' || type === 'custom_tool_call')
    ? 'tool_use'
    : 'end_turn'
}

function refuses({ content }: JsonObject): boolean {
  return Array.isArray(content) && content.some((part) => isJsonObject(part) && part['type'] === 'refusal')
}
