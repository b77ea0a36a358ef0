import { messageOf } from '../errors.ts'
import { isJsonObject, type Json } from '../trajectory/index.ts'
import type { Mistake } from './problem.ts'
import type { SourceFile } from './source.ts'
import { checkRow, mistake, type Records, type Row } from './table.ts'

interface Item {
  readonly value: Json
  readonly offset: number
}

/** A JSON table: an array of flat objects; values keep their types. */
export function jsonRecords(source: SourceFile): Records {
  const parsed = parseJson(source.text)
  if (!parsed.ok)
    return nothing(mistake('table-syntax', parsed.offset, `the table is no JSON: ${parsed.message}`))
  if (!Array.isArray(parsed.value)) {
    return nothing(mistake('table-syntax', 0, 'expected an array of objects, such as [{"city": "Paris"}]'))
  }
  const offsets = itemOffsets(source.text)
  return rowsOf(
    parsed.value.map((value: Json, index) => ({ value, offset: offsets[index] ?? 0 })),
    [],
  )
}

/** A JSON Lines table: a flat object a line; blank lines are skipped. */
export function jsonLinesRecords(source: SourceFile): Records {
  const items: Item[] = []
  const mistakes: Mistake[] = []
  let offset = 0
  for (const line of source.text.split('\n')) {
    const parsed = line.trim() === '' ? null : parseJson(line)
    if (parsed?.ok) items.push({ value: parsed.value, offset })
    else if (parsed) {
      mistakes.push(mistake('table-syntax', offset + parsed.offset, `the line is no JSON: ${parsed.message}`))
    }
    offset += line.length + 1
  }
  return rowsOf(items, mistakes)
}

function rowsOf(items: readonly Item[], mistakes: readonly Mistake[]): Records {
  const first = items[0]?.value
  const columns = isJsonObject(first) ? Object.keys(first) : []
  const rows: Row[] = []
  const found: Mistake[] = [...mistakes]
  for (const { value, offset } of items) {
    const problems = checkRow(value, columns, offset)
    if (problems.length === 0 && isJsonObject(value)) rows.push({ values: value, offset })
    else found.push(...problems)
  }
  return { columns, rows, mistakes: found }
}

const nothing = (problem: Mistake): Records => ({ columns: [], rows: [], mistakes: [problem] })

type Parsed =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly offset: number; readonly message: string }

function parseJson(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) as Json }
  } catch (cause) {
    const message = messageOf(cause).replace(/(, (\.\.\.)?".*| in JSON at position .*)$/s, '')
    return { ok: false, offset: mistakeOffset(text), message }
  }
}

/**
 * Where a text stops being JSON. JSON.parse does not always say; but of the beginnings of the text, those
 * before the mistake end too early and those after it are wrong, so the first wrong one can be searched.
 */
function mistakeOffset(text: string): number {
  let low = 0
  let high = text.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (isWrong(text.slice(0, middle + 1))) high = middle
    else low = middle + 1
  }
  return Math.min(low, Math.max(0, text.trimEnd().length - 1))
}

function isWrong(beginning: string): boolean {
  try {
    JSON.parse(beginning)
    return false
  } catch (cause) {
    const message = messageOf(cause)
    const position = / at position (\d+)/.exec(message)?.[1]
    return position === undefined ? !message.includes('Unexpected end') : Number(position) < beginning.length
  }
}

/** Where each item of an array begins, in a text that is known to be JSON. */
function itemOffsets(text: string): number[] {
  const offsets: number[] = []
  let depth = 0
  let awaited = false
  for (const { 0: token, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},]|[^\s"[\]{},]+/g)) {
    if (awaited && token !== ']') offsets.push(index)
    awaited = depth === 1 ? token === ',' : depth === 0
    if (token === '[' || token === '{') depth++
    if (token === ']' || token === '}') depth--
  }
  return offsets
}
