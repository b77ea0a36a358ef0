import type { PawlError } from '../../src/errors.ts'
import { createVirtualClock } from '../../src/model/clock.ts'
import { type Chunk, createEventReader, type Endpoint, protocolOf } from '../../src/model/protocol/index.ts'
import type { Upstreams } from '../../src/model/provider.ts'
import type { Answer, ModelRequest, Responder } from '../../src/model/responder.ts'
import { createWire, type Wire } from '../../src/model/wire.ts'
import {
  type AssistantMessage,
  type ContentBlock,
  createRecorder,
  type JsonObject,
  type ModelCall,
  type Recorder,
} from '../../src/trajectory/index.ts'

export const PROVIDER = 'https://api.anthropic.com'

export const UPSTREAMS: Upstreams = {
  anthropic: { apiKey: null, baseUrl: PROVIDER },
  openai: { apiKey: null, baseUrl: 'https://api.openai.com/v1' },
}

const MESSAGES: Endpoint = { kind: 'model', name: 'messages', protocol: protocolOf('messages') }

/** A reply of the provider, whole. */
export function message(content: string | readonly ContentBlock[], more: JsonObject = {}): AssistantMessage {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5-20250929',
    content: typeof content === 'string' ? [{ type: 'text', text: content }] : content,
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 100, output_tokens: 20 },
    ...more,
  }
}

export const toolUse = (name: string, input: JsonObject = {}, id = 'toolu_1'): ContentBlock => ({
  type: 'tool_use',
  id,
  name,
  input,
})

/** The events of a message's stream, with its text cut into these pieces. */
export function streamEvents(whole: AssistantMessage, chunks: readonly Chunk[] = []): JsonObject[] {
  const events: JsonObject[] = []
  const read = createEventReader((event) => void events.push(event))
  for (const { text } of protocolOf('messages').pieces(whole, chunks, {})) read(text)
  return events
}

/** A request's body as a client builds it. */
export const body = (user: string, more: JsonObject = {}): JsonObject => ({
  model: 'claude-sonnet-4-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: user }],
  ...more,
})

/** A request as the wire reads it. */
export function request(sent: JsonObject, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    endpoint: MESSAGES,
    method: 'POST',
    body: sent,
    text: JSON.stringify(sent),
    stream: sent['stream'] === true,
    attempt: 1,
    url: `${PROVIDER}/v1/messages`,
    headers: new Headers({ 'content-type': 'application/json' }),
    signal: null,
    ...more,
  }
}

export function answered(with_: Partial<Answer> = {}): Answer {
  return {
    status: 200,
    headers: {},
    body: message('hello'),
    usage: null,
    latencyMs: null,
    ttftMs: null,
    chunks: [],
    ...with_,
  }
}

export interface Wired {
  readonly wire: Wire
  readonly clock: ReturnType<typeof createVirtualClock>
  readonly recorder: Recorder
  readonly faults: readonly PawlError[]
  /** What it was told of the end of a record that is played. */
  readonly ends: readonly Error[]
  calls(): ModelCall[]
  /** Posts a body to the Messages API over this wire. */
  post(sent: JsonObject, init?: RequestInit): Promise<Response>
}

/** A trial's wire on a virtual clock, with what it puts on record. */
export function wired(respond: Responder | Responder['respond']): Wired {
  const clock = createVirtualClock()
  const recorder = createRecorder(() => clock.now())
  const faults: PawlError[] = []
  const responder = typeof respond === 'function' ? { respond } : respond
  const fault = (error: PawlError) => void faults.push(error)
  const ends: Error[] = []
  const end = (reason: Error) => void ends.push(reason)
  const wire = createWire({ responder, clock, recorder, actor: 'agent', fault, end })
  return {
    wire,
    clock,
    recorder,
    faults,
    ends,
    calls: () => recorder.events.filter((event) => event.type === 'model_call'),
    post: (sent, init = {}) =>
      wire.fetch(`${PROVIDER}/v1/messages`, { method: 'POST', body: JSON.stringify(sent), ...init }),
  }
}
