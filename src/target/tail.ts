import { stripVTControlCharacters } from 'node:util'

/** The end of what a program writes. */
export interface Tail {
  add(piece: Buffer): void
  /** Bytes that have come by now. */
  length(): number
  /** Without terminal codes. @param from what had come by then is left out */
  text(from?: number): string
}

const TAIL_BYTES = 64 * 1024

export function createTail(): Tail {
  let kept = Buffer.alloc(0)
  let length = 0
  return {
    add(piece) {
      length += piece.length
      kept = Buffer.concat([kept, piece])
      if (kept.length > 2 * TAIL_BYTES) kept = kept.subarray(-TAIL_BYTES)
    },
    length: () => length,
    text(from = 0) {
      const bytes = Math.min(length - from, TAIL_BYTES)
      return bytes <= 0 ? '' : stripVTControlCharacters(kept.subarray(-bytes).toString('utf8'))
    },
  }
}
