import { isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'
import { type CaseContext, type CaseReading, type DraftCase, readCase } from './case.ts'
import type { Collector } from './diagnostics.ts'
import { found } from './issues.ts'
import { nearbyFile } from './nearby.ts'
import { valueAt } from './positions.ts'
import { type Path, type Problem, pathKey, under } from './problem.ts'
import { NO_SUCH_FILE, readSource, type SourceFile } from './source.ts'
import type { Records, Row } from './table.ts'
import { readTable, TABLE_FORMATS } from './tables.ts'
import { checkVariables, fill, isVariable } from './template.ts'
import type { Case } from './types.ts'
import { mistakeAt, type YamlFile } from './yaml.ts'

/** What reading the cases of a file needs. */
export interface CasesContext extends CaseContext {
  readonly file: YamlFile
  readonly collector: Collector
}

type Table = Records & { readonly source: SourceFile }

/** All cases of a suite, those of tables expanded; mistakes go to the collector. */
export async function readCases(items: readonly Json[], context: CasesContext): Promise<Case[]> {
  const tables = new Map<string, Promise<Table | null>>()
  const cases: Case[] = []
  const ids: Ids = new Map()
  for (const [index, item] of items.entries()) {
    const path = ['cases', index]
    for (const draft of await draftsOf(item, path, context, tables, ids)) {
      report(context, checkId(draft.id, ids, path, item))
      cases.push(place(draft, path, context.file))
    }
  }
  return cases
}

function report({ collector, file }: CasesContext, problems: readonly Problem[]): void {
  if (problems.length > 0)
    collector.add(
      file.source,
      problems.map((problem) => mistakeAt(file, problem)),
    )
}

type Tables = Map<string, Promise<Table | null>>

async function draftsOf(
  item: Json,
  path: Path,
  context: CasesContext,
  tables: Tables,
  ids: Ids,
): Promise<DraftCase[]> {
  if (!isJsonObject(item)) {
    const message = `expected a case, a mapping with an "id", found ${found(item)}`
    report(context, [{ code: 'wrong-type', path, message }])
    return []
  }
  const each = own(item, 'each')
  if (typeof each === 'string' && each !== '') return expand(item, each, path, context, tables)
  const { draft, problems } = readCase(item, context, (inside) => context.file.written([...path, ...inside]))
  // Its variables are no mistakes, only its table is.
  const told = each === undefined ? problems : problems.filter((problem) => problem.path[0] === 'each')
  report(context, under(path, told))
  // An id counts whatever else is wrong with its case.
  const id = own(item, 'id')
  if (draft === null && typeof id === 'string') report(context, checkId(id, ids, path, item))
  return draft ? [draft] : []
}

async function expand(
  item: JsonObject,
  each: string,
  path: Path,
  context: CasesContext,
  tables: Tables,
): Promise<DraftCase[]> {
  const reading = tables.get(each) ?? openTable(each, [...path, 'each'], context)
  tables.set(each, reading)
  const table = await reading
  if (table === null || table.rows.length === 0) return []
  const { each: _, ...template } = item
  const unknown = checkVariables(template, table.columns)
  if (unknown.length === 0) return fillRows(template, table, path, context)
  report(context, under(path, unknown))
  const elsewhere = new Set(unknown.map((problem) => pathKey(problem.path)))
  fillRows(template, { ...table, rows: table.rows.slice(0, 1) }, path, context, elsewhere)
  return []
}

async function openTable(each: string, path: Path, context: CasesContext): Promise<Table | null> {
  const located = context.locate(each)
  const format = TABLE_FORMATS.find((name) => each.toLowerCase().endsWith(`.${name}`))
  if (format === undefined) {
    const message = `expected a table that ends in ${TABLE_FORMATS.map((name) => `.${name}`).join(', ')}`
    report(context, [{ code: 'table-unreadable', path, message }])
    return null
  }
  const reading = readSource(located.path, located.display)
  if (!reading.ok) {
    const message = `cannot read the table ${located.display}: ${reading.reason}`
    const hint = reading.reason === NO_SUCH_FILE ? nearbyFile(located.path, each) : null
    report(context, [{ code: 'table-unreadable', path, message, hint }])
    return null
  }
  const records = await readTable(reading.source, format)
  context.collector.add(reading.source, records.mistakes)
  return { ...records, source: reading.source }
}

/**
 * A mistake that several rows share is told for the first of them.
 * @param told paths in the case whose mistakes are known already
 */
function fillRows(
  template: JsonObject,
  table: Table,
  path: Path,
  context: CasesContext,
  told: Set<string> = new Set(),
): DraftCase[] {
  const asText = new Set<string>()
  return table.rows.flatMap((row) => {
    const { draft, problems } = readRow(template, row, asText, path, context)
    const { line } = table.source.place(row.offset)
    for (const problem of problems) {
      const key = pathKey(problem.path)
      if (told.has(key)) continue
      told.add(key)
      const message = `${problem.message} (row at ${table.source.display}:${line})`
      report(context, under(path, [{ ...problem, message }]))
    }
    return draft ? [draft] : []
  })
}

/**
 * A JSON table's numbers stay numbers where a case takes them. Where a row's number is refused it stands where
 * text is matched, and there it becomes text; the paths are remembered for the rows that follow.
 */
function readRow(
  template: JsonObject,
  row: Row,
  asText: Set<string>,
  path: Path,
  context: CasesContext,
): CaseReading {
  const read = (): CaseReading => {
    const filled = fill(template, row.values, asText)
    const reading = readCase(filled.value, context, (inside) => context.file.written([...path, ...inside]))
    const refused = reading.problems.filter(
      ({ path: at, point }) => point !== 'key' && isScalarVariable(at, template, filled.value),
    )
    const before = asText.size
    for (const problem of refused) asText.add(pathKey(problem.path))
    return asText.size > before ? read() : { ...reading, problems: [...filled.problems, ...reading.problems] }
  }
  return read()
}

function isScalarVariable(path: Path, template: JsonObject, filled: JsonObject): boolean {
  const value = valueAt(filled, path)
  return isVariable(valueAt(template, path)) && (typeof value === 'number' || typeof value === 'boolean')
}

function place(draft: DraftCase, path: Path, file: YamlFile): Case {
  const at = (inside: Path) => file.source.place(file.range([...path, ...inside]).start)
  const expect = draft.expect.map(({ path: inside, ...expected }) => ({ ...expected, ...at(inside) }))
  return { ...draft, expect, ...at([]) }
}

/** How the name of the file with a case's recorded judges goes on after the case's id. */
const JUDGED = '.judge'

/** Ids by their lower-case form, since recordings are files and some file systems know no case. */
type Ids = Map<string, string>

function checkId(id: string, ids: Ids, path: Path, item: Json): Problem[] {
  const known = ids.get(id.toLowerCase())
  ids.set(id.toLowerCase(), known ?? id)
  const at = [...path, 'id']
  if (id.toLowerCase().endsWith(JUDGED)) {
    const message = `an id does not end in ${JUDGED}: what the judges of a case said is recorded in a file that does`
    return [{ code: 'invalid-name', path: at, message }]
  }
  if (known === undefined) return []
  if (known !== id) {
    const message = `"${id}" and "${known}" differ in upper and lower case alone`
    return [
      { code: 'duplicate-id', path: at, message, hint: 'their recordings would be one file on some systems' },
    ]
  }
  const written = valueAt(item, ['id'])
  const hint =
    valueAt(item, ['each']) !== undefined && written === id
      ? 'name a column in it: every row makes a case'
      : null
  return [{ code: 'duplicate-id', path: at, message: `another case has the id "${id}"`, hint }]
}
