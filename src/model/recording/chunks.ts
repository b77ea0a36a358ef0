import type { Chunk } from '../protocol/types.ts'

/** `block:characters@ms` a chunk: a stream of a thousand pieces stays one line. */
export function encodeChunks(chunks: readonly Chunk[]): string {
  return chunks.map(([block, characters, atMs]) => `${block}:${characters}@${Math.round(atMs)}`).join(' ')
}

/** Throws an Error that names what is no chunk. */
export function decodeChunks(text: string): Chunk[] {
  if (text === '') return []
  return text.split(' ').map((piece) => {
    const [, block, characters, atMs] = /^(\d+):(\d+)@(\d+)$/.exec(piece) ?? []
    if (atMs === undefined) throw new Error(`expected block:characters@ms in chunks, found ${piece}`)
    return [Number(block), Number(characters), Number(atMs)]
  })
}
