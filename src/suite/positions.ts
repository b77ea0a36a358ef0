import { type Alias, isAlias, isMap, isScalar, isSeq, type Pair } from 'yaml'
import type { Json } from '../trajectory/index.ts'
import type { Path, Point } from './problem.ts'
import type { SourceFile } from './source.ts'
import { isMergeKey, keyText, rangeOf } from './values.ts'

/** A stretch of a file's text, as offsets from 0. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A scalar as it is written. */
export interface Written {
  readonly text: string
  readonly quoted: boolean
  /** What stands behind a "#" on the line of a value that is left out. */
  readonly comment?: string
}

type Targets = ReadonlyMap<Alias, unknown>
type Range = readonly [number, number]

/** Where the value at a path, its key or a text in it stands; for a path that leads to nothing, its parent. */
export function rangeAt(root: unknown, path: Path, point: Point, targets: Targets, source: SourceFile): Span {
  let node = root
  let key: Range | null = null
  for (const step of path) {
    const next = child(resolve(node, targets), step, targets)
    if (next === null) return parentRange(node, key)
    node = next.node
    key = next.key ?? null
  }
  const range = rangeOf(node) ?? key ?? [0, 0]
  // A value that is left out has no text of its own.
  const [start, end] = (point === 'key' || range[0] === range[1]) && key ? key : range
  if (typeof point !== 'object') return { start, end }
  const inside = indexIn(source.text.slice(start, end), point.text)
  return inside === -1 ? { start, end } : { start: start + inside, end: start + inside + point.text.length }
}

/** Where a text stands; `${name}` behind another "$" is text that only looks like the variable. */
function indexIn(whole: string, text: string): number {
  let at = whole.indexOf(text)
  while (text.startsWith('$') && at > 0 && whole[at - 1] === '$') at = whole.indexOf(text, at + 1)
  return at
}

function parentRange(node: unknown, key: Range | null): Span {
  const [start, end] = key ?? firstKeyRange(node) ?? rangeOf(node) ?? [0, 0]
  return { start, end }
}

const firstKeyRange = (node: unknown): Range | null => (isMap(node) ? rangeOf(node.items[0]?.key) : null)

interface Child {
  readonly node: unknown
  readonly key?: Range | null
}

function child(parent: unknown, step: string | number, targets: Targets): Child | null {
  if (isSeq(parent)) {
    const node = parent.items[Number(step)]
    return node === undefined ? null : { node }
  }
  if (!isMap(parent)) return null
  const own = parent.items.find((pair) => !isMergeKey(pair.key) && keyText(pair.key) === String(step))
  if (own) return { node: own.value, key: rangeOf(own.key) }
  for (const pair of parent.items) {
    const found = isMergeKey(pair.key) ? mergedChild(pair, step, targets) : null
    if (found) return found
  }
  return null
}

function mergedChild(pair: Pair, step: string | number, targets: Targets): Child | null {
  const value = resolve(pair.value, targets)
  for (const source of isSeq(value) ? value.items : [value]) {
    const found = child(resolve(source, targets), step, targets)
    if (found) return found
  }
  return null
}

const resolve = (node: unknown, targets: Targets): unknown => (isAlias(node) ? targets.get(node) : node)

/** The scalar at a path, aliases followed; `null` where there is none. */
export function writtenAt(root: unknown, path: Path, targets: Targets): Written | null {
  let node = root
  for (const step of path) node = child(resolve(node, targets), step, targets)?.node
  const scalar = resolve(node, targets)
  if (!isScalar(scalar)) return null
  const text = scalar.source ?? String(scalar.value)
  const { comment } = scalar
  const written = { text, quoted: scalar.type !== 'PLAIN' }
  return text === '' && comment ? { ...written, comment: comment.split('\n', 1)[0] ?? '' } : written
}

/** The value at a path, or `undefined`. */
export function valueAt(root: Json | undefined, path: Path): Json | undefined {
  let value = root
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as { readonly [key: string | number]: Json })[step]
  }
  return value
}
