import type { AssistantMessage, ContentBlock } from '../../trajectory/index.ts'
import { faulty, messageOf, saying } from './answer.ts'
import { rewriteArguments } from './arguments.ts'
import { firstFields, firstHalf, inPieces } from './halves.ts'
import { inputOf, isToolUse } from './tool-calls.ts'
import { holdsArguments } from './tool-json.ts'
import type { Fault } from './types.ts'

export const maxTokens: Fault = {
  name: 'max_tokens',
  about: 'a reply that its limit cuts, in the middle of its text or tool arguments',
  async provoke(context, answer) {
    const inner = await answer()
    const message = messageOf(context, inner)
    if (message === null) return inner
    const { request } = context
    const cut = cutMessage(message)
    const said = inPieces(context, saying(context, inner, cut))
    const inArguments = cut.content.at(-1)?.type === 'tool_use' && holdsArguments(request)
    return faulty(context, said, {
      breakUp: inArguments ? rewriteArguments(request, said, unfinished) : null,
    })
  },
}

/** Cut within its last text or tool call. On record is what came whole. */
function cutMessage(message: AssistantMessage): AssistantMessage {
  const { content } = message
  const last = content.findLastIndex((block) => block.type === 'text' || isToolUse(block))
  const kept = last === -1 ? content : content.slice(0, last + 1)
  return {
    ...message,
    content: kept.map((block, index) => (index === last ? cutBlock(block) : block)),
    stop_reason: 'max_tokens',
    stop_sequence: null,
  }
}

function cutBlock(block: ContentBlock): ContentBlock {
  if (isToolUse(block)) return { ...block, input: firstFields(inputOf(block)) }
  return { ...block, text: firstHalf(String(block['text'])) }
}

/** The JSON of some fields, cut where the name of the next one begins. */
const unfinished = (text: string): string => (text === '{}' ? '{"' : `${text.slice(0, -1)},"`)
