import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Json } from '../../trajectory/index.ts'
import { answerError, type Refusal } from './refusal.ts'
import { readBody } from './request.ts'

const POST_ALONE: Refusal = {
  status: 405,
  type: 'invalid_request_error',
  message: 'expected POST: this MCP server keeps no sessions and sends nothing by itself',
}

const NOT_JSON = { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'expected JSON' } }

/** MCP's streamable HTTP without streams: each message is answered by one JSON body. */
export async function answerMcp(
  answer: (message: Json) => Promise<Json | null>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST')
    return answerError(response, POST_ALONE)
  }
  const message = parse((await readBody(request)) ?? '')
  if (message === undefined) return send(response, 400, NOT_JSON)
  const answered = await answer(message)
  if (answered === null) response.writeHead(202).end()
  else send(response, 200, answered)
}

function send(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
