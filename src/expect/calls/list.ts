import { isJsonObject, type Json, type JsonObject, own, type ToolCall } from '../../trajectory/index.ts'
import { nameValue, type Report } from '../field.ts'
import type { Mention } from '../types.ts'
import { COUNT_KEYS, COUNTS_SCHEMA, type Counts, describeCounts, ONCE, parseCounts } from './counts.ts'
import {
  type CallEntry,
  type Comparison,
  compareCall,
  describeEntry,
  entryJsonSchema,
  isLong,
  mentionsOfEntry,
  parseEntry,
} from './entry.ts'

/** Calls that are wanted: any of the alternatives, so many of them. */
export interface Wanted {
  readonly kind: 'wanted'
  readonly alternatives: readonly CallEntry[]
  readonly counts: Counts
}

/** Entries that keep an order of their own, whatever the order of the list they stand in. */
export interface Group {
  readonly kind: 'group'
  readonly order: GroupOrder
  readonly items: readonly ListItem[]
}

export type ListItem = Wanted | Group
export type GroupOrder = (typeof GROUP_ORDERS)[number]

const GROUP_ORDERS = ['in_order', 'any_order'] as const

type Path = readonly (string | number)[]

/** What an item of a list may be, for editors. Groups nest to any depth, which a schema without a name cannot say. */
export function itemJsonSchema(): Record<string, unknown> {
  const entry = entryJsonSchema(COUNTS_SCHEMA)
  const list = (description: string) => ({ type: 'array', minItems: 1, description })
  const group = (order: GroupOrder, description: string) => ({
    type: 'object',
    properties: { [order]: list(description) },
    required: [order],
    additionalProperties: false,
  })
  const { times: _, ...counts } = COUNTS_SCHEMA
  const oneOf = {
    type: 'object',
    properties: { one_of: { ...list('A call of any of these.'), items: entryJsonSchema() }, ...counts },
    required: ['one_of'],
    additionalProperties: false,
  }
  const groups = [
    group('in_order', 'These in this order; others may stand between them.'),
    group('any_order', 'These in any order.'),
  ]
  return { anyOf: [entry, oneOf, ...groups] }
}

/** The items of a list; what is wrong with them is reported at its place. */
export function parseItems(list: readonly unknown[], path: Path, report: Report): readonly ListItem[] {
  const items = list.map((item, index) => parseItem(item, [...path, index], report))
  return items.filter((item) => item !== undefined)
}

function parseItem(value: unknown, path: Path, report: Report): ListItem | undefined {
  // The arguments of a call are a mapping, so a tool may be named like a group.
  const lists = isJsonObject(value) ? Object.keys(value).filter((key) => Array.isArray(own(value, key))) : []
  const order = GROUP_ORDERS.find((word) => lists.includes(word))
  if (isJsonObject(value) && order !== undefined) return parseGroup(value, order, path, report)
  if (isJsonObject(value) && lists.includes('one_of')) return parseOneOf(value, path, report)
  const entry = parseEntry(value, path, report, COUNT_KEYS)
  const counts = isJsonObject(value) && isLong(value) ? parseCounts(value, path, report) : ONCE
  return entry && counts && { kind: 'wanted', alternatives: [entry], counts }
}

function parseGroup(value: JsonObject, order: GroupOrder, path: Path, report: Report): Group | undefined {
  const odd = Object.keys(value).find((key) => key !== order)
  if (odd !== undefined) {
    const message = `a group stands alone, found ${JSON.stringify(odd)} beside ${order}`
    return report({ code: 'unknown-key', message, path: [...path, odd] })
  }
  const list = own(value, order)
  if (!Array.isArray(list) || list.length === 0) {
    return report({ code: 'cannot-fail', message: 'the group is empty', path: [...path, order] })
  }
  return { kind: 'group', order, items: parseItems(list, [...path, order], report) }
}

function parseOneOf(value: JsonObject, path: Path, report: Report): Wanted | undefined {
  const keys = ['one_of', 'exactly', 'at_least', 'at_most']
  const odd = Object.keys(value).find((key) => !keys.includes(key))
  if (odd !== undefined) {
    const message = `one_of has no option ${JSON.stringify(odd)}; beside it stand ${keys.slice(1).join(', ')}`
    return report({ code: 'unknown-key', message, path: [...path, odd], candidates: keys })
  }
  const list = own(value, 'one_of')
  if (!Array.isArray(list) || list.length === 0) {
    return report({
      code: 'cannot-hold',
      message: 'one_of has nothing to choose from',
      path: [...path, 'one_of'],
    })
  }
  const entries = list.map((item: unknown, index) =>
    parseAlternative(item, [...path, 'one_of', index], report),
  )
  const alternatives = entries.filter((entry) => entry !== undefined)
  const counts = parseCounts(value, path, report)
  return counts && { kind: 'wanted', alternatives, counts }
}

function parseAlternative(value: unknown, path: Path, report: Report): CallEntry | undefined {
  const key = isJsonObject(value) ? Object.keys(value).find((each) => Array.isArray(own(value, each))) : null
  if (key === 'in_order' || key === 'any_order' || key === 'one_of') {
    const message = `one_of chooses between single calls, found ${key}; write any_of with two calls expectations`
    return report({ code: 'wrong-type', message, path })
  }
  return parseEntry(value, path, report)
}

/** The entries of a list, those of its groups included, in the order in which they are written. */
export function wantedIn(items: readonly ListItem[]): readonly Wanted[] {
  return items.flatMap((item) => (item.kind === 'wanted' ? [item] : wantedIn(item.items)))
}

/** A call held against the alternative that is nearest to it. */
export function compareWanted({ alternatives }: Wanted, call: ToolCall): Comparison {
  let nearest: Comparison = { distance: 1, first: null }
  for (const entry of alternatives) {
    const comparison = compareCall(entry, call)
    if (comparison.distance < nearest.distance) nearest = comparison
  }
  return nearest
}

/** `get_order`, `f({n: 1}) ×2`, `one_of(a, b)`, `in_order(a, b)` */
export function describeItem(item: ListItem): string {
  if (item.kind === 'group') return `${item.order}(${item.items.map(describeItem).join(', ')})`
  return `${describeWanted(item)}${describeCounts(item.counts)}`
}

/** Without its counts. */
export function describeWanted({ alternatives }: Wanted): string {
  const shown = alternatives.map(describeEntry).join(', ')
  return alternatives.length === 1 ? shown : `one_of(${shown})`
}

/** What an item without mistakes names, whatever its form. */
export function mentionsOfItem(item: Json, path: Path): readonly Mention[] {
  const word = ['in_order', 'any_order', 'one_of'].find(
    (key) => isJsonObject(item) && Array.isArray(own(item, key)),
  )
  const list = isJsonObject(item) && word !== undefined ? own(item, word) : undefined
  if (word === undefined || !Array.isArray(list)) return mentionsOfEntry(item, path)
  return list.flatMap((each: Json, index) => mentionsOfItem(each, [...path, word, index]))
}

/** A value that must be a list, and what it holds. */
export function expectList(value: unknown, report: Report): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  const message = `expected a list of calls, found ${nameValue(value)}`
  return report({ code: 'wrong-type', message })
}
