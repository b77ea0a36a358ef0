import { deliveryOf } from '../../../src/model/delivery.ts'
import { FAULTS } from '../../../src/model/faults/index.ts'
import type { FaultRule } from '../../../src/model/faults/types.ts'
import { createEventReader } from '../../../src/model/protocol/events.ts'
import { endpointOf } from '../../../src/model/protocol/index.ts'
import type { Protocol, ProtocolName } from '../../../src/model/protocol/types.ts'
import { createRandom } from '../../../src/model/random.ts'
import type { Answer, Delivery, ModelRequest } from '../../../src/model/responder.ts'
import type { AssistantMessage, ContentBlock, JsonObject } from '../../../src/trajectory/index.ts'

export const PROTOCOLS: readonly ProtocolName[] = ['messages', 'chat/completions', 'responses']

const SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    order_id: { type: 'string' },
    amount: { type: 'number' },
    express: { type: 'boolean' },
    items: { type: 'array', items: { type: 'string' } },
  },
  required: ['order_id', 'amount'],
}

export const REFUND: ContentBlock = {
  type: 'tool_use',
  id: 'toolu_1',
  name: 'refund',
  input: { order_id: 'A-1001', amount: 49.9, express: true, items: ['lamp', 'bulb'] },
}

/** What a client sends: a question, with one tool. */
export function bodyFor(name: ProtocolName, stream: boolean, question = 'Where is A-1001?'): JsonObject {
  const tool = { name: 'refund', description: 'Pays back.', parameters: SCHEMA }
  const asked = [{ role: 'user', content: question }]
  switch (name) {
    case 'messages':
      return {
        model: 'claude-sonnet-4-5',
        max_tokens: 100,
        messages: asked,
        tools: [{ name: 'refund', description: 'Pays back.', input_schema: SCHEMA }],
        stream,
      }
    case 'chat/completions':
      return { model: 'gpt-5', messages: asked, tools: [{ type: 'function', function: tool }], stream }
    case 'responses':
      return { model: 'gpt-5', input: asked, tools: [{ type: 'function', ...tool }], stream }
  }
}

export function requestOf(
  name: ProtocolName,
  body: JsonObject,
  more: Partial<ModelRequest> = {},
): ModelRequest {
  const url = `https://provider.test/v1/${name}`
  const endpoint = endpointOf('POST', url, new Headers())
  if (endpoint === null) throw new TypeError(`no endpoint has the address ${url}`)
  return {
    endpoint,
    method: 'POST',
    body,
    text: JSON.stringify(body),
    stream: body['stream'] === true,
    attempt: 1,
    url,
    headers: new Headers(),
    signal: null,
    ...more,
  }
}

export const asked = (name: ProtocolName, stream: boolean, question?: string): ModelRequest =>
  requestOf(name, bodyFor(name, stream, question))

function protocolIn({ endpoint }: ModelRequest): Protocol {
  if (endpoint.kind === 'side') throw new TypeError('expected a model call')
  return endpoint.protocol
}

export function message(content: readonly ContentBlock[], more: JsonObject = {}): AssistantMessage {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'model-1',
    content,
    stop_reason: content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 100, output_tokens: 20 },
    ...more,
  }
}

export const TEXT = 'Your order was delivered on Tuesday, and the driver left it at the door.'
export const SAYS = message([{ type: 'text', text: TEXT }])
export const CALLS = message([{ type: 'text', text: 'I pay it back.' }, REFUND])

export const USAGE = {
  inputTokens: 100,
  outputTokens: 20,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
}

export function answerOf(request: ModelRequest, said: AssistantMessage, more: Partial<Answer> = {}): Answer {
  return {
    status: 200,
    headers: { 'request-id': 'req_1' },
    body: protocolIn(request).bodyOf(said, request.body),
    usage: USAGE,
    latencyMs: 800,
    ttftMs: 200,
    chunks: [],
    ...more,
  }
}

export const rule = (fault: string, more: Partial<FaultRule> = {}): FaultRule => ({
  fault,
  at: null,
  times: null,
  when: null,
  rate: 1,
  retryAfterMs: null,
  latencyMs: null,
  ...more,
})

export interface Provoked {
  readonly answer: Answer
  readonly delivery: Delivery
  /** All that goes over the wire. */
  readonly text: string
  /** The message of the answer, as the trial's record has it. */
  readonly message: AssistantMessage | null
  /** How often the model was asked. */
  readonly asked: number
}

/** What a fault makes of a call that the model would have answered with `said`. */
export async function provoke(
  name: string,
  request: ModelRequest,
  said: AssistantMessage | Answer,
  more: Partial<FaultRule> = {},
): Promise<Provoked> {
  const fault = FAULTS.get(name)
  if (!fault) throw new TypeError(`no fault has the name ${name}`)
  let times = 0
  const inner = 'role' in said ? answerOf(request, said) : said
  const context = { rule: rule(name, more), request, random: createRandom(1) }
  const answer = await fault.provoke(context, async () => {
    times++
    return inner
  })
  const delivery = deliveryOf(answer, request)
  return {
    answer,
    delivery,
    text: delivery.pieces.map((piece) => piece.text).join(''),
    message: protocolIn(request).messageIn(answer.body),
    asked: times,
  }
}

/** The message that a strict client makes of a stream. Throws StreamError where it makes none. */
export function assembled(request: ModelRequest, text: string): AssistantMessage | null {
  const protocol = protocolIn(request)
  const assembler = protocol.createAssembler(() => 0)
  createEventReader(assembler.push)(text)
  return protocol.messageIn(assembler.body())
}
