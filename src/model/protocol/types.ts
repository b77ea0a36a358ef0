import type { AssistantMessage, Json, JsonObject, ProviderFailure, Usage } from '../../trajectory/index.ts'

/** The model calls that pawl speaks, by what follows `/v1/` in their address. */
export type ProtocolName = 'messages' | 'chat/completions' | 'responses'

/** A piece of a streamed reply: which block, how many characters, and when (ms after the request was sent). */
export type Chunk = readonly [block: number, characters: number, atMs: number]

/** A part of a reply as it goes over the wire. */
export interface Piece {
  readonly text: string
  /** Milliseconds after the request was sent; `null`: together with the piece before. */
  readonly atMs: number | null
}

/** Raised by a stream that ended early or does not fit together; the reply is not to be trusted. */
export class StreamError extends Error {
  override readonly name = 'StreamError'
}

/** Puts a provider's body together from the events of its stream. */
export interface Assembler {
  /** Takes the next event. Throws StreamError when it cannot follow the ones before. */
  push(event: JsonObject): void
  /** True once nothing that counts can come any more: a client may hang up here. */
  readonly ended: boolean
  /** The provider's error, where the stream brought one instead of going on. */
  readonly error: JsonObject | null
  /** The body that the unstreamed call would have had. Throws StreamError when the stream ended before. */
  body(): JsonObject
  /** What it has told of the tokens so far: the provider bills those even of a stream that breaks. */
  readonly usage: Usage | null
  /** Where the text came in pieces, in order; the time of each is asked of the clock given. */
  readonly chunks: readonly Chunk[]
}

/**
 * One of the providers' APIs. `body` and `request` are the provider's own JSON; a message is what a trajectory
 * holds, in Anthropic's shape whatever the provider.
 */
export interface Protocol {
  readonly name: ProtocolName
  /** A request as a trajectory holds it: `model`, `system`, `tools`, `messages` in Anthropic's shape, all else kept. */
  onRecord(request: JsonObject): JsonObject
  /** The message in a success's body, with its `usage`; `null` when it is none. */
  messageIn(body: Json): AssistantMessage | null
  /** The body that says this message in answer to this request. `messageIn` reads it back. */
  bodyOf(message: AssistantMessage, request: JsonObject): JsonObject
  /** Why the provider refuses this request, in its own words; `null` for one that it takes as far as can be told. */
  mistakeIn(request: JsonObject): string | null
  /** The body of an error response. */
  errorBody(type: string, message: string): JsonObject
  /** What a response that is no success says of itself. */
  failureIn(status: number, body: Json): ProviderFailure
  /** @param elapsedMs since the request was sent */
  createAssembler(elapsedMs: () => number): Assembler
  /** The stream of a body, cut where it was cut when it was recorded; an assembler makes the same body of it. */
  pieces(body: JsonObject, chunks: readonly Chunk[], request: JsonObject): readonly Piece[]
  /** The event that breaks a stream off with an error. @param sent the events before it, as they went out */
  errorPiece(error: JsonObject, sent: string): string
}

/** What an address of the gateway stands for. */
export type Endpoint =
  | { readonly kind: 'model'; readonly name: ProtocolName; readonly protocol: Protocol }
  /** Answered too, and no model call: nothing of it is in the trajectory. */
  | {
      readonly kind: 'side'
      readonly name: 'messages/count_tokens' | 'models'
      readonly provider: Provider
      /** The one model that is asked about; absent: all of them. */
      readonly model?: string
    }

export type EndpointName = Endpoint['name']
export type Provider = 'anthropic' | 'openai'
