import * as z from 'zod'
import { isJsonObject, type Json, type JsonObject, parseJson } from '../../trajectory/index.ts'

/** Version of the file format; a newer one is refused by name, an older one is read. */
export const RECORDING_FORMAT = 3

const json = z.custom<Json>((value) => value !== undefined, 'expected a value')
const object = z.custom<JsonObject>(isJsonObject, 'expected an object')
/** Texts by name: zod's own record loses one named __proto__. */
const texts = z.custom<Readonly<Record<string, string>>>(
  (value) => isJsonObject(value) && Object.values(value).every((text) => typeof text === 'string'),
  'expected texts by name',
)
const millis = z.number().nonnegative().nullish()
const endpoint = z.enum(['messages', 'chat/completions', 'responses', 'messages/count_tokens', 'models'])

const callSchema = z
  .strictObject({
    endpoint: endpoint.optional(),
    /** Of format 1. */
    key: z.string().optional(),
    keys: z.array(z.string()).optional(),
    concurrent: z.array(z.int().nonnegative()).optional(),
    request: object,
    status: z.int().optional(),
    headers: texts.optional(),
    response: json,
    latencyMs: millis,
    ttftMs: millis,
    chunks: z.string().optional(),
  })
  .refine(({ key, keys }) => key !== undefined || (keys !== undefined && keys.length > 0), 'expected keys')

const toolSchema = z.strictObject({
  id: z.string().nullish(),
  name: z.string(),
  result: json,
  isError: z.boolean().optional(),
  latencyMs: millis,
})

const recordingSchema = z.strictObject({
  /** Left out where a recording is of no trial: what a judge said. */
  trial: z.int().nonnegative().optional(),
  recordedAt: z.string().nullable(),
  today: z.string().optional(),
  alternatives: texts.optional(),
  earlierAttempts: z.int().nonnegative().optional(),
  unansweredTurn: z.int().positive().nullish(),
  made: z
    .strictObject({
      suite: z.string(),
      case: z.string(),
      tools: z.string(),
      normalize: z.string().optional(),
      agent: texts,
    })
    .optional(),
  calls: z.array(callSchema),
  tools: z.array(toolSchema).optional(),
})

const fileSchema = z.strictObject({
  format: z.int().positive(),
  case: z.string(),
  recordings: z.array(recordingSchema).min(1),
  blocks: z.record(z.string(), json),
})

export type StoredCall = z.infer<typeof callSchema>
export type StoredRecording = z.infer<typeof recordingSchema>

/** The file is whole, and this version is too old for it. */
export class NewerFormat extends Error {
  override readonly name = 'NewerFormat'
}

/** Throws an Error that names the place that is wrong, or `NewerFormat`. */
export function parseFile(text: string): z.infer<typeof fileSchema> {
  const raw = parseJson(text)
  const format = isJsonObject(raw) ? raw['format'] : undefined
  if (typeof format === 'number' && format > RECORDING_FORMAT) {
    throw new NewerFormat(`it has format ${format}, and this version of pawl reads up to ${RECORDING_FORMAT}`)
  }
  const parsed = fileSchema.safeParse(raw)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Error(`at .${issue?.path.join('.')}: ${issue?.message}`)
}
