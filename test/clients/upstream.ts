import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../../src/trajectory/index.ts'
import { chatReply, messagesReply, type Reply, responsesReply, type WireReply } from './replies.ts'

/** What a client asked, whichever protocol it speaks. */
export interface Asked {
  readonly path: string
  readonly body: JsonObject
  readonly system: string
  readonly tools: readonly string[]
  /** What the user said first. */
  readonly user: string
  /** The results of tools so far, in order. */
  readonly results: readonly string[]
}

/** The provider's side of a conversation: the same answer to the same question. */
export type Play = (asked: Asked) => Reply

export interface ScriptedUpstream {
  readonly origin: string
  /** Bodies in the order in which they came, as they were sent. */
  readonly requests: readonly JsonObject[]
  close(): Promise<void>
}

/** A provider on 127.0.0.1 that speaks Messages (threads, too), Chat Completions and Responses, streamed or not. */
export async function openUpstream(play: Play): Promise<ScriptedUpstream> {
  const requests: JsonObject[] = []
  const held = new Map<Json, JsonObject>()
  const server = createServer((request, response) => {
    answer(request, response, { play, requests, held }).catch((error: unknown) => {
      response.writeHead(500).end(JSON.stringify({ error: { type: 'api_error', message: String(error) } }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  onTestFinished(close)
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close }
}

interface Desk {
  readonly play: Play
  readonly requests: JsonObject[]
  /** Conversations that the provider holds, by the id of the answer they go on from. */
  readonly held: Map<Json, JsonObject>
}

async function answer(request: IncomingMessage, response: ServerResponse, desk: Desk): Promise<void> {
  const path = (request.url ?? '').replace(/\?.*/, '')
  const sent = await bodyOf(request)
  const reply = REPLIES[path]
  if (request.method !== 'POST' || !reply) {
    response.writeHead(404, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ type: 'error', error: { type: 'not_found_error', message: path } }))
    return
  }
  desk.requests.push(sent)
  const body = wholeOf(sent, desk.held)
  const number = desk.requests.length
  const { id, whole, events, said } = reply(desk.play(askedIn(path, body)), {
    number,
    model: body['model'] ?? '',
  })
  desk.held.set(id, withAnswer(body, said))
  response.setHeader('request-id', `req_${number}`)
  if (sent['stream'] !== true) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(whole))
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of events) {
    response.write(event)
    await new Promise(setImmediate)
  }
  response.end()
}

const REPLIES: Readonly<Record<string, WireReply>> = {
  '/v1/messages': messagesReply,
  '/v1/chat/completions': chatReply,
  '/v1/responses': responsesReply,
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  const pieces: Buffer[] = []
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
  return pieces.length === 0 ? {} : (JSON.parse(Buffer.concat(pieces).toString('utf8')) as JsonObject)
}

/** A turn of a thread, or of a stored response, with what the provider holds before it. */
function wholeOf(sent: JsonObject, held: ReadonlyMap<Json, JsonObject>): JsonObject {
  const thread = sent['thread']
  const id = isJsonObject(thread) ? thread['previous_message_id'] : sent['previous_response_id']
  if (id === undefined || id === null) return sent
  const before = held.get(id)
  if (!before) throw new Error(`nothing is held under ${JSON.stringify(id)}`)
  const key = 'messages' in sent ? 'messages' : 'input'
  return { ...before, ...sent, [key]: [...list(before[key]), ...list(sent[key])] }
}

function withAnswer(body: JsonObject, said: readonly Json[]): JsonObject {
  const key = 'messages' in body ? 'messages' : 'input'
  return { ...body, [key]: [...list(body[key]), ...said] }
}

const list = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : typeof value === 'string' ? [{ role: 'user', content: value }] : []

const objects = (value: Json | undefined): readonly JsonObject[] => list(value).filter(isJsonObject)

function askedIn(path: string, body: JsonObject): Asked {
  const messages = objects(body['messages'] ?? body['input'])
  const systems = messages.filter(({ role }) => role === 'system' || role === 'developer')
  const first = messages.find(({ role }) => role === 'user')
  return {
    path,
    body,
    system: [textOf(body['system'] ?? body['instructions']), ...systems.map(({ content }) => textOf(content))]
      .filter(Boolean)
      .join('\n'),
    tools: objects(body['tools']).map((tool) => {
      const { function: described } = tool
      return String(isJsonObject(described) ? described['name'] : tool['name'])
    }),
    user: textOf(first?.['content']),
    results: messages.flatMap(resultsIn),
  }
}

function resultsIn(message: JsonObject): string[] {
  if (message['role'] === 'tool') return [textOf(message['content'])]
  if (message['type'] === 'function_call_output') return [textOf(message['output'])]
  const results = objects(message['content']).filter(({ type }) => type === 'tool_result')
  return results.map(({ content }) => textOf(content))
}

function textOf(content: Json | undefined): string {
  if (typeof content === 'string') return content
  return objects(content)
    .flatMap(({ text }) => (typeof text === 'string' ? [text] : []))
    .join('\n')
}
