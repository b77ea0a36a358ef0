import { isJsonObject, type JsonObject, own } from '../../trajectory/index.ts'

const STATUS_OF_ERROR: Readonly<Record<string, number>> = {
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  server_error: 500,
  overloaded_error: 529,
  timeout_error: 504,
  api_error: 500,
}

/** An error in the midst of a stream comes with status 200; its type says what it would have been. */
export function statusOf(event: JsonObject): number {
  const error = own(event, 'error')
  if (!isJsonObject(error)) return 400
  const named = [own(error, 'type'), own(error, 'code')].map((type) => STATUS_OF_ERROR[String(type)])
  return named.find((status) => status !== undefined) ?? 400
}
