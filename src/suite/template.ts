import { isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'
import { type Path, type Problem, pathKey } from './problem.ts'
import { listed, nearest } from './suggest.ts'

/** `${column}`, and `$${column}` for the text `${column}` itself. */
const VARIABLE = /\$?\$\{([^{}]*)\}/g
const WHOLE = /^\$\{([^{}]*)\}$/

/** Variables that are no column, at every place where they stand. */
export function checkVariables(template: Json, columns: readonly string[], path: Path = []): Problem[] {
  if (typeof template === 'string') return unknownVariables(template, columns, path)
  if (typeof template !== 'object' || template === null) return []
  return Object.entries(template).flatMap(([key, value]) =>
    checkVariables(value, columns, [...path, Array.isArray(template) ? Number(key) : key]),
  )
}

function unknownVariables(text: string, columns: readonly string[], path: Path): Problem[] {
  return [...text.matchAll(VARIABLE)].flatMap(([written, name = '']): Problem[] => {
    if (written.startsWith('$$') || columns.includes(name)) return []
    const near = nearest(name, columns)
    const hint = `${near === null ? '' : `did you mean \${${near}}? `}columns: ${listed(columns)}`
    const message = `${written} is no column of the table`
    return [{ code: 'undefined-variable', path, point: { text: written }, message, hint }]
  })
}

export interface Filled {
  readonly value: JsonObject
  readonly problems: readonly Problem[]
}

/**
 * The case of one row. Keys stay; a string that is one variable and nothing else becomes the row's value as it
 * is, unless its path is one of `asText`. A variable that is no column stays as it is written.
 */
export function fill(template: JsonObject, row: JsonObject, asText: ReadonlySet<string>): Filled {
  const problems: Problem[] = []
  const fillValue = (value: Json, path: Path): Json => {
    if (typeof value === 'string') return fillText(value, row, path, asText, problems)
    if (Array.isArray(value)) return value.map((item: Json, index) => fillValue(item, [...path, index]))
    return isJsonObject(value) ? fillObject(value, path) : value
  }
  const fillObject = (object: JsonObject, path: Path): JsonObject =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [key, fillValue(value, [...path, key])]))
  return { value: fillObject(template, []), problems }
}

function fillText(
  text: string,
  row: JsonObject,
  path: Path,
  asText: ReadonlySet<string>,
  problems: Problem[],
): Json {
  if (!text.includes('${')) return text
  const only = WHOLE.exec(text)?.[1]
  if (only !== undefined && Object.hasOwn(row, only) && !asText.has(pathKey(path)))
    return own(row, only) ?? null
  return text.replace(VARIABLE, (written, name: string) => {
    if (written.startsWith('$$')) return written.slice(1)
    const value = own(row, name)
    if (value === undefined) return written
    if (value !== null) return String(value)
    problems.push({
      code: 'table-null',
      path,
      point: { text: written },
      message: `${written} has no value here, and text needs one`,
    })
    return ''
  })
}

/** True where the template has one variable and nothing else. */
export const isVariable = (value: Json | undefined): boolean => typeof value === 'string' && WHOLE.test(value)
