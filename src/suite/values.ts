import { type Alias, isAlias, isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap } from 'yaml'
import type { Json, JsonObject } from '../trajectory/index.ts'
import type { DiagnosticCode } from './codes.ts'
import type { Mistake } from './problem.ts'

/** Values that aliases may add to a file, all together; a suite of 10,000 cases has about 300,000. */
const MAX_ALIASED = 1_000_000

interface Anchored {
  readonly node: unknown
  readonly value: Json
  /** Values inside it, those of its aliases included. */
  readonly size: number
}

interface State {
  /** `null` while the anchor's own value is being read. */
  readonly anchors: Map<string, Anchored | null>
  readonly targets: Map<Alias, unknown>
  readonly mistakes: Mistake[]
  size: number
  aliased: number
}

export interface Values {
  readonly value: Json
  /** The node that each alias stands for. */
  readonly targets: ReadonlyMap<Alias, unknown>
  readonly mistakes: readonly Mistake[]
}

/**
 * The JSON value of a parsed document, in one walk that also finds what YAML allows and JSON, or a suite, does
 * not. It takes the place of the parser's own conversion, whose limit of aliases refuses suites that share one
 * list among a hundred cases, and whose search for duplicate keys is quadratic.
 */
export function readValues(root: unknown): Values {
  const state: State = { anchors: new Map(), targets: new Map(), mistakes: [], size: 0, aliased: 0 }
  return { value: read(root, state), targets: state.targets, mistakes: state.mistakes }
}

function read(node: unknown, state: State): Json {
  state.size++
  if (isAlias(node)) return readAlias(node, state)
  const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined
  if (anchor === undefined) return readPlain(node, state)
  state.anchors.set(anchor, null)
  const before = state.size
  const value = readPlain(node, state)
  state.anchors.set(anchor, { node, value, size: state.size - before + 1 })
  return value
}

function readPlain(node: unknown, state: State): Json {
  if (isMap(node)) return readMapping(node, state)
  if (isSeq(node)) return node.items.map((item) => read(item, state))
  return isScalar(node) ? readScalar(node, state) : null
}

function readAlias(alias: Alias, state: State): Json {
  const anchored = state.anchors.get(alias.source)
  if (!anchored) {
    const own = anchored === null
    const message = own
      ? `*${alias.source} stands inside its own anchor`
      : `no anchor &${alias.source} comes before`
    report(state, 'yaml-alias', alias, message)
    return null
  }
  state.targets.set(alias, anchored.node)
  state.size += anchored.size
  const before = state.aliased
  state.aliased += anchored.size
  if (state.aliased <= MAX_ALIASED) return anchored.value
  if (before <= MAX_ALIASED) {
    const limit = MAX_ALIASED.toLocaleString('en')
    report(state, 'yaml-alias-bomb', alias, `aliases add more than ${limit} values to the file`)
  }
  return null
}

function readMapping(node: YAMLMap, state: State): JsonObject {
  const object: Record<string, Json> = {}
  const merged: JsonObject[] = []
  for (const pair of node.items) {
    if (isMergeKey(pair.key)) {
      merged.push(...readMerge(pair, state))
      continue
    }
    const key = keyText(pair.key)
    if (key === '__proto__') report(state, 'forbidden-key', pair.key, 'the key "__proto__" cannot be used')
    else if (Object.hasOwn(object, key)) {
      report(state, 'duplicate-key', pair.key, `"${key}" stands here twice; only one of them would count`)
    } else object[key] = read(pair.value, state)
  }
  for (const source of merged) {
    for (const key of Object.keys(source)) if (!Object.hasOwn(object, key)) object[key] = source[key] ?? null
  }
  return object
}

/** The mappings of a merge key, in the order in which they win. */
function readMerge(pair: Pair, state: State): JsonObject[] {
  const value = read(pair.value, state)
  const sources = Array.isArray(value) ? value : [value]
  const mappings = sources.filter(isMapping)
  if (mappings.length < sources.length) {
    report(state, 'yaml-merge', pair.key, '"<<" expects a mapping, an alias of one, or a list of them')
  }
  return mappings
}

const isMapping = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A quoted "<<" is a key like any other. */
export const isMergeKey = (key: unknown): boolean =>
  isScalar(key) && key.value === '<<' && key.type === 'PLAIN'

export const keyText = (key: unknown): string => (isScalar(key) ? String(key.value) : '')

function readScalar(node: Scalar, state: State): Json {
  const { value } = node
  if (typeof value === 'number') return readNumber(value, node, state)
  if (typeof value === 'string') {
    if (value.isWellFormed()) return value
    report(state, 'text-malformed', node, 'an escape makes half of a character (a lone surrogate)')
    return value.toWellFormed()
  }
  return typeof value === 'boolean' ? value : null
}

function readNumber(value: number, node: Scalar, state: State): Json {
  const written = node.source ?? String(value)
  if (!Number.isFinite(value)) {
    report(state, 'number-not-finite', node, `${written} is no number that JSON has`, quoteIt(written))
    return null
  }
  if (losesDigits(value, written) || /^[-+]?0\d/.test(written)) {
    report(state, 'number-changed', node, `YAML reads ${written} as the number ${value}`, quoteIt(written))
  }
  return value
}

/** True where the digits of an integer come out as others, as beyond 2^53 they may. */
const losesDigits = (value: number, written: string): boolean =>
  !Number.isSafeInteger(value) && /^[-+]?\d+$/.test(written) && String(value) !== written.replace('+', '')

const quoteIt = (written: string): string => `in quotes it stays as it is written: "${written}"`

function report(state: State, code: DiagnosticCode, node: unknown, message: string, hint?: string): void {
  const [start, end] = rangeOf(node) ?? [0, 0]
  state.mistakes.push({ code, start, end, message, hint: hint ?? null })
}

/** Where a node's own text begins and ends; `null` for one that was not parsed. */
export function rangeOf(node: unknown): readonly [number, number] | null {
  const known = isAlias(node) || isMap(node) || isSeq(node) || isScalar(node) ? node.range : null
  return known ? [known[0], known[1]] : null
}
