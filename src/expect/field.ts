import * as z from 'zod'

/** What kind of mistake an item of a suite has. */
export type IssueCode =
  | 'unknown-expectation'
  | 'several-expectations'
  | 'unknown-key'
  | 'missing-key'
  | 'unknown-value'
  | 'unquoted-value'
  | 'wrong-type'
  | 'invalid-value'
  | 'cannot-fail'
  | 'cannot-hold'

export interface Problem {
  readonly code: IssueCode
  readonly message: string
  /** From the value that is checked to the mistake inside it. */
  readonly path?: readonly (string | number)[]
  /** What might have been meant. */
  readonly candidates?: readonly string[]
}

/** Takes a problem; the `undefined` it answers stands for the value that there is none of. */
export type Report = (problem: Problem) => undefined

type JsonSchema = Readonly<Record<string, unknown>>

/**
 * A value with a check of its own. zod's unions report the mistakes of every branch; here one function decides
 * which form was meant and reports its mistakes alone, and the JSON Schema is what editors show.
 */
export function field<T>(
  jsonSchema: JsonSchema & { readonly description: string },
  parse: (value: unknown, report: Report) => T | undefined,
): z.ZodType<T> {
  return z
    .unknown()
    .meta(jsonSchema)
    .transform((value, context) => {
      let failed = false
      const parsed = parse(value, (problem) => {
        failed = true
        addProblem(context, problem)
        return undefined
      })
      return failed || parsed === undefined ? z.NEVER : parsed
    })
}

/** Reports a problem through zod, which puts the path of the value in front. */
export function addProblem(context: z.RefinementCtx, problem: Problem): void {
  const { code, candidates = [] } = problem
  context.addIssue({
    code: 'custom',
    message: problem.message,
    path: [...(problem.path ?? [])],
    params: { code, candidates },
  })
}

/** A whole number from 0. @param what the number is, as in `a whole number of tokens` */
export function wholeNumber(
  value: unknown,
  what: string,
  report: Report,
  path: readonly string[] = [],
): number | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  const message = `expected ${what}, found ${nameValue(value)}`
  return report({ code: typeof value === 'number' ? 'invalid-value' : 'wrong-type', message, path })
}

/** One of a few words. */
export function choice<const T extends string>(words: readonly T[], description: string): z.ZodType<T> {
  return field({ enum: words, description }, (value, report) => {
    const chosen = words.find((word) => word === value)
    if (chosen === undefined) report(unknownWord(value, words))
    return chosen
  })
}

/** The problem of a value that is none of the words. */
export function unknownWord(value: unknown, words: readonly string[]): Problem {
  return {
    code: 'unknown-value',
    message: `expected ${oneOf(words)}, found ${nameValue(value)}`,
    candidates: words,
  }
}

const oneOf = (words: readonly string[]): string =>
  words.length > 2 ? `one of ${words.join(', ')}` : words.join(' or ')

/** A mapping with exactly these keys; says what it should be when it is none. */
export function mapping<S extends z.ZodRawShape>(shape: S, expected: string): z.ZodObject<S, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'invalid_type' ? `expected ${expected}, found ${nameValue(issue.input)}` : undefined,
  })
}

/** A value as a message names it: `the number 49.9`, `"text"`, `a list`. */
export function nameValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  if (typeof value !== 'object') return String(value)
  return Array.isArray(value) ? 'a list' : 'a mapping'
}
