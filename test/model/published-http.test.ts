import { describe, expect, it } from 'vitest'
import { failureIn, messageIn, usageOf } from '../../src/model/messages.ts'
import { createEventReader, protocolOf } from '../../src/model/protocol/index.ts'
import {
  type AssistantMessage,
  firstDifference,
  type Json,
  type JsonObject,
  withCallsFromTraffic,
} from '../../src/trajectory/index.ts'
import { answer } from '../expect/build.ts'
import { dataFile, NEEDS_DATA } from '../stats/data.ts'

const protocol = protocolOf('messages')

interface Exchange {
  readonly request: { readonly uri: string; readonly body: JsonObject }
  readonly response: { readonly status: number; readonly sse?: string; readonly body?: Json }
}

interface Cassette {
  readonly path: string
  readonly interactions: readonly Exchange[]
}

const text = dataFile('anthropic-http/cassettes.jsonl')
const cassettes = (text ?? '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Cassette)
const exchanges = cassettes.flatMap(({ interactions }) => interactions)
const streams = exchanges.flatMap(({ response }) => response.sse ?? [])

/** The message of a stream that arrives in pieces of so many characters. */
function messageFrom(stream: string, size: number): AssistantMessage {
  const assembler = protocol.createAssembler(() => 0)
  const read = createEventReader(assembler.push)
  for (let start = 0; start < stream.length; start += size) read(stream.slice(start, start + size))
  return assembler.body() as AssistantMessage
}

function replyOf({ response }: Exchange): AssistantMessage | null {
  return response.sse === undefined ? messageIn(response.body ?? null) : messageFrom(response.sse, 4096)
}

function cutAndJoined(message: AssistantMessage): AssistantMessage {
  const assembler = protocol.createAssembler(() => 0)
  const read = createEventReader(assembler.push)
  const chunks = message.content.flatMap((_, block) => [7, 1, 30].map((size) => [block, size, 0] as const))
  for (const { text } of protocol.pieces(message, chunks, {})) read(text)
  return assembler.body() as AssistantMessage
}

describe.skipIf(text === null)(`267 real exchanges with the provider ${NEEDS_DATA}`, () => {
  it('are all there', () => {
    expect(exchanges).toHaveLength(267)
    expect(streams).toHaveLength(36)
  })

  it('every stream makes a message with its usage, in pieces of any size', () => {
    for (const stream of streams) {
      const message = messageFrom(stream, stream.length)
      expect(usageOf(message)).not.toBeNull()
      for (const size of [1, 7, 1000]) expect(firstDifference(message, messageFrom(stream, size))).toBeNull()
    }
  })

  it('every message, streamed or whole, goes through stream events and back to the same JSON', () => {
    const messages = exchanges.flatMap((exchange) => replyOf(exchange) ?? [])
    expect(messages).toHaveLength(257)
    for (const message of messages) expect(firstDifference(message, cutAndJoined(message))).toBeNull()
  })

  it('whatever is no message is a count of tokens or an error that says why', () => {
    const others = exchanges.filter((exchange) => replyOf(exchange) === null)
    const failed = others.filter(({ response }) => response.status !== 200)
    expect(
      failed.map(({ response: { status, body } }) => failureIn(status, body ?? null).type).sort(),
    ).toEqual(['invalid_request_error', 'not_found_error', 'not_found_error'])
    const counts = others.filter(({ request }) => request.uri.includes('/count_tokens'))
    expect(new Set([...failed, ...counts]).size).toBe(others.length)
  })

  it('every tool call is read off the traffic, with its result where another request followed', () => {
    const byStatus = { ok: 0, error: 0, unanswered: 0, unansweredBeforeTheEnd: 0 }
    for (const { interactions } of cassettes) {
      const events = withCallsFromTraffic(
        interactions.map((exchange) =>
          answer('', { request: exchange.request.body, response: replyOf(exchange) }),
        ),
      )
      const lastReply = events.findLastIndex(({ type }) => type === 'model_call')
      for (const [index, event] of events.entries()) {
        if (event.type !== 'tool_call') continue
        byStatus[event.status]++
        if (event.status === 'unanswered' && index < lastReply) byStatus.unansweredBeforeTheEnd++
      }
    }
    expect(byStatus).toEqual({ ok: 70, error: 1, unanswered: 30, unansweredBeforeTheEnd: 0 })
  })
})
