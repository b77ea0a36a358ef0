import type { ProviderFailure } from '../../trajectory/index.ts'
import type { Answer, ModelRequest } from '../responder.ts'
import { faulty, messageOf, protocolIn, saying } from './answer.ts'
import { rewriteArguments } from './arguments.ts'
import { firstFields, firstHalf, inPieces } from './halves.ts'
import { inputOf, withLastCall, withToolCall } from './tool-calls.ts'
import type { Fault, FaultContext } from './types.ts'

const malformedReply = (message: string): ProviderFailure => ({
  status: 200,
  type: 'malformed_reply',
  message,
})

export const malformedToolJson: Fault = {
  name: 'malformed_tool_json',
  about: 'tool arguments that are not JSON',
  async provoke(context, answer) {
    const inner = await answer()
    const called = calling(context, inner)
    if (called === null) return inner
    return withArguments(context, called, misclosed, malformedReply('the tool arguments are not JSON'))
  },
}

/** Closed by the wrong bracket: no parser takes it, and none takes it for JSON that is still to come. */
const misclosed = (text: string): string => `${text.trimEnd().slice(0, -1)}]`

export const truncatedToolJson: Fault = {
  name: 'truncated_tool_json',
  about: 'tool arguments that are cut short, in a reply that ends as if they were whole',
  async provoke(context, answer) {
    const inner = await answer()
    const called = calling(context, inner)
    if (called === null) return inner
    if (!holdsArguments(context.request)) return faulty(context, withFewerFields(context, called))
    return withArguments(context, called, firstHalf, malformedReply('the tool arguments are cut short'))
  },
}

/** False where arguments come as an object, which cannot be cut: an unstreamed message of Anthropic. */
export const holdsArguments = (request: ModelRequest): boolean =>
  request.stream || protocolIn(request).name !== 'messages'

/** The answer with a tool call in it; `null` where the model said nothing. */
function calling(context: FaultContext, answer: Answer): Answer | null {
  const message = messageOf(context, answer)
  if (message === null) return null
  const called = withToolCall(message, context.request)
  return inPieces(context, called === message ? answer : saying(context, answer, called))
}

function withArguments(
  context: FaultContext,
  answer: Answer,
  edit: (text: string) => string,
  failure: ProviderFailure,
): Answer {
  return faulty(context, answer, { breakUp: rewriteArguments(context.request, answer, edit), failure })
}

/** What a provider makes of cut arguments: the fields that came whole. */
function withFewerFields(context: FaultContext, answer: Answer): Answer {
  const message = messageOf(context, answer)
  if (message === null) return answer
  const cut = withLastCall(message, (call) => [{ ...call, input: firstFields(inputOf(call)) }])
  return saying(context, answer, cut)
}
