import { globSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { messageOf } from '../errors.ts'
import type { Json } from '../trajectory/index.ts'
import type { DiagnosticCode } from './codes.ts'
import { nearbyFile } from './nearby.ts'
import type { Path, Problem } from './problem.ts'
import { NO_SUCH_FILE } from './source.ts'
import { variablesIn } from './template.ts'

/** A file that the suite names: its absolute path, and how messages call it. */
export type Locate = (reference: string) => { readonly path: string; readonly display: string }

/** What a part of an agent was made into, and the mistakes in it, by paths from `agent:`. */
export interface Resolved<T> {
  readonly value: T
  readonly problems: readonly Problem[]
}

type Kind = 'file' | 'folder' | 'either'

/** Why there is nothing of this kind at a path, or `null`; nothing of it is read. */
function unreadable(path: string, kind: Kind): string | null {
  try {
    const isFolder = statSync(path).isDirectory()
    if (kind === 'file') return isFolder ? 'it is a folder' : null
    return kind === 'folder' && !isFolder ? 'it is a file' : null
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : ''
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return messageOf(cause)
    return kind === 'folder' ? 'there is no such folder' : NO_SUCH_FILE
  }
}

interface Part {
  /** How messages call it: `the agent`, `the workspace`. */
  readonly what: string
  readonly kind: Kind
  readonly at: Path
  readonly code?: DiagnosticCode
}

/** A path of the suite made absolute; what it leads to must be there. */
export function resolvePath(reference: string, part: Part, locate: Locate): Resolved<string> {
  const { path, display } = locate(reference)
  const reason = unreadable(path, part.kind)
  if (reason === null) return { value: path, problems: [] }
  const missing = reason.startsWith('there is no such')
  const hint = missing ? nearbyFile(path, reference, part.kind === 'folder' ? 'folder' : 'file') : null
  const message = `cannot read ${part.what} ${display}: ${reason}`
  return { value: path, problems: [{ code: part.code ?? 'agent-unreadable', path: part.at, message, hint }] }
}

/** `resolvePath` of a key that may be left out. */
export const resolveFolder = (
  reference: string | undefined,
  part: Omit<Part, 'kind'>,
  locate: Locate,
): Resolved<string | null> =>
  reference === undefined
    ? { value: null, problems: [] }
    : resolvePath(reference, { ...part, kind: 'folder' }, locate)

/**
 * A program and its arguments: what begins with ./ or ../ stands beside the suite, unless a variable is in it.
 * @param argv as it is written; what is no text is left out
 */
export function resolveArgv(argv: Json, at: Path, locate: Locate): Resolved<readonly string[]> {
  const parts = (Array.isArray(argv) ? argv : []).flatMap((each: Json, index): Resolved<string>[] => {
    if (typeof each !== 'string') return []
    if (!/^\.\.?\//.test(each) || variablesIn(each).length > 0) return [{ value: each, problems: [] }]
    const kind = index === 0 ? 'file' : 'either'
    return [resolvePath(each, { what: 'the agent', kind, at: [...at, index] }, locate)]
  })
  return { value: parts.map(({ value }) => value), problems: parts.flatMap(({ problems }) => problems) }
}

/** The files that globs name, absolute, sorted, each once. */
export function resolveSources(
  globs: readonly string[],
  at: Path,
  locate: Locate,
): Resolved<readonly string[]> {
  const parts = globs.map((glob, index) => sourcesOf(glob, [...at, index], locate))
  const files = new Set(parts.flatMap(({ value }) => value))
  return { value: [...files].sort(), problems: parts.flatMap(({ problems }) => problems) }
}

function sourcesOf(glob: string, at: Path, locate: Locate): Resolved<readonly string[]> {
  const { path, display } = locate(glob)
  const cwd = locate('.').path
  const found = globSync(glob, { cwd }).map((each) => resolve(cwd, each))
  const files = found.filter((each) => unreadable(each, 'file') === null)
  if (files.length > 0) return { value: files, problems: [] }
  const reason = found.length > 0 ? 'it is a folder' : NO_SUCH_FILE
  const hint = found.length > 0 ? `for all in it write "${glob.replace(/\/$/, '')}/**"` : nearby(path, glob)
  const message = `cannot read the sources ${display}: ${reason}`
  return { value: [], problems: [{ code: 'agent-unreadable', path: at, message, hint }] }
}

const nearby = (path: string, glob: string): string | null =>
  /[*?[{]/.test(glob) ? null : nearbyFile(path, glob)
