import {
  type AssistantMessage,
  type ContentBlock,
  type Json,
  type JsonObject,
  own,
} from '../../trajectory/index.ts'
import { argumentsText, RESPONSES_USAGE, usageTo } from './openai.ts'

/** Fields of a request that its response repeats, with what they are where the request leaves them out. */
const REPEATED: JsonObject = {
  instructions: null,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  temperature: null,
  tool_choice: 'auto',
  tools: [],
  top_p: null,
}

/** The response that says this message. */
export function responseBody(message: AssistantMessage, request: JsonObject): JsonObject {
  const reason = incompleteReason(message)
  const repeated = Object.entries(REPEATED).map(([field, usual]) => [field, own(request, field) ?? usual])
  return {
    ...Object.fromEntries(repeated),
    id: own(message, 'id') ?? 'resp_pawl',
    object: 'response',
    created_at: 0,
    status: reason === null ? 'completed' : 'incomplete',
    error: null,
    incomplete_details: reason === null ? null : { reason },
    model: own(message, 'model') ?? own(request, 'model') ?? null,
    output: itemsOf(message),
    usage: usageTo(own(message, 'usage'), RESPONSES_USAGE),
  }
}

function incompleteReason(message: AssistantMessage): string | null {
  switch (own(message, 'stop_reason')) {
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'max_output_tokens'
    case 'refusal':
      // A refusal in words is complete: its parts say what it is.
      return message.content.some(({ type }) => type === 'text') ? null : 'content_filter'
    default:
      return null
  }
}

/** Texts that follow each other are parts of one message. */
function itemsOf(message: AssistantMessage): JsonObject[] {
  const stem = String(own(message, 'id') ?? 'pawl').replace(/^(?:msg|resp)_/, '')
  const refusal = own(message, 'stop_reason') === 'refusal'
  const items: JsonObject[] = []
  let parts: Json[] | null = null
  for (const [index, block] of message.content.entries()) {
    if (block.type !== 'text') {
      parts = null
      items.push(itemOf(block, `${stem}_${index}`))
      continue
    }
    if (parts === null) {
      parts = []
      items.push({
        type: 'message',
        id: `msg_${stem}_${index}`,
        status: 'completed',
        role: 'assistant',
        content: parts,
      })
    }
    parts.push(textPart(block, refusal))
  }
  return items
}

const textPart = ({ text = '' }: ContentBlock, refusal: boolean): JsonObject =>
  refusal ? { type: 'refusal', refusal: text } : { type: 'output_text', text, annotations: [], logprobs: [] }

/** @param name what tells the item from all others of the conversation */
function itemOf(block: ContentBlock, name: string): JsonObject {
  if (block.type === 'tool_use') {
    const { id = null, name: tool = '', input } = block
    const args = argumentsText(input)
    return {
      type: 'function_call',
      id: `fc_${name}`,
      call_id: id,
      name: tool,
      arguments: args,
      status: 'completed',
    }
  }
  if (block.type === 'thinking') {
    const { thinking = '', signature = '' } = block
    const summary = thinking === '' ? [] : [{ type: 'summary_text', text: thinking }]
    return {
      type: 'reasoning',
      id: `rs_${name}`,
      summary,
      encrypted_content: signature === '' ? null : signature,
    }
  }
  return block
}
