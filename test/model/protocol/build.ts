import { createEventReader } from '../../../src/model/protocol/events.ts'
import type { Assembler, Chunk, Protocol } from '../../../src/model/protocol/types.ts'
import type { JsonObject } from '../../../src/trajectory/index.ts'

/** The events of a stream that arrives in these pieces. */
export function eventsIn(texts: readonly string[]): JsonObject[] {
  const events: JsonObject[] = []
  const read = createEventReader((event) => events.push(event))
  for (const text of texts) read(text)
  return events
}

/** The events in a text that arrives in pieces, cut at these places. */
export function eventsRead(text: string, cuts: readonly number[]): JsonObject[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b)
  return eventsIn([0, ...places].map((place, index) => text.slice(place, places[index] ?? text.length)))
}

/** What an assembler makes of a stream, each event a millisecond after the one before. */
export function assembler(protocol: Protocol, events: readonly JsonObject[]): Assembler {
  let now = 0
  const made = protocol.createAssembler(() => now)
  for (const event of events) {
    now++
    made.push(event)
  }
  return made
}

export interface Sent {
  readonly chunks?: readonly Chunk[]
  readonly request?: JsonObject
  readonly cuts?: readonly number[]
}

/** The body after it went over the wire as a stream. */
export function streamed(
  protocol: Protocol,
  body: JsonObject,
  { chunks = [], request = {}, cuts = [] }: Sent,
) {
  const text = protocol
    .pieces(body, chunks, request)
    .map((piece) => piece.text)
    .join('')
  return assembler(protocol, eventsRead(text, cuts)).body()
}
