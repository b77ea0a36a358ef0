import { realpathSync } from 'node:fs'
import type { Realpath } from './marks.ts'

/** A path with its links followed, asked of the system once; one that is not there is itself. */
export function createRealpath(): Realpath {
  const known = new Map<string, string>()
  return (path) => {
    const real = known.get(path) ?? realpathOf(path)
    known.set(path, real)
    return real
  }
}

function realpathOf(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}
