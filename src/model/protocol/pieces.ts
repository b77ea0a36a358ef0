import type { JsonObject } from '../../trajectory/index.ts'
import { encodeEvent } from './events.ts'
import type { Chunk, Piece } from './types.ts'

/** A part of a text that a stream sends in pieces. */
export interface Cut {
  readonly text: string
  readonly atMs: number | null
}

/** Cuts the texts of one block, one after the other, where they were cut when they were recorded. */
export function createCutter(block: number, chunks: readonly Chunk[]): (text: string) => readonly Cut[] {
  const remaining = chunks.filter(([of]) => of === block)
  let next = 0
  return (text) => {
    const cuts: Cut[] = []
    let rest = text
    while (rest !== '') {
      const [, characters, atMs] = remaining[next++] ?? [block, rest.length, null]
      const size = Math.max(1, characters)
      cuts.push({ text: rest.slice(0, size), atMs })
      rest = rest.slice(size)
    }
    return cuts
  }
}

/** The piece of one event. */
export const pieceOf = (event: JsonObject, atMs: number | null = null): Piece => ({
  text: encodeEvent(event),
  atMs,
})
