import { checkPattern } from '../expect/index.ts'
import { isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'
import type { AgentTools } from './agent-tools.ts'
import { checkArgument } from './mentions.ts'
import type { Path, Problem } from './problem.ts'
import { isReference, parseWorldPath, readOf, referencesIn, rootOf } from './references.ts'
import type { RulesFile } from './schema.ts'
import { didYouMean } from './suggest.ts'
import { textsIn } from './template.ts'
import { checkRoot, type Roots } from './world-roots.ts'

type RuleFile = RulesFile[string][number]

/** A path into the world, where it stands in a rule. */
interface PathUse {
  readonly text: string
  readonly at: Path
  readonly point: Problem['point'] & string
}

/**
 * What a rule says of the world and of its call; paths begin at the rule.
 * @param tool whose rule it is
 * @param roots the first steps that there may be; `null` in a suite without a world
 */
export function checkWorldRule(
  tool: string,
  rule: RuleFile,
  declared: AgentTools | null,
  roots: Roots | null,
): Problem[] {
  const { set = null, append = null, return: answer = null } = rule
  const reads = readsIn({ set, append, return: answer }, [])
  return [
    ...KEYED.flatMap((key) => checkPaths(key, rule[key])),
    ...[...pathsOf(rule), ...reads.flatMap(pathRead)].flatMap((use) => checkPath(use, roots)),
    ...reads.flatMap(checkRead),
    ...misspeltReads({ set, append, return: answer }, []),
    ...checkConditions(rule.if ?? {}),
    ...referencesOf(rule).flatMap((use) => checkReference(tool, use, declared)),
  ]
}

const KEYED = ['if', 'set', 'append'] as const

function checkPaths(key: string, paths: JsonObject | undefined): Problem[] {
  if (paths === undefined || Object.keys(paths).length > 0) return []
  const message = `"${key}" says nothing: expected at least one path`
  return [{ code: 'invalid-value', path: [key], point: 'key', message }]
}

function pathsOf(rule: RuleFile): PathUse[] {
  const keyed = KEYED.flatMap((key) =>
    Object.keys(rule[key] ?? {}).map((text): PathUse => ({ text, at: [key, text], point: 'key' })),
  )
  const deleted = typeof rule.delete === 'string' ? [rule.delete] : (rule.delete ?? [])
  const at = (index: number): Path => (typeof rule.delete === 'string' ? ['delete'] : ['delete', index])
  return [...keyed, ...deleted.map((text, index): PathUse => ({ text, at: at(index), point: 'value' }))]
}

/** A mapping with `$read`, and its place. */
interface Read {
  readonly operation: JsonObject
  readonly at: Path
}

function readsIn(value: Json, at: Path): Read[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => readsIn(item, [...at, index]))
  if (!isJsonObject(value)) return []
  if (own(value, '$read') !== undefined) return [{ operation: value, at }]
  return Object.entries(value).flatMap(([key, item]) => readsIn(item, [...at, key]))
}

/** A mapping of one `$` key that is nearly `$read` would be answered as it stands. */
function misspeltReads(value: Json, at: Path): Problem[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) => misspeltReads(item, [...at, index]))
  }
  if (!isJsonObject(value)) return []
  const keys = Object.keys(value)
  const [key = ''] = keys
  const hint = keys.length === 1 && /^\$\w/.test(key) && key !== '$read' ? didYouMean(key, ['$read']) : null
  if (hint !== null) {
    const message = `there is no ${key} in what a rule answers or sets`
    return [{ code: 'unknown-key', path: [...at, key], point: 'key', message, hint }]
  }
  return Object.entries(value).flatMap(([name, item]) => misspeltReads(item, [...at, name]))
}

function pathRead({ operation, at }: Read): PathUse[] {
  const text = readOf(operation)
  return text === null ? [] : [{ text, at: [...at, '$read'], point: 'value' }]
}

function checkRead({ operation, at }: Read): Problem[] {
  const beside = Object.keys(operation).filter((key) => key !== '$read')
  if (readOf(operation) === null) {
    return [{ code: 'wrong-type', path: [...at, '$read'], message: '$read takes a path into the world' }]
  }
  return beside.map((key) => ({
    code: 'conflicting-keys',
    path: [...at, key],
    point: 'key',
    message: `$read stands alone, found ${key} beside it`,
  }))
}

function checkPath({ text, at, point }: PathUse, roots: Roots | null): Problem[] {
  if (parseWorldPath(text) === null) {
    const message = `${JSON.stringify(text)} is no path into the world`
    const hint = 'a path is written orders.{{order_id}}.items[0], an odd key as users["jo@shop.com"]'
    return [{ code: 'invalid-value', path: at, point, message, hint }]
  }
  return checkRoot(rootOf(text), { path: at, point }, roots)
}

function checkConditions(conditions: JsonObject): Problem[] {
  return Object.entries(conditions).flatMap(([path, pattern]) => [
    ...checkPattern(pattern).map(
      (issue): Problem => ({
        code: 'wrong-matcher',
        path: ['if', path, ...issue.path],
        point: 'key',
        message: issue.message,
        hint: didYouMean(String(issue.path.at(-1)), issue.candidates),
      }),
    ),
    ...textsIn(pattern, ['if', path]).flatMap(checkPatternText),
  ])
}

/** What the model says must never become a part of a pattern, only a value to be equal to. */
function checkPatternText({ text, path }: { readonly text: string; readonly path: Path }): Problem[] {
  const [reference] = referencesIn(text)
  if (reference === undefined || (isReference(text) && path.at(-1) !== '$matches')) return []
  const message = `in a pattern ${reference.written} stands alone, and not under $matches`
  return [{ code: 'wrong-matcher', path, point: { text: reference.written }, message }]
}

/** A text that may hold references. */
interface TextUse {
  readonly text: string
  readonly at: Path
  readonly point: 'key' | 'text'
}

function referencesOf(rule: RuleFile): TextUse[] {
  const keys = pathsOf(rule).map(
    ({ text, at, point }): TextUse => ({ text, at, point: point === 'key' ? 'key' : 'text' }),
  )
  const { if: condition = null, set = null, append = null, return: answer = null, error = null } = rule
  const values = textsIn({ if: condition, set, append, return: answer, error })
  return [...keys, ...values.map(({ text, path }): TextUse => ({ text, at: path, point: 'text' }))]
}

function checkReference(tool: string, { text, at, point }: TextUse, declared: AgentTools | null): Problem[] {
  return referencesIn(text).flatMap(({ written, steps }): Problem[] => {
    const place = { path: at, point: point === 'key' ? point : { text: written } } as const
    if (steps === null) {
      const message = `expected the name of an argument in ${written}`
      return [{ code: 'invalid-value', ...place, message, hint: `as it is, it is written \\${written}` }]
    }
    return checkArgument({ tool, argument: steps[0] ?? '', path: at }, declared).map((problem) => ({
      ...problem,
      ...place,
    }))
  })
}
