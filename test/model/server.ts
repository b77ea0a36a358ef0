import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { encodeEvent } from '../../src/model/protocol/index.ts'
import type { AssistantMessage, Json, JsonObject } from '../../src/trajectory/index.ts'
import { streamEvents } from './build.ts'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

export type Handler = (response: ServerResponse, request: Received) => void | Promise<void>

/** A real server on the loopback, for the length of a test. Gives its address, and what it was sent so far. */
export async function serve(handler: Handler): Promise<{ url: string; received: readonly Received[] }> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request
    const asked = { method, path, headers, text: await text(request) }
    received.push(asked)
    await handler(response, asked)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

/** An address on the loopback where nobody listens. */
export async function refusingAddress(): Promise<string> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

export function sendJson(response: ServerResponse, body: Json, status = 200, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

export function startStream(response: ServerResponse, events: readonly JsonObject[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  response.write(events.map(encodeEvent).join(''))
}

/** Answers as the provider does: streamed where that was asked for, whole where not. */
export function sendMessage(response: ServerResponse, message: AssistantMessage, request: Received): void {
  if (!request.text.includes('"stream":true')) {
    sendJson(response, message)
    return
  }
  startStream(response, streamEvents(message))
  response.end()
}
