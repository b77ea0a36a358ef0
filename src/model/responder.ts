import type { PawlError } from '../errors.ts'
import type { Json, JsonObject, Provenance, Trajectory, Usage } from '../trajectory/index.ts'
import type { Random } from './random.ts'
import type { Chunk } from './sse.ts'

/** A request to the model as the wire read it. */
export interface ModelRequest {
  readonly body: JsonObject
  /** The body as it was sent, to forward it unchanged. */
  readonly text: string
  readonly stream: boolean
  /** From 1: how often the client has sent this request. */
  readonly attempt: number
  readonly url: string
  readonly headers: Headers
  readonly signal: AbortSignal | null
}

/** What came back, whole: the message, or the provider's error body. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Json
  /** `null` when the provider, script or recording reports none. */
  readonly usage: Usage | null
  readonly latencyMs: number | null
  readonly ttftMs: number | null
  /** How a streamed reply was cut; empty for one that came whole. */
  readonly chunks: readonly Chunk[]
}

/** A live response on its way: passed on as it comes, and told whole once it has ended. */
export interface Relay {
  readonly response: Response
  readonly settled: Promise<Answer>
}

/** Thrown where a record ends on a call that nobody answered any more: the trial ends there as well. */
export class RecordEnded extends Error {
  override readonly name = 'RecordEnded'
}

/**
 * Where the model's responses of one trial come from. Throws PawlError where it has none to give: the trial
 * then ends as `error`, whatever the agent makes of it.
 */
export interface Responder {
  respond(request: ModelRequest): Promise<Answer | Relay> | Answer | Relay
  /** Any other endpoint of the provider, live only; without it such a call is refused. */
  readonly forward?: (request: ModelRequest, method: string) => Promise<Response>
}

/** The result of a tool as it was on record. */
export interface PlayedTool {
  readonly result: Json
  readonly isError: boolean
  readonly latencyMs: number | null
}

/** All that is played in one trial: the model's responses, and, from recordings, the tools' results. */
export interface TrialSource {
  readonly responder: Responder
  readonly provenance: Provenance
  /** The recorded result of the next call of this tool with this id; `null` where there is none. */
  playTool(id: string | null, name: string): PlayedTool | null
  /** False for a turn that the record has without an answer: it is noted and not sent. */
  answersTurn(turn: number): boolean
  /** Told when the trial is over. */
  finish(trajectory: Trajectory): void
}

export interface TrialKey {
  readonly case: string
  readonly trial: number
}

/** What a source that writes nothing has to say at its end. */
export const NOTHING_TO_SAY = { notes: [], failures: [] } as const

/** Where the model's responses of a suite come from: one of script, replay, record and live. */
export interface Responses {
  /** True where time is virtual: nothing here waits for the outside world. */
  readonly virtual: boolean
  /** Throws PawlError where the trial's responses cannot be had at all. */
  open(trial: TrialKey, random: Random): TrialSource
  /** Writes what is still to be written; gives what the user should know, and what could not be written. */
  close(): { readonly notes: readonly string[]; readonly failures: readonly PawlError[] }
}
