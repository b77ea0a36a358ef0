import type { PawlError } from '../errors.ts'
import type { Json, JsonObject, Provenance, ProviderFailure, Trajectory, Usage } from '../trajectory/index.ts'
import type { Chunk, Endpoint, Piece } from './protocol/types.ts'
import type { Random } from './random.ts'

/** A request to the provider as the wire read it. */
export interface ModelRequest {
  readonly endpoint: Endpoint
  readonly method: string
  /** The provider's own JSON, with the history that a thread stands for put back. */
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

/** A reply on its way to the client. */
export interface Delivery {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly pieces: readonly Piece[]
  /** False where not even the headers come. */
  readonly begins: boolean
  /** What follows the last piece: the end of the reply, a broken connection, or nothing ever. */
  readonly end: 'complete' | 'reset' | 'stall'
}

/** A failure that was provoked: what the agent does then is the agent's doing. */
export interface InjectedFault {
  readonly name: string
  /** How it breaks the reply on its way; `null` where the reply itself is the fault. */
  readonly breakUp: ((delivery: Delivery) => Delivery) | null
  /** What the call came to, where the reply does not say so itself. */
  readonly failure: ProviderFailure | null
}

/** What came back, whole: the provider's own body, of a success or of an error. */
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
  readonly fault?: InjectedFault
  /** Where the call stood among those of its recording. */
  readonly place?: CallPlace
}

/** Which calls ran at the same time when they were recorded: the same structure gives the same critical path. */
export interface CallPlace {
  readonly index: number
  /** Calls before it that were still under way when it began. */
  readonly concurrent: readonly number[]
}

/** A live response on its way: passed on as it comes, and told whole once it has ended. */
export interface Relay {
  readonly response: Response
  readonly settled: Promise<Answer>
}

/** True for a response on its way, false for one that is there. */
export const isRelay = (answer: Answer | Relay): answer is Relay => 'settled' in answer

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
  /** Any other address of the provider, live only; without it such a call is refused. */
  readonly forward?: (request: Omit<ModelRequest, 'endpoint'>) => Promise<Response>
}

/** The result of a tool as it was on record. */
export interface PlayedTool {
  readonly result: Json
  readonly isError: boolean
  readonly latencyMs: number | null
}

/** What differs between trials and machines and means nothing: recordings hold a placeholder in its place. */
export interface KnownValues {
  /** The folder that holds the suite. */
  readonly suite?: string
  /** The agent's working directory, home and folder for temporary files. */
  readonly cwd?: string
  readonly home?: string
  readonly tmp?: string
  /** The address of the gateway for this trial, without a slash at its end. */
  readonly gateway?: string
  /** The id that this trial goes by on the wire. */
  readonly trial?: string
  /** YYYY-MM-DD, as the agent's clock has it. */
  readonly today?: string
  /** Other days that it may be for the agent: that of UTC, that of its own time zone. */
  readonly days?: readonly string[]
}

/** All that is played in one trial: the model's responses, and, from recordings, the tools' results. */
export interface TrialSource {
  readonly responder: Responder
  readonly provenance: Provenance
  /** Told what the harness gives the agent in this trial, before the agent starts; later values add to earlier ones. */
  know(values: KnownValues): void
  /** The recorded result of the next call of this tool with this id; `null` where there is none. */
  playTool(id: string | null, name: string): PlayedTool | null
  /** False for a turn that the record has without an answer: it is noted and not sent. */
  answersTurn(turn: number): boolean
  /** What the record still holds although the agent is done, where that is a mistake (`--strict`); else `null`. */
  leftOver(): PawlError | null
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
