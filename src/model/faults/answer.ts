import type { AssistantMessage } from '../../trajectory/index.ts'
import { calledProtocol } from '../protocol/index.ts'
import type { Chunk, Protocol } from '../protocol/types.ts'
import type { Answer, InjectedFault, ModelRequest } from '../responder.ts'
import type { Fault, FaultContext, FaultRule } from './types.ts'

/** The API of a call that a fault hits. Throws TypeError for an address that is no model call. */
export function protocolIn(request: ModelRequest): Protocol {
  const protocol = calledProtocol(request)
  if (protocol === null) throw new TypeError(`expected a model call, found ${request.endpoint.name}`)
  return protocol
}

/** What the model said, where it said anything: a genuine failure of the provider stays what it is. */
export function messageOf({ request }: FaultContext, answer: Answer): AssistantMessage | null {
  return answer.status === 200 ? protocolIn(request).messageIn(answer.body) : null
}

/** The answer under the name of its fault, and as late as the rule says. */
export function faulty(
  { rule }: FaultContext,
  answer: Answer,
  { breakUp = null, failure = null }: Partial<InjectedFault> = {},
): Answer {
  return { ...paced(answer, rule), fault: { name: rule.fault, breakUp, failure } }
}

function paced(answer: Answer, { latencyMs }: FaultRule): Answer {
  if (latencyMs === null) return answer
  return {
    ...answer,
    latencyMs,
    ttftMs: answer.ttftMs === null ? null : Math.min(answer.ttftMs, latencyMs),
    chunks: answer.chunks.map(
      ([block, characters, atMs]): Chunk => [block, characters, Math.min(atMs, latencyMs)],
    ),
  }
}

/** The same answer with another message. Its usage stays: that is what the model's own reply cost. */
export function saying({ request }: FaultContext, answer: Answer, message: AssistantMessage): Answer {
  return { ...answer, body: protocolIn(request).bodyOf(message, request.body), chunks: [] }
}

/** A fault that is nothing but another message of the model. */
export function contentFault(
  name: string,
  about: string,
  change: (message: AssistantMessage, request: ModelRequest) => AssistantMessage,
): Fault {
  return {
    name,
    about,
    async provoke(context, answer) {
      const inner = await answer()
      const message = messageOf(context, inner)
      if (message === null) return inner
      return faulty(context, saying(context, inner, change(message, context.request)))
    },
  }
}
