import { isJsonObject, type Json, type JsonObject } from '../trajectory/index.ts'
import type { DiagnosticCode } from './codes.ts'
import type { Mistake } from './problem.ts'

/** A row as it is read: its values by column, and where it begins. */
export interface Row {
  readonly values: JsonObject
  readonly offset: number
}

/** What a reader of one format found. Columns are those of the header, or of the first row. */
export interface Records {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
  readonly mistakes: readonly Mistake[]
}

export function mistake(
  code: DiagnosticCode,
  offset: number,
  message: string,
  hint: string | null = null,
): Mistake {
  return { code, start: offset, end: offset + 1, message, hint }
}

/** The mistakes of a row that is an object: it must be flat and have the columns of the first. */
export function checkRow(value: Json, columns: readonly string[], offset: number): Mistake[] {
  if (!isJsonObject(value)) {
    return [mistake('table-syntax', offset, 'expected a row as an object, such as {"city": "Paris"}')]
  }
  const names = Object.keys(value)
  const missing = columns.filter((column) => !Object.hasOwn(value, column))
  const extra = names.filter((name) => !columns.includes(name))
  const nested = names.filter((name) => typeof value[name] === 'object' && value[name] !== null)
  return [
    ...(missing.length + extra.length === 0
      ? []
      : [mistake('table-ragged', offset, raggedMessage(missing, extra))]),
    ...nested.map((name) =>
      mistake(
        'table-nested',
        offset,
        `column "${name}" is no single value: expected text, a number, true or false`,
      ),
    ),
  ]
}

function raggedMessage(missing: readonly string[], extra: readonly string[]): string {
  const parts = [
    ...(missing.length > 0 ? [`lacks ${missing.map((name) => `"${name}"`).join(', ')}`] : []),
    ...(extra.length > 0 ? [`has ${extra.map((name) => `"${name}"`).join(', ')} beside them`] : []),
  ]
  return `a row must have the columns of the first; this one ${parts.join(' and ')}`
}
