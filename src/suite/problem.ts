import type { DiagnosticCode } from './codes.ts'

/** Keys and indices from the root of a file to a value in it, as zod gives them. */
export type Path = readonly (string | number)[]

/**
 * What to underline: the value at the path, its key, or a text inside of the value as it stands in the file.
 * A path that leads to nothing points at the nearest parent that exists.
 */
export type Point = 'value' | 'key' | { readonly text: string }

/** A mistake by the path of what it is about; a file turns the path into a position. */
export interface Problem {
  readonly code: DiagnosticCode
  readonly path: Path
  readonly point?: Point
  readonly message: string
  readonly hint?: string | null
  /** Of an unknown key: the key that was probably meant, so that it is not called missing too. */
  readonly meant?: string | null
}

/** A mistake by its place in a file's text, as offsets from 0. */
export interface Mistake {
  readonly code: DiagnosticCode
  readonly start: number
  readonly end: number
  readonly message: string
  readonly hint: string | null
}

export const under = (prefix: Path, problems: readonly Problem[]): Problem[] =>
  problems.map((problem) => ({ ...problem, path: [...prefix, ...problem.path] }))

/** A path as the key of a map. */
export const pathKey = (path: Path): string => JSON.stringify(path)
