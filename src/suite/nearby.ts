import { readdirSync } from 'node:fs'
import { basename, dirname, extname } from 'node:path'
import { listed, nearest } from './suggest.ts'

const MOST_LISTED = 8

/** The file that was probably meant by one that is not there, as the suite would write it; `null` for no idea. */
export function nearbyFile(path: string, reference: string): string | null {
  const folder = filesIn(dirname(path))
  if (folder === null) return 'there is no such folder either'
  const asWritten = (name: string): string => reference.slice(0, -basename(path).length) + name
  const near = nearest(basename(path), folder)
  if (near !== null) return `did you mean "${asWritten(near)}"?`
  const alike = folder.filter((name) => extname(name) === extname(path))
  return alike.length === 0 || alike.length > MOST_LISTED ? null : `beside it: ${listed(alike)}`
}

/** A suite is neither an agent nor a table. */
function filesIn(folder: string): readonly string[] | null {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    const files = entries.flatMap((entry) => (entry.isFile() ? [entry.name] : []))
    return files.filter((name) => !name.endsWith('.eval.yaml')).sort()
  } catch {
    return null
  }
}
