import { readdirSync } from 'node:fs'
import { basename, dirname, extname } from 'node:path'
import { listed, nearest } from './suggest.ts'

const MOST_LISTED = 8

/**
 * The file, or folder, that was probably meant by one that is not there, as the suite would write it; `null` for
 * no idea.
 */
export function nearbyFile(path: string, reference: string, kind: 'file' | 'folder' = 'file'): string | null {
  const folder = namesIn(dirname(path), kind)
  if (folder === null) return 'there is no such folder either'
  const asWritten = (name: string): string => reference.slice(0, -basename(path).length) + name
  const near = nearest(basename(path), folder)
  if (near !== null) return `did you mean "${asWritten(near)}"?`
  const alike = folder.filter((name) => extname(name) === extname(path))
  return alike.length === 0 || alike.length > MOST_LISTED ? null : `beside it: ${listed(alike)}`
}

/** A suite is neither an agent nor a table. */
function namesIn(folder: string, kind: 'file' | 'folder'): readonly string[] | null {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    const fitting = entries.filter((entry) => (kind === 'file' ? entry.isFile() : entry.isDirectory()))
    const names = fitting.map((entry) => entry.name)
    return names.filter((name) => !name.endsWith('.eval.yaml')).sort()
  } catch {
    return null
  }
}
