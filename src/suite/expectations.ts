import { type Expected, type ItemIssue, type Mention, mentionsOf, parseExpectation } from '../expect/index.ts'
import { isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'
import { contradictionsIn } from './contradictions.ts'
import { commentHint, quoteHint } from './issues.ts'
import { checkMentions, type Surroundings } from './mentions.ts'
import { valueAt, type Written } from './positions.ts'
import type { Path, Problem } from './problem.ts'
import { moduleHash } from './scorer-module.ts'
import { didYouMean, listed } from './suggest.ts'

/** An expectation that a case states, in whatever form, as an item of `expect:`. */
interface Stated {
  readonly item: Json
  readonly turn: number | null
  /** Where it stands in the case. */
  readonly path: Path
  /** The case's path of a place inside the item. */
  toCase(inside: Path): Path
}

/** Words that guides to agent evals use directly on a case, and the items they stand for. */
const SHORTHANDS: Readonly<
  Record<string, { readonly item: (value: Json) => JsonObject; readonly skip: number }>
> = {
  expected_contains: { item: (value) => ({ contains: value }), skip: 1 },
  expected_tool_calls: { item: (value) => ({ calls: { list: value } }), skip: 2 },
  max_iterations: { item: (value) => ({ max_iterations: value }), skip: 1 },
}

export type PlacedExpectation = Omit<Expected, 'line' | 'column'> & { readonly path: Path }

interface HashedItem {
  readonly item: Json
  readonly turn: number | null
  /** Left out where it names none. */
  readonly modules?: readonly (string | null)[]
}

export interface Expectations {
  readonly expect: readonly PlacedExpectation[]
  /** What is hashed: the items as they are written, and the code they name. */
  readonly items: readonly HashedItem[]
  readonly problems: readonly Problem[]
  /** True where the case expects something, be it wrongly written. */
  readonly stated: boolean
}

/** All expectations of a case: its own, its turns', its shorthands. Paths begin at the case. */
export function readExpectations(
  raw: JsonObject,
  surroundings: Surroundings,
  written: (path: Path) => Written | null,
): Expectations {
  const stated = statedIn(raw)
  const expect: PlacedExpectation[] = []
  const problems: Problem[] = []
  const items: HashedItem[] = []
  for (const { item: raw, turn, path, toCase } of stated) {
    const first = parseExpectation(raw)
    const { item, files, unread } = first.ok ? withFiles(raw, surroundings) : { ...NO_FILES, item: raw }
    problems.push(...unread.map((problem) => ({ ...problem, path: toCase(problem.path) })))
    const result = item === raw ? first : parseExpectation(item)
    if (result.ok) {
      const { name, spec, grading } = result
      expect.push({ name, spec, grading, turn, path })
      const mentions = mentionsOf(item)
      items.push({ item, turn, ...modulesOf(mentions, surroundings) })
      const amiss = checkMentions(mentions, turn, surroundings)
      problems.push(...amiss.map((problem) => ({ ...problem, path: toCase(problem.path) })))
      continue
    }
    const issues = result.issues.map((issue) => inSuite(issue, files))
    problems.push(...issues.map((issue) => problemOf(issue, item, toCase(issue.path), written)))
  }
  problems.push(...contradictionsIn(expect))
  return { expect, items, problems, stated: stated.length > 0 || isMistyped(raw) }
}

/** The code that an item names, by what it says. */
function modulesOf(mentions: readonly Mention[], { locate }: Surroundings): Pick<HashedItem, 'modules'> {
  const modules = mentions.flatMap((mention) =>
    mention.kind === 'module' ? [moduleHash(mention.module, locate)] : [],
  )
  return modules.length === 0 ? {} : { modules }
}

type FileMention = Mention & { readonly kind: 'file' }

interface Filled {
  readonly item: Json
  readonly files: readonly FileMention[]
  readonly unread: readonly Problem[]
}

const NO_FILES = { files: [], unread: [] }

/** An item without mistakes, with the content of the files that it names. */
function withFiles(item: Json, { readReference }: Surroundings): Filled {
  const named = mentionsOf(item).filter((mention) => mention.kind === 'file')
  let filled = item
  const unread: Problem[] = []
  for (const { file, path } of named) {
    const reading = readReference(file)
    if (reading.ok) filled = withValueAt(filled, path, reading.value)
    else unread.push({ code: 'reference-unreadable', path, message: reading.message, hint: reading.hint })
  }
  return { item: filled, files: named, unread }
}

function withValueAt(value: Json, [step, ...rest]: Path, content: Json): Json {
  if (step === undefined) return content
  if (Array.isArray(value)) return value.with(Number(step), withValueAt(value[Number(step)], rest, content))
  if (!isJsonObject(value)) return value
  return { ...value, [step]: withValueAt(own(value, String(step)) ?? null, rest, content) }
}

/** A mistake inside of a file is told where the suite names the file. */
function inSuite(issue: ItemIssue, files: readonly FileMention[]): ItemIssue {
  const from = files.find(({ path }) => path.every((step, index) => issue.path[index] === step))
  if (from === undefined || issue.path.length === from.path.length) return issue
  const inside = issue.path
    .slice(from.path.length)
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
  return { ...issue, path: from.path, message: `${from.file} at ${inside.join('')}: ${issue.message}` }
}

/** True where `expect` holds something that is no list, which is told as that. */
function isMistyped(raw: JsonObject): boolean {
  const turns = own(raw, 'turns')
  return [raw, ...(Array.isArray(turns) ? turns.filter(isJsonObject) : [])].some((owner) => {
    const expect = own(owner, 'expect')
    return expect !== undefined && !Array.isArray(expect)
  })
}

function problemOf(
  { code, message, path, candidates }: ItemIssue,
  item: Json,
  at: Path,
  written: (path: Path) => Written | null,
): Problem {
  const value = valueAt(item, path)
  const word = code === 'unknown-value' ? value : path.at(-1)
  const near = typeof word === 'string' ? didYouMean(word, candidates) : null
  const choices = code === 'unknown-expectation' ? `known: ${listed(candidates)}` : null
  const unquoted = code === 'unquoted-value' || (code === 'wrong-type' && value === null)
  const quoted =
    unquoted && value !== undefined ? (quoteHint(value, written(at)) ?? commentHint(written(at))) : null
  const atKey = code === 'unknown-key' || code === 'unknown-expectation' || code === 'several-expectations'
  return { code, path: at, point: atKey ? 'key' : 'value', message, hint: near ?? choices ?? quoted }
}

/** Keys that state an expectation. */
export const EXPECTING: readonly string[] = ['expect', ...Object.keys(SHORTHANDS)]

export const nothingExpected: Problem = {
  code: 'no-expectations',
  path: [],
  message: 'the case expects nothing, so nothing can fail it',
  hint: 'add for example  expect: [ contains: refund ]',
}

/** Optional expectations and `min_score` mean nothing without each other. */
export function checkMinScore(raw: JsonObject, { expect, problems }: Expectations): Problem[] {
  if (problems.length > 0 || expect.length === 0) return []
  const optional = expect.filter(({ grading }) => !grading.required)
  if (own(raw, 'min_score') === undefined) return optional.length === expect.length ? [optionalAlone] : []
  return optional.length === 0 ? [nothingGraded] : []
}

const optionalAlone: Problem = {
  code: 'cannot-fail',
  path: [],
  message: 'every expectation is optional (required: false), so nothing can fail the case',
  hint: 'add the least mean of their scores, such as  min_score: 0.8',
}

const nothingGraded: Problem = {
  code: 'cannot-fail',
  path: ['min_score'],
  message: 'no expectation is optional, so nothing counts towards min_score',
  hint: 'write  required: false  beside those that may fail by themselves',
}

function statedIn(raw: JsonObject): Stated[] {
  const stated = itemsOf(raw, null, [])
  const turns = own(raw, 'turns')
  if (Array.isArray(turns)) {
    for (const [index, turn] of turns.entries()) {
      if (isJsonObject(turn)) stated.push(...itemsOf(turn, index + 1, ['turns', index]))
    }
  }
  for (const [key, { item, skip }] of Object.entries(SHORTHANDS)) {
    const value = own(raw, key)
    if (value === undefined) continue
    const toCase = (inside: Path): Path => [key, ...inside.slice(skip)]
    stated.push({ item: item(value), turn: null, path: [key], toCase })
  }
  return stated
}

function itemsOf(owner: JsonObject, turn: number | null, prefix: Path): Stated[] {
  const items = own(owner, 'expect')
  if (!Array.isArray(items)) return []
  return items.map((item: Json, index) => {
    const path = [...prefix, 'expect', index]
    return { item, turn, path, toCase: (inside) => [...path, ...inside] }
  })
}
