import { isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'
import { type Path, type Problem, pathKey } from './problem.ts'
import { listed, nearest } from './suggest.ts'

/** `${column}`, and `$${column}` for the text `${column}` itself. */
const VARIABLE = /\$?\$\{([^{}]*)\}/g
const WHOLE = /^\$\{([^{}]*)\}$/

/** A variable as it is written. */
export const variable = (name: string): string => `\${${name}}`

/** The names of the variables in a text. */
export const variablesIn = (text: string): string[] =>
  [...text.matchAll(VARIABLE)].flatMap(([written, name = '']) => (written.startsWith('$$') ? [] : [name]))

/** A text with the same thing in place of each variable. */
export const withoutVariables = (text: string, instead: string): string =>
  text.replace(VARIABLE, (written) => (written.startsWith('$$') ? written.slice(1) : instead))

/** The texts in a value, each with its path. */
export function textsIn(value: Json, path: Path = []): { readonly text: string; readonly path: Path }[] {
  if (typeof value === 'string') return [{ text: value, path }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inside]) =>
    textsIn(inside, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

/** Variables that are no column, at every place where they stand. */
export function checkVariables(template: Json, columns: readonly string[]): Problem[] {
  const telling = {
    message: (written: string) => `${written} is no column of the table`,
    known: `columns: ${listed(columns)}`,
  }
  return [
    ...undefinedVariables(template, columns, telling),
    ...keysIn(template).flatMap(({ text, path }) =>
      undefinedVariables(text, columns, telling).map((problem) => ({
        ...problem,
        path,
        point: 'key' as const,
      })),
    ),
  ]
}

/** The keys in a value that have variables in them, each with its path. */
function keysIn(value: Json, path: Path = []): { readonly text: string; readonly path: Path }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inside]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key]
    return [...(variablesIn(key).length > 0 ? [{ text: key, path: at }] : []), ...keysIn(inside, at)]
  })
}

/** How a variable that has no value is told: its message, and what is known instead. */
interface Telling {
  readonly message: (written: string) => string
  readonly known: string
}

/** Variables in the texts of a value that have none of the names. */
export function undefinedVariables(value: Json, names: readonly string[], telling: Telling): Problem[] {
  return textsIn(value).flatMap(({ text, path }) =>
    variablesIn(text).flatMap((name): Problem[] => {
      if (names.includes(name)) return []
      const written = variable(name)
      const near = nearest(name, names)
      const hint = `${near === null ? '' : `did you mean ${variable(near)}? `}${telling.known}`
      const point = { text: written }
      return [{ code: 'undefined-variable', path, point, message: telling.message(written), hint }]
    }),
  )
}

export interface Filled {
  readonly value: JsonObject
  readonly problems: readonly Problem[]
}

/**
 * The case of one row, keys included. A string that is one variable and nothing else becomes the row's value as it
 * is, unless its path is one of `asText`. A variable that is no column stays as it is written.
 */
export function fill(template: JsonObject, row: JsonObject, asText: ReadonlySet<string>): Filled {
  const problems: Problem[] = []
  const fillValue = (value: Json, path: Path): Json => {
    if (typeof value === 'string') return fillCell(value, row, path, asText, problems)
    if (Array.isArray(value)) return value.map((item: Json, index) => fillValue(item, [...path, index]))
    return isJsonObject(value) ? fillObject(value, path) : value
  }
  const fillObject = (object: JsonObject, path: Path): JsonObject => {
    const filled = new Map<string, Json>()
    for (const [key, value] of Object.entries(object)) {
      const name = fillKey(key, row, [...path, key], problems)
      if (filled.has(name)) problems.push(repeated(name, [...path, key]))
      filled.set(name, fillValue(value, [...path, name]))
    }
    return Object.fromEntries(filled)
  }
  return { value: fillObject(template, []), problems }
}

/** A key is text whatever the column has. */
function fillKey(key: string, row: JsonObject, path: Path, problems: Problem[]): string {
  if (!key.includes('${')) return key
  const missing: Problem[] = []
  const filled = String(fillCell(key, row, path, new Set([pathKey(path)]), missing))
  problems.push(...missing.map((problem) => ({ ...problem, point: 'key' as const })))
  return filled
}

const repeated = (key: string, path: Path): Problem => ({
  code: 'duplicate-key',
  path,
  point: 'key',
  message: `"${key}" stands here twice; only one of them would count`,
})

function fillCell(
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
