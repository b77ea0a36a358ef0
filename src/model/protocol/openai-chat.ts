import {
  type AssistantMessage,
  type ContentBlock,
  isJsonObject,
  type Json,
  type JsonObject,
  own,
  textOf,
} from '../../trajectory/index.ts'
import { messageIn } from '../messages.ts'
import { encodeEvent } from './events.ts'
import { openaiMistake } from './mistakes.ts'
import {
  argumentsText,
  CHAT_USAGE,
  contentFrom,
  createConversation,
  isBlock,
  openaiErrorBody,
  openaiFailureIn,
  partFrom,
  toolFrom,
  toolUse,
  usageFrom,
  usageTo,
} from './openai.ts'
import { createChatAssembler } from './openai-chat-assembler.ts'
import { chatPieces } from './openai-chat-pieces.ts'
import type { Protocol } from './types.ts'

/** OpenAI's Chat Completions, which many other providers speak, too. */
export const openaiChat: Protocol = {
  name: 'chat/completions',
  onRecord,
  messageIn: chatMessageIn,
  bodyOf,
  mistakeIn: (request) => openaiMistake(request, ['model', 'messages']),
  errorBody: openaiErrorBody,
  failureIn: openaiFailureIn,
  createAssembler: createChatAssembler,
  pieces: chatPieces,
  errorPiece: encodeEvent,
}

function onRecord(request: JsonObject): JsonObject {
  const { messages, tools, ...rest } = request
  const conversation = createConversation()
  for (const message of Array.isArray(messages) ? messages : []) {
    if (!isJsonObject(message)) conversation.add(message)
    else if (message['role'] === 'system' || message['role'] === 'developer')
      conversation.instruct(message['content'])
    else if (message['role'] === 'tool') conversation.result(message['tool_call_id'], message['content'])
    else conversation.add(messageFrom(message))
  }
  const given = Array.isArray(tools) ? { tools: tools.map(toolFrom) } : {}
  return { ...rest, ...given, ...conversation.fields() }
}

function messageFrom(message: JsonObject): JsonObject {
  if (message['role'] !== 'assistant') return { ...message, content: contentFrom(message['content']) }
  const { content, refusal, tool_calls, reasoning_content, reasoning, ...rest } = message
  return { ...rest, content: blocksOf(message) }
}

/** The blocks of an assistant's message: what it thought, said, and called. */
function blocksOf(message: JsonObject): ContentBlock[] {
  const { content, refusal, tool_calls: calls } = message
  // Servers disagree about its name.
  const thinking = message['reasoning_content'] ?? message['reasoning']
  const said = Array.isArray(content) ? content.map(partFrom).filter(isBlock) : textBlocks(content)
  return [
    ...(isText(thinking) ? [{ type: 'thinking', thinking, signature: '' }] : []),
    ...said,
    ...textBlocks(refusal),
    ...(Array.isArray(calls) ? calls.flatMap(callFrom) : []),
  ]
}

const isText = (value: Json | undefined): value is string => typeof value === 'string' && value !== ''

const textBlocks = (text: Json | undefined): ContentBlock[] => (isText(text) ? [{ type: 'text', text }] : [])

function callFrom(call: Json): ContentBlock[] {
  if (!isJsonObject(call)) return []
  const made = own(call, 'function') ?? own(call, 'custom')
  if (!isJsonObject(made)) return []
  return toolUse(own(call, 'id'), own(made, 'name'), own(made, 'arguments') ?? own(made, 'input'))
}

function chatMessageIn(body: Json): AssistantMessage | null {
  const choices = isJsonObject(body) ? own(body, 'choices') : undefined
  const [choice] = Array.isArray(choices) ? choices : []
  const message = isJsonObject(choice) ? own(choice, 'message') : undefined
  if (!isJsonObject(body) || !isJsonObject(choice) || !isJsonObject(message)) return null
  // Some servers leave the role out.
  if ((own(message, 'role') ?? 'assistant') !== 'assistant') return null
  const content = blocksOf(message)
  return messageIn({
    id: own(body, 'id') ?? null,
    type: 'message',
    role: 'assistant',
    model: own(body, 'model') ?? null,
    content,
    stop_reason: stopReason(own(choice, 'finish_reason'), message, content),
    stop_sequence: null,
    usage: usageFrom(own(body, 'usage'), CHAT_USAGE),
  })
}

const STOP_REASONS: ReadonlyMap<Json | undefined, string> = new Map([
  ['stop', 'end_turn'],
  ['length', 'max_tokens'],
  ['tool_calls', 'tool_use'],
  ['function_call', 'tool_use'],
  ['content_filter', 'refusal'],
])

function stopReason(reason: Json | undefined, message: JsonObject, content: readonly ContentBlock[]): Json {
  if (reason !== 'stop') return STOP_REASONS.get(reason) ?? reason ?? null
  if (isText(own(message, 'refusal'))) return 'refusal'
  // With a tool that the request demands, the reason is `stop` all the same.
  return content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn'
}

const FINISH_REASONS: ReadonlyMap<Json | undefined, string> = new Map([
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
])

function bodyOf(message: AssistantMessage, request: JsonObject): JsonObject {
  const text = textOf(message.content)
  const calls = message.content.filter(({ type }) => type === 'tool_use').map(callOf)
  // A model that refuses says so in a field of its own.
  const refuses = message['stop_reason'] === 'refusal' && text !== '' && calls.length === 0
  const thinking = message.content
    .map((block) => (isText(block['thinking']) ? block['thinking'] : ''))
    .join('')
  const usage = usageTo(own(message, 'usage'), CHAT_USAGE)
  const choice = {
    index: 0,
    message: {
      role: 'assistant',
      content: text === '' || refuses ? null : text,
      refusal: refuses ? text : null,
      ...(thinking === '' ? {} : { reasoning_content: thinking }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
    logprobs: null,
    finish_reason: refuses ? 'stop' : (FINISH_REASONS.get(own(message, 'stop_reason')) ?? 'stop'),
  }
  return {
    id: own(message, 'id') ?? 'chatcmpl-pawl',
    object: 'chat.completion',
    created: 0,
    model: own(message, 'model') ?? own(request, 'model') ?? null,
    choices: [choice],
    ...(usage ? { usage } : {}),
  }
}

const callOf = (block: ContentBlock): JsonObject => ({
  id: block['id'] ?? null,
  type: 'function',
  function: { name: block['name'] ?? '', arguments: argumentsText(block['input']) },
})
