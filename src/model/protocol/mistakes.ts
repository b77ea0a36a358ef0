import { type JsonObject, own } from '../../trajectory/index.ts'

/** The first of these fields that a request lacks. */
export const missingField = (request: JsonObject, fields: readonly string[]): string | undefined =>
  fields.find((field) => (own(request, field) ?? null) === null)

/** OpenAI's words for it. */
export function openaiMistake(request: JsonObject, fields: readonly string[]): string | null {
  const missing = missingField(request, fields)
  return missing === undefined ? null : `Missing required parameter: '${missing}'.`
}
