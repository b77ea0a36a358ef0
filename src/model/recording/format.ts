import * as z from 'zod'
import { isJsonObject, type Json, type JsonObject } from '../../trajectory/index.ts'
import { requestDelta, wholeRequest } from '../../trajectory/request-delta.ts'
import type { Chunk } from '../sse.ts'
import { type Blocks, damagedBlock, fetchBlock, packBody, share, unpackBody } from './blocks.ts'

/** Version of the file format; a newer one is refused by name. */
const RECORDING_FORMAT = 1

/** Status of a call that was the trial's end: the run that was recorded has no answer to it. */
export const UNANSWERED = 0

export interface RecordedCall {
  /** SHA-256 of the canonical request body. */
  readonly key: string
  readonly request: JsonObject
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly response: Json
  readonly latencyMs: number | null
  readonly ttftMs: number | null
  readonly chunks: readonly Chunk[]
}

export interface RecordedTool {
  readonly id: string | null
  readonly name: string
  readonly result: Json
  readonly isError: boolean
  readonly latencyMs: number | null
}

/** The model's side of one trial, and what its tools answered. */
export interface Recording {
  readonly trial: number
  /** ISO 8601; `null` when it was made from a run that does not say. */
  readonly recordedAt: string | null
  /** Recordings of this case that were thrown away before this one: recording until it is green shows. */
  readonly earlierAttempts: number
  /** A turn that the record has without an answer, and so is not sent; `null` where there is none. */
  readonly unansweredTurn: number | null
  readonly calls: readonly RecordedCall[]
  readonly tools: readonly RecordedTool[]
}

const json = z.custom<Json>(() => true)
const object = z.custom<JsonObject>(isJsonObject, 'expected an object')
const millis = z.number().nonnegative().nullable()

const callSchema = z.strictObject({
  key: z.string(),
  request: object,
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  response: json,
  latencyMs: millis,
  ttftMs: millis,
  chunks: z.string(),
})

const toolSchema = z.strictObject({
  id: z.string().nullable(),
  name: z.string(),
  result: json,
  isError: z.boolean(),
  latencyMs: millis,
})

const fileSchema = z.strictObject({
  format: z.literal(RECORDING_FORMAT),
  case: z.string(),
  recordings: z
    .array(
      z.strictObject({
        trial: z.int().nonnegative(),
        recordedAt: z.string().nullable(),
        earlierAttempts: z.int().nonnegative(),
        unansweredTurn: z.int().positive().nullable(),
        calls: z.array(callSchema),
        tools: z.array(toolSchema),
      }),
    )
    .min(1),
  blocks: z.record(z.string(), json),
})

type RecordingFile = z.infer<typeof fileSchema>

/** The file of a case: shared content once, keys in a fixed order, so that a diff shows what changed. */
export function encodeRecordings(caseId: string, recordings: readonly Recording[]): string {
  const blocks: Record<string, Json> = {}
  const packed = recordings.map(({ calls, tools, ...recording }) => ({
    ...recording,
    calls: calls.map((call, index) => ({
      ...call,
      request: packRequest(call.request, calls[index - 1]?.request ?? {}, blocks),
      headers: { ...call.headers },
      response: isJsonObject(call.response) ? packBody(call.response, blocks) : call.response,
      chunks: encodeChunks(call.chunks),
    })),
    tools: tools.map((tool) => ({ ...tool, result: share(tool.result, blocks) })),
  }))
  const file: RecordingFile = {
    format: RECORDING_FORMAT,
    case: caseId,
    recordings: packed,
    blocks: Object.fromEntries(Object.entries(blocks).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** Reads a file of recordings back. Throws an Error that says what is wrong with it. */
export function decodeRecordings(text: string): Recording[] {
  const { recordings, blocks } = parseFile(text)
  const damaged = damagedBlock(blocks)
  if (damaged !== null) throw new Error(`block ${damaged} does not have the content its hash names`)
  return recordings.map(({ calls, tools, ...recording }) => {
    const requests = unpackRequests(
      calls.map(({ request }) => request),
      blocks,
    )
    return {
      ...recording,
      calls: calls.map((call, index) => ({
        ...call,
        request: requests[index] ?? {},
        response: isJsonObject(call.response) ? unpackBody(call.response, blocks) : call.response,
        chunks: decodeChunks(call.chunks),
      })),
      tools: tools.map((tool) => ({ ...tool, result: fetchBlock(tool.result, blocks) })),
    }
  })
}

/** Only what a request adds to the one before, so that a long conversation takes linear space. */
function packRequest(request: JsonObject, previous: JsonObject, blocks: Blocks): JsonObject {
  const { changed, messages, ...delta } = requestDelta(previous, request)
  return { ...delta, changed: packBody(changed, blocks), ...packBody({ messages }, blocks) }
}

function unpackRequests(packed: readonly JsonObject[], blocks: Blocks): JsonObject[] {
  const requests: JsonObject[] = []
  for (const [index, delta] of packed.entries()) {
    const changed = isJsonObject(delta['changed']) ? unpackBody(delta['changed'], blocks) : null
    const whole = { ...unpackBody(delta, blocks), changed }
    requests.push(wholeRequest(requests[index - 1] ?? {}, whole, `the request of call ${index + 1}`))
  }
  return requests
}

function parseFile(text: string): RecordingFile {
  const raw = JSON.parse(text) as Json
  const format = isJsonObject(raw) ? raw['format'] : undefined
  if (typeof format === 'number' && format > RECORDING_FORMAT) {
    throw new Error(
      `it has format ${format}, and this version of pawl reads up to ${RECORDING_FORMAT}: update pawl`,
    )
  }
  const parsed = fileSchema.safeParse(raw)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Error(`at .${issue?.path.join('.')}: ${issue?.message}`)
}

/** `block:characters@ms` a chunk: a stream of a thousand pieces stays one line. */
function encodeChunks(chunks: readonly Chunk[]): string {
  return chunks.map(([block, characters, atMs]) => `${block}:${characters}@${Math.round(atMs)}`).join(' ')
}

function decodeChunks(text: string): Chunk[] {
  if (text === '') return []
  return text.split(' ').map((piece) => {
    const [, block, characters, atMs] = /^(\d+):(\d+)@(\d+)$/.exec(piece) ?? []
    if (atMs === undefined) throw new Error(`expected block:characters@ms in chunks, found ${piece}`)
    return [Number(block), Number(characters), Number(atMs)]
  })
}
