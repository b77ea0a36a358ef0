import { RE2JS } from 're2js'
import { isJsonObject, type Json, type JsonObject } from '../../trajectory/index.ts'
import type { NormalizeRule } from './normalize-rule.ts'

/** A place where a rule says that something varies. */
export interface Variation {
  /** The object or array it is in, and under which key or index. */
  readonly holder: JsonObject | readonly Json[]
  readonly key: string
  /** The part of the text that varies; `null`: the whole value. */
  readonly part: { readonly from: number; readonly to: number } | null
  readonly value: Json
  /** The rule's name for what varies; `null`: it is forgotten. */
  readonly name: string | null
}

/** Finds what varies in a request, rule by rule. */
export type FindVariations = (body: JsonObject) => readonly Variation[]

/** @param rules whose patterns are RE2 that compiles: a suite is checked when it is read */
export function compileRules(rules: readonly NormalizeRule[]): FindVariations {
  const compiled = rules.map(({ path, pattern, name }) => ({
    steps: stepsOf(path),
    parts: pattern === null ? null : partsFinder(pattern),
    name,
  }))
  return (body) => {
    const found: Variation[] = []
    for (const { steps, parts, name } of compiled) {
      visit({ '': body }, '', steps, (holder, key, value) => {
        if (parts === null) found.push({ holder, key, part: null, value, name })
        else if (typeof value === 'string') {
          for (const part of parts(value)) {
            found.push({ holder, key, part, value: value.slice(part.from, part.to), name })
          }
        }
      })
    }
    return found
  }
}

/** `null` stands for any index or key. */
type Step = string | null

function stepsOf(path: string): readonly Step[] {
  const steps = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|([^.[\]]+)/g)
  return [...steps].map(([, quoted, index, key]) => {
    const step = quoted ?? index ?? key ?? ''
    return step === '*' && quoted === undefined ? null : step
  })
}

type Visit = (holder: JsonObject | readonly Json[], key: string, value: Json) => void

function visit(
  holder: JsonObject | readonly Json[],
  key: string,
  steps: readonly Step[],
  found: Visit,
  at = 0,
): void {
  const value = Array.isArray(holder) ? holder[Number(key)] : (holder as JsonObject)[key]
  if (value === undefined) return
  // A text alone stands for a list of one block of text.
  const isTextAlone =
    typeof value === 'string' && steps.length === at + 2 && steps[at] === null && steps[at + 1] === 'text'
  if (at === steps.length || isTextAlone) {
    found(holder, key, value)
    return
  }
  if (!Array.isArray(value) && !isJsonObject(value)) return
  const step = steps[at] ?? null
  const keys = step === null ? Object.keys(value) : Object.hasOwn(value, step) ? [step] : []
  for (const next of keys) visit(value, next, steps, found, at + 1)
}

interface Part {
  readonly from: number
  readonly to: number
}

/** Trials send the same system prompt again and again: what was searched once is remembered. */
const MOST_TEXTS = 2000

function partsFinder(pattern: string): (text: string) => readonly Part[] {
  const regex = RE2JS.compile(pattern)
  const known = new Map<string, readonly Part[]>()
  return (text) => {
    const before = known.get(text)
    if (before) return before
    const parts = search(regex, text)
    if (known.size >= MOST_TEXTS) known.clear()
    known.set(text, parts)
    return parts
  }
}

function search(regex: RE2JS, text: string): readonly Part[] {
  const parts: Part[] = []
  const matcher = regex.matcher(text)
  const group = matcher.groupCount() > 0 ? 1 : 0
  while (matcher.find()) {
    const [from, to] = [matcher.start(group), matcher.end(group)]
    if (from >= 0 && to > from) parts.push({ from, to })
  }
  return parts
}
