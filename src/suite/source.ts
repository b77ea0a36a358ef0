import { readFileSync } from 'node:fs'
import { messageOf } from '../errors.ts'

/** A text file and where its lines begin. */
export interface SourceFile {
  /** How messages call it: as the user wrote it. */
  readonly display: string
  /** Without a byte order mark. */
  readonly text: string
  /** Line and column from 1. */
  place(offset: number): { readonly line: number; readonly column: number }
  /** Where a line from 1 begins. */
  offset(line: number): number
  /** The text of a line from 1, without its end; `null` outside of the file. */
  line(number: number): string | null
}

export type Reading =
  | { readonly ok: true; readonly source: SourceFile }
  | { readonly ok: false; readonly reason: string; readonly cause: unknown }

/** Why most files cannot be read. */
export const NO_SUCH_FILE = 'there is no such file'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: NO_SUCH_FILE,
  ENOTDIR: NO_SUCH_FILE,
  EISDIR: 'it is a folder',
  EACCES: 'reading it is not permitted',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
}

/** Reads a file whole; one that cannot be read gives the reason in words. */
export function readSource(path: string, display: string): Reading {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
    return { ok: true, source: sourceOf(text, display) }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    return { ok: false, reason: REASONS[code] ?? messageOf(cause), cause }
  }
}

/** A text as a file; the lines are counted when a position is asked for. */
export function sourceOf(text: string, display: string): SourceFile {
  let starts: readonly number[] | null = null
  const lines = (): readonly number[] => {
    starts ??= lineStarts(text)
    return starts
  }
  return {
    display,
    text,
    place(offset) {
      const index = lastAtMost(lines(), offset)
      return { line: index + 1, column: offset - (lines()[index] ?? 0) + 1 }
    },
    offset: (line) => lines()[line - 1] ?? text.length,
    line(number) {
      const start = lines()[number - 1]
      if (start === undefined) return null
      return text.slice(start, lines()[number] ?? text.length).replace(/\r?\n$/, '')
    },
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Index of the last of the ascending numbers that is not above `limit`. */
function lastAtMost(ascending: readonly number[], limit: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((ascending[middle] ?? 0) <= limit) low = middle
    else high = middle - 1
  }
  return low
}
