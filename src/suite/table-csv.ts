import { messageOf } from '../errors.ts'
import type { Mistake } from './problem.ts'
import type { SourceFile } from './source.ts'
import { mistake, type Records, type Row } from './table.ts'

/** What the parser tells of a record: `lines` is the last line it stands on. */
interface CsvRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** A CSV table: the first record names the columns, and every value is text. */
export async function csvRecords(source: SourceFile): Promise<Records> {
  const { parse } = await import('csv-parse/sync')
  try {
    const options = { info: true, relax_column_count: true, skip_empty_lines: true }
    const [header, ...body] = parse(source.text, options) as unknown as readonly CsvRecord[]
    return header ? rowsOf(header.record, body, source) : { columns: [], rows: [], mistakes: [] }
  } catch (cause) {
    const line = cause instanceof Error && 'lines' in cause ? Number(cause.lines) : 1
    const message = `the table is no CSV: ${messageOf(cause)}`
    const hint =
      'a value with a comma, a quote or a line break stands in double quotes, and a quote in it twice'
    return { columns: [], rows: [], mistakes: [mistake('table-syntax', source.offset(line), message, hint)] }
  }
}

function rowsOf(columns: readonly string[], body: readonly CsvRecord[], source: SourceFile): Records {
  const rows: Row[] = []
  const mistakes: Mistake[] = duplicates(columns)
  for (const { record, info } of body) {
    const offset = source.offset(info.lines - lineBreaks(record))
    if (record.length === columns.length) {
      const values = Object.fromEntries(columns.map((column, index) => [column, record[index] ?? '']))
      rows.push({ values, offset })
      continue
    }
    const message = `expected ${columns.length} values, one a column, found ${record.length}`
    mistakes.push(mistake('table-ragged', offset, message, `columns: ${columns.join(', ')}`))
  }
  return { columns, rows, mistakes }
}

function duplicates(columns: readonly string[]): Mistake[] {
  const twice = columns.filter((column, index) => columns.indexOf(column) < index)
  return [...new Set(twice)].map((column) =>
    mistake('table-duplicate-column', 0, `the table has two columns "${column}"`),
  )
}

/** A record with line breaks in its values begins that many lines above its last. */
const lineBreaks = (record: readonly string[]): number => record.join('').split('\n').length - 1
