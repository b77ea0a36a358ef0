import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'

const FOLDER = new URL('../../../shared/data/', import.meta.url)

/** Said in the name of every test that needs the real runs, which are kept outside the project. */
export const NEEDS_DATA = '(needs the real runs in ../shared/data)'

/** The text of a file of real runs, or `null` where the folder is absent. */
export function dataFile(path: string): string | null {
  try {
    return readFileSync(new URL(path, FOLDER), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** The rows of a CSV file with a header, grouped by a column. */
export function rowsBy(text: string, column: string): Map<string, Record<string, string>[]> {
  const rows: Record<string, string>[] = parse(text, { columns: true })
  return Map.groupBy(rows, (row) => row[column] ?? '')
}
