import type * as z from 'zod'
import { isJsonObject, type Json } from '../trajectory/index.ts'
import type { DiagnosticCode } from './codes.ts'
import { keysAt } from './keys.ts'
import { valueAt, type Written } from './positions.ts'
import { type Path, type Problem, pathKey } from './problem.ts'
import { didYouMean, listed, nearest, suggestion } from './suggest.ts'

/** What a schema's refinement may say beside its message. */
export interface IssueParams {
  readonly code: DiagnosticCode
  readonly hint?: string
}

/** What explaining the mistakes of a value needs to know about it. */
export interface Subject {
  readonly schema: z.core.$ZodType
  readonly value: Json
  /** The value's path in its file; the problems' paths begin with it. */
  readonly path: Path
  /** How the scalar at a path of the file is written. */
  written(path: Path): Written | null
}

/** What zod found, in our words and with our codes. */
export function explainIssues(issues: readonly z.core.$ZodIssue[], subject: Subject): Problem[] {
  return withoutEchoes(issues.flatMap((issue) => explain(issue, issue.path as Path, subject)))
}

/** A key that is only mistyped is not told as missing as well. */
function withoutEchoes(problems: readonly Problem[]): Problem[] {
  const meant = new Set(
    problems.map((problem) =>
      problem.meant ? pathKey([...problem.path.slice(0, -1), problem.meant]) : null,
    ),
  )
  return problems.filter(({ code, path }) => code !== 'missing-key' || !meant.has(pathKey(path)))
}

function explain(issue: z.core.$ZodIssue, at: Path, subject: Subject): Problem[] {
  const path = [...subject.path, ...at]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, at, subject))
    case 'invalid_type':
      return [wrongType([issue.expected], at, subject)]
    case 'invalid_union':
      return explainUnion(issue.errors, at, subject)
    case 'invalid_value':
      return [unknownWord(issue.values.map(String), at, subject)]
    case 'invalid_key':
      return [{ code: 'invalid-value', path, point: 'key', message: keyMessage(issue, at) }]
    case 'too_small':
      return [outside(issue.origin, 'at least', issue.minimum, !issue.inclusive, at, subject)]
    case 'too_big':
      return [outside(issue.origin, 'at most', issue.maximum, !issue.inclusive, at, subject)]
    case 'custom':
      return [refined(issue, at, subject)]
    default:
      return [
        { code: 'invalid-value', path, message: `${label(at)}: ${issue.message}${foundAt(at, subject)}` },
      ]
  }
}

/** What a key must be, where its schema says so in words. */
function keyMessage({ issues }: z.core.$ZodIssueInvalidKey, at: Path): string {
  const [reason] = issues
  return reason?.code === 'invalid_format'
    ? `${label(at)}: ${reason.message}`
    : `${label(at)} cannot be a key here`
}

function unknownKey(key: string, at: Path, subject: Subject): Problem {
  const where = at.length === 0 ? '' : ` in ${label(at)}`
  const known = keysAt(subject.schema, at)
  const place = { path: [...subject.path, ...at, key], point: 'key' } as const
  // A key of another form of the union: it is known, but not beside the keys that are here.
  if (known.includes(key)) {
    const beside = Object.keys(valueAt(subject.value, at) ?? {}).filter((each) => each !== key)
    const message = `"${shortened(key)}" cannot stand beside ${beside.map((each) => `"${shortened(each)}"`).join(', ')}${where}`
    return { code: 'conflicting-keys', ...place, message }
  }
  return {
    code: 'unknown-key',
    ...place,
    message: `there is no key "${shortened(key)}"${where}`,
    hint: suggestion(key, known),
    meant: nearest(key, known),
  }
}

/**
 * The branch that was meant: its outermost type fits the value, then most of its keys do, then most of what is
 * inside of them.
 */
function explainUnion(
  branches: readonly (readonly z.core.$ZodIssue[])[],
  at: Path,
  subject: Subject,
): Problem[] {
  const misfits = (problems: readonly Problem[]): number =>
    problems.filter(
      ({ code, path }) => KEY_CODES.has(code) && path.length === subject.path.length + at.length + 1,
    ).length
  const [meant] = branches
    .filter((issues) => !issues.some(isOfWholeType))
    .map((issues) =>
      withoutEchoes(issues.flatMap((issue) => explain(issue, [...at, ...(issue.path as Path)], subject))),
    )
    .toSorted((a, b) => misfits(a) - misfits(b) || a.length - b.length)
  return meant ?? [wrongType(branches.flatMap(expectedTypes), at, subject)]
}

const KEY_CODES: ReadonlySet<DiagnosticCode> = new Set(['unknown-key', 'missing-key', 'conflicting-keys'])

const isOfWholeType = (issue: z.core.$ZodIssue): boolean => expectedTypes([issue]).length > 0

const expectedTypes = (issues: readonly z.core.$ZodIssue[]): string[] =>
  issues.flatMap((issue) =>
    issue.code === 'invalid_type' && issue.path.length === 0 ? [issue.expected] : [],
  )

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
}

function wrongType(expected: readonly string[], at: Path, subject: Subject): Problem {
  const path = [...subject.path, ...at]
  const value = valueAt(subject.value, at)
  const names = [...new Set(expected.map((type) => TYPE_NAMES[type] ?? type))].join(' or ')
  if (value === undefined) return missing(`expected ${names}`, at, subject)
  const message = `${label(at)}: expected ${names}, found ${found(value)}`
  const written = subject.written(path)
  const quoted = expected.includes('string') ? quoteHint(value, written) : null
  if (quoted !== null) return { code: 'unquoted-value', path, message, hint: quoted }
  return { code: 'wrong-type', path, message, hint: commentHint(written) ?? formHint(expected, value) }
}

function missing(expected: string, at: Path, subject: Subject): Problem {
  const where = at.length === 1 ? '' : ` in ${label(at.slice(0, -1))}`
  const message = `"${at.at(-1)}" is missing${where}: ${expected}`
  return { code: 'missing-key', path: [...subject.path, ...at], message }
}

/** A schema's own check, which says what it expects. */
function refined(issue: z.core.$ZodIssueCustom, at: Path, subject: Subject): Problem {
  if (valueAt(subject.value, at) === undefined) return missing(issue.message, at, subject)
  const params = issue.params as IssueParams | undefined
  const path = [...subject.path, ...at]
  const message = `${label(at)}: ${issue.message}${foundAt(at, subject)}`
  return { code: params?.code ?? 'invalid-value', path, message, hint: params?.hint ?? null }
}

/** YAML turns plain text into numbers, booleans and null; what is written shows what was meant. */
export function quoteHint(value: Json, written: Written | null): string | null {
  if (typeof value === 'object' && value !== null) return null
  if (written === null || written.quoted || written.text === '') return null
  return `in quotes it stays text as it is written: "${shortened(written.text)}"`
}

/** What to write where text was meant and a comment begins. */
export function commentHint(written: Written | null): string | null {
  if (written?.comment === undefined) return null
  return `"#" begins a comment; in quotes it is text: "#${shortened(written.comment)}"`
}

const TRUE = ['yes', 'on', 'y', 'true']
const FALSE = ['no', 'off', 'n', 'false']

/** How the expected kind of value is written, where what stands here is near to it. */
function formHint(expected: readonly string[], value: Json): string | null {
  if (expected.includes('boolean') && typeof value === 'string') {
    const word = value.toLowerCase()
    if (TRUE.includes(word)) return 'write true, without quotes'
    return FALSE.includes(word) ? 'write false, without quotes' : null
  }
  const wantsList = expected.every((type) => type === 'array')
  if (!wantsList) return null
  if (typeof value === 'string') return 'a list is written in brackets: [ one, two ]'
  return isJsonObject(value) ? 'begin each item with "- "' : null
}

function unknownWord(words: readonly string[], at: Path, subject: Subject): Problem {
  const value = valueAt(subject.value, at)
  const path = [...subject.path, ...at]
  if (value === undefined) return wrongType(['string'], at, subject)
  const message = `${label(at)}: expected ${words.length > 1 ? 'one of ' : ''}${listed(words)}, found ${found(value)}`
  return {
    code: 'unknown-value',
    path,
    message,
    hint: typeof value === 'string' ? didYouMean(value, words) : null,
  }
}

const UNITS: Readonly<Record<string, string>> = { array: ' item', string: ' character' }

function outside(
  origin: string,
  direction: string,
  limit: number | bigint,
  exclusive: boolean,
  at: Path,
  subject: Subject,
): Problem {
  const unit = UNITS[origin] ?? ''
  const bound = exclusive
    ? `${direction === 'at least' ? 'more' : 'less'} than ${limit}`
    : `${direction} ${limit}`
  const size = `${bound}${unit}${unit !== '' && limit !== 1 ? 's' : ''}`
  const path = [...subject.path, ...at]
  return { code: 'invalid-value', path, message: `${label(at)}: expected ${size}${foundAt(at, subject)}` }
}

function foundAt(at: Path, subject: Subject): string {
  const value = valueAt(subject.value, at)
  if (Array.isArray(value)) return `, found ${value.length}`
  return value === undefined ? '' : `, found ${found(value)}`
}

/** A value as a message names it. */
export function found(value: Json): string {
  if (value === null) return 'nothing'
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'string') return JSON.stringify(shortened(value))
  if (typeof value === 'boolean') return `the value ${value}`
  return Array.isArray(value) ? 'a list' : 'a mapping'
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text)

/** The place of a value in words: `"trials"`, `item 2 of "tags"`. */
function label(at: Path): string {
  const last = at.at(-1)
  if (last === undefined) return 'here'
  if (typeof last === 'string') return `"${shortened(last)}"`
  const owner = at.at(-2)
  return typeof owner === 'string' ? `item ${last + 1} of "${shortened(owner)}"` : `item ${last + 1}`
}
