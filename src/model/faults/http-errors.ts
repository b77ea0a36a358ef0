import { isJsonObject, type JsonObject, own } from '../../trajectory/index.ts'
import type { Protocol } from '../protocol/types.ts'
import type { Answer } from '../responder.ts'
import { faulty, protocolIn } from './answer.ts'
import { HTTP_ERRORS, type HttpError, type ProviderError } from './provider-errors.ts'
import type { Fault, FaultContext, FaultRule } from './types.ts'
import { limitHeaders, retryAfterHeaders } from './wait-headers.ts'

/** What a refused request takes: a provider refuses before the model is asked. */
const LATENCY_MS = 50
const RETRY_AFTER_MS = 3000

export const HTTP_ERROR_FAULTS: readonly Fault[] = HTTP_ERRORS.map((error) => ({
  name: error.name,
  about: error.about,
  provoke: async (context) => refused(error, context),
}))

/** The answer that refuses a request with this error. */
export function refused(error: HttpError, context: FaultContext): Answer {
  const { request, rule } = context
  const protocol = protocolIn(request)
  const said = errorOf(error, protocol)
  // Says at first sight that the failure was provoked, and is the same in each run.
  const requestId = `req_fault_${rule.fault}_${request.attempt}`
  const body = errorBodyOf(said, protocol)
  const ours = protocol.name === 'messages'
  return faulty(context, {
    status: said.status,
    headers: {
      [ours ? 'request-id' : 'x-request-id']: requestId,
      ...waitHeaders(error, rule, protocol),
    },
    body: ours ? { ...body, request_id: requestId } : body,
    usage: null,
    latencyMs: LATENCY_MS,
    ttftMs: null,
    chunks: [],
  })
}

export const errorOf = ({ anthropic, openai }: HttpError, { name }: Protocol): ProviderError =>
  name === 'messages' ? anthropic : openai

export function errorBodyOf({ type, message, code }: ProviderError, protocol: Protocol): JsonObject {
  const body = protocol.errorBody(type, message)
  const error = own(body, 'error')
  return code !== undefined && isJsonObject(error) ? { ...body, error: { ...error, code } } : body
}

function waitHeaders(error: HttpError, rule: FaultRule, { name }: Protocol): Record<string, string> {
  if (error.retryAfter === 'never') return {}
  const waitMs = rule.retryAfterMs ?? (error.retryAfter === 'always' ? RETRY_AFTER_MS : null)
  if (waitMs === null) return {}
  const limits = error.name === 'rate_limit' ? limitHeaders(name, waitMs) : {}
  return { ...retryAfterHeaders(waitMs), ...limits }
}
