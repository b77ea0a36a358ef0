import { isJsonObject, type Json, type JsonObject } from '../../trajectory/index.ts'
import type { Chunk, EndpointName } from '../protocol/types.ts'
import { type Blocks, damagedBlock, fetchBlock, hashOf, packBody, share, unpackBody } from './blocks.ts'
import { decodeChunks, encodeChunks } from './chunks.ts'
import type { Alternatives } from './readings.ts'
import { packRequests, unpackRequests } from './requests.ts'
import { parseFile, RECORDING_FORMAT, type StoredCall, type StoredRecording } from './schema.ts'

/** Status of a call that was the trial's end: the run that was recorded has no answer to it. */
export const UNANSWERED = 0

/** A call to the provider, placeholders in the place of what varies. */
export interface RecordedCall {
  /**
   * SHA-256 of the canonical request. Where today's date was in it there are two: with its placeholder, and then as
   * the request was, since a date may be fixed and equal the day of recording by chance.
   */
  readonly keys: readonly string[]
  readonly endpoint: EndpointName
  readonly request: JsonObject
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly response: Json
  readonly latencyMs: number | null
  readonly ttftMs: number | null
  readonly chunks: readonly Chunk[]
  /** Earlier calls of the trial that were under way when it began. */
  readonly concurrent: readonly number[]
}

export interface RecordedTool {
  readonly id: string | null
  readonly name: string
  readonly result: Json
  readonly isError: boolean
  readonly latencyMs: number | null
}

/** Fingerprints of what a recording was made with: replay tells by them what has changed since. */
export interface MadeWith {
  readonly suite: string
  /** The case's own definition. */
  readonly case: string
  /** The mocked tools. */
  readonly tools: string
  /** The suite's rules of what varies; left out where it has none. */
  readonly normalize?: string | undefined
  /** The agent's parts by name: model, system, tools, or files. */
  readonly agent: Readonly<Record<string, string>>
}

/** The model's side of one trial, and what its tools answered. */
export interface Recording {
  /** Of what a judge said, which is of no trial: its place in the file. */
  readonly trial: number
  /** ISO 8601; `null` when it was made from a run that does not say. */
  readonly recordedAt: string | null
  /** YYYY-MM-DD, as the agent's clock had it: what the placeholders of the date stood for. */
  readonly today: string | null
  /** What placeholders of its requests may mean besides: a path of any machine, or another placeholder. */
  readonly alternatives: Alternatives
  /** Recordings of this case that were thrown away before this one: recording until it is green shows. */
  readonly earlierAttempts: number
  /** A turn that the record has without an answer, and so is not sent; `null` where there is none. */
  readonly unansweredTurn: number | null
  readonly made: MadeWith | null
  readonly calls: readonly RecordedCall[]
  readonly tools: readonly RecordedTool[]
}

/** Whose calls a file holds: the agent's, a recording a trial; or those of judges, a recording each thing they were asked. */
export type RecordedActor = 'agent' | 'judge'

/**
 * The file of a case: shared content once, keys in a fixed order and nothing that says what is usual, so that a diff
 * shows what changed.
 */
export function encodeRecordings(
  caseId: string,
  recordings: readonly Recording[],
  of: RecordedActor = 'agent',
): string {
  const blocks: Record<string, Json> = {}
  const file = {
    format: RECORDING_FORMAT,
    case: caseId,
    recordings: recordings.map((recording) => encodeRecording(recording, blocks, of)),
    blocks: sortedByKey(blocks),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

function encodeRecording(recording: Recording, blocks: Blocks, of: RecordedActor): StoredRecording {
  const { trial, recordedAt, today, alternatives, earlierAttempts, unansweredTurn, made, calls, tools } =
    recording
  const requests = packRequests(calls, blocks)
  return {
    ...(of === 'judge' ? {} : { trial }),
    recordedAt,
    ...(today === null ? {} : { today }),
    ...(Object.keys(alternatives).length === 0 ? {} : { alternatives: sortedByKey(alternatives) }),
    ...(earlierAttempts === 0 ? {} : { earlierAttempts }),
    ...(unansweredTurn === null ? {} : { unansweredTurn }),
    ...(made === null ? {} : { made: { ...made, agent: sortedByKey(made.agent) } }),
    calls: calls.map((call, index) => encodeCall(call, requests[index] ?? {}, blocks)),
    ...(tools.length === 0 ? {} : { tools: tools.map((tool) => encodeTool(tool, blocks)) }),
  }
}

function encodeCall(call: RecordedCall, request: JsonObject, blocks: Blocks): StoredCall {
  const { endpoint, keys, status, headers, response, latencyMs, ttftMs, chunks, concurrent } = call
  return {
    ...(endpoint === 'messages' ? {} : { endpoint }),
    keys: [...keys],
    ...(concurrent.length === 0 ? {} : { concurrent: [...concurrent] }),
    request,
    ...(status === 200 ? {} : { status }),
    ...(Object.keys(headers).length === 0 ? {} : { headers: sortedByKey(headers) }),
    response: isJsonObject(response) ? packBody(response, blocks) : response,
    ...(latencyMs === null ? {} : { latencyMs }),
    ...(ttftMs === null ? {} : { ttftMs }),
    ...(chunks.length === 0 ? {} : { chunks: encodeChunks(chunks) }),
  }
}

function encodeTool({ id, name, result, isError, latencyMs }: RecordedTool, blocks: Blocks) {
  return {
    ...(id === null ? {} : { id }),
    name,
    result: share(result, blocks),
    ...(isError ? { isError } : {}),
    ...(latencyMs === null ? {} : { latencyMs }),
  }
}

const sortedByKey = <Value>(object: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Reads the file of a case back. Throws an Error that says what is wrong with it. */
export function decodeRecordings(text: string, caseId: string): Recording[] {
  const { case: named, recordings, blocks } = parseFile(text)
  if (named !== caseId) throw new Error(`it holds the recordings of another case, ${JSON.stringify(named)}`)
  const numbers = recordings.map(({ trial }, place) => trial ?? place)
  const twice = numbers.find((trial, index) => numbers.indexOf(trial) !== index)
  if (twice !== undefined) throw new Error(`it has trial ${twice} twice`)
  const damaged = damagedBlock(blocks)
  if (damaged !== null) throw new Error(`block ${damaged} does not have the content its hash names`)
  const made = sharedMade()
  return recordings.map((recording, place) =>
    decodeRecording({ ...recording, trial: recording.trial ?? place, made: made(recording.made) }, blocks),
  )
}

/** Recordings of a case were mostly made with the same: one after the other, they share it in memory. */
function sharedMade(): (made: MadeWith | undefined) => MadeWith | undefined {
  let last: MadeWith | undefined
  return (made) => {
    if (last === undefined || JSON.stringify(last) !== JSON.stringify(made)) last = made
    return last
  }
}

/** Says which request is not the one that its key was made of; `null` where all are. It was edited by hand. */
export function editedRequest(recordings: readonly Recording[]): string | null {
  for (const { trial, calls } of recordings) {
    const edited = calls.findIndex(({ keys, request }) => keys[0] !== hashOf(request))
    if (edited !== -1)
      return `the request of call ${edited + 1} of trial ${trial} is not the one that its key was made of`
  }
  return null
}

function decodeRecording(stored: StoredRecording & { readonly trial: number }, blocks: Blocks): Recording {
  const { trial, recordedAt, today, earlierAttempts, unansweredTurn, made, calls, tools } = stored
  const requests = unpackRequests(calls, blocks)
  return {
    trial,
    recordedAt,
    today: today ?? null,
    alternatives: stored.alternatives ?? {},
    earlierAttempts: earlierAttempts ?? 0,
    unansweredTurn: unansweredTurn ?? null,
    made: made ?? null,
    calls: calls.map((call, index) => decodeCall(call, requests[index] ?? {}, blocks)),
    tools: (tools ?? []).map(({ id, name, result, isError, latencyMs }) => ({
      id: id ?? null,
      name,
      result: fetchBlock(result, blocks),
      isError: isError ?? false,
      latencyMs: latencyMs ?? null,
    })),
  }
}

function decodeCall(call: StoredCall, request: JsonObject, blocks: Blocks): RecordedCall {
  return {
    keys: call.keys ?? (call.key === undefined ? [] : [call.key]),
    endpoint: call.endpoint ?? 'messages',
    request,
    status: call.status ?? 200,
    headers: call.headers ?? {},
    response: isJsonObject(call.response) ? unpackBody(call.response, blocks) : call.response,
    latencyMs: call.latencyMs ?? null,
    ttftMs: call.ttftMs ?? null,
    chunks: decodeChunks(call.chunks ?? ''),
    concurrent: call.concurrent ?? [],
  }
}
