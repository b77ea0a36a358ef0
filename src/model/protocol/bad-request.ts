import type { JsonObject } from '../../trajectory/index.ts'
import type { Chunk, Protocol } from './types.ts'

/** What answers a request that the provider would not take: the agent's mistake, said as the provider says it. */
export interface BadRequest {
  readonly status: 400
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonObject
  readonly usage: null
  readonly latencyMs: 0
  readonly ttftMs: null
  readonly chunks: readonly Chunk[]
}

export const badRequest = (protocol: Protocol, mistake: string): BadRequest => ({
  status: 400,
  headers: {},
  body: protocol.errorBody('invalid_request_error', mistake),
  usage: null,
  latencyMs: 0,
  ttftMs: null,
  chunks: [],
})
