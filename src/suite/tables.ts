import type { SourceFile } from './source.ts'
import { mistake, type Records } from './table.ts'
import { csvRecords } from './table-csv.ts'
import { jsonLinesRecords, jsonRecords } from './table-json.ts'

const READERS: Readonly<Record<string, (source: SourceFile) => Records | Promise<Records>>> = {
  csv: csvRecords,
  json: jsonRecords,
  jsonl: jsonLinesRecords,
}

export const TABLE_FORMATS = Object.keys(READERS)

/** Reads a table of cases by the format that its name ends in. Rows with mistakes are left out. */
export async function readTable(source: SourceFile, format: string): Promise<Records> {
  const reader = READERS[format]
  if (!reader) throw new Error(`no table format is named ${format}`)
  const records = await reader(source)
  if (records.mistakes.length > 0 || records.rows.length > 0) return records
  return { ...records, mistakes: [mistake('table-empty', 0, 'the table has no rows, so it makes no cases')] }
}
