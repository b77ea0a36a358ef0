import type { ToolCall } from '../../trajectory/index.ts'
import { type Aligned, align } from './alignment.ts'
import { assign } from './assignment.ts'
import type { Comparison } from './entry.ts'
import { compareWanted, type GroupOrder, type ListItem, type Wanted, wantedIn } from './list.ts'
import { type OrderStates, statesOf } from './order.ts'

export type Order = 'exact' | GroupOrder

/** A call that an entry needs, or that it takes beyond its need. */
export interface Slot {
  readonly entry: Wanted
  /** Place of the call that answers it or, where none does, of the one that was nearest. */
  readonly call: number | null
  readonly met: boolean
}

export interface Pairing {
  readonly slots: readonly Slot[]
  /** Places of calls that answer no entry though they should: extra ones where none are allowed, or too many. */
  readonly surplus: readonly number[]
  /** Places of the calls that answer an entry. */
  readonly used: ReadonlySet<number>
  /** An entry held against a call. */
  readonly compare: (entry: Wanted, call: number) => Comparison
}

/** Whether every entry has what it needs and no call is too many. */
export const isMet = ({ slots, surplus }: Pairing): boolean =>
  surplus.length === 0 && slots.every(({ met }) => met)

/** A list of entries in an order, made ready for many trials. */
export interface Plan {
  readonly entries: readonly Wanted[]
  readonly parts: readonly Part[]
}

/** Entries that share calls with no others: each part is paired by itself. */
interface Part {
  readonly entries: readonly Wanted[]
  /** The tools that its entries call; `null` where calls of other tools are held against them too. */
  readonly tools: ReadonlySet<string> | null
  /** `null` where the entries are free of any order. */
  readonly states: OrderStates | null
}

/** `null` where the order can be met in more ways than can be tried. */
export function planOf(items: readonly ListItem[], order: Order): Plan | null {
  const flat = flatten(items, order === 'any_order' ? order : 'in_order')
  const groups = order === 'any_order' ? partition(flat) : [flat]
  const parts: Part[] = []
  for (const group of groups) {
    const entries = wantedIn(group)
    const isFree = order === 'any_order' && group.every(({ kind }) => kind === 'wanted')
    const states = isFree ? null : statesOf(group, order === 'any_order' ? order : 'in_order')
    if (!isFree && states === null) return null
    parts.push({ entries, states, tools: order === 'any_order' ? toolsOf(group) : null })
  }
  return { entries: wantedIn(items), parts }
}

/** A group of the same order as what it stands in, or of one item, changes nothing. */
function flatten(items: readonly ListItem[], order: GroupOrder): readonly ListItem[] {
  return items.flatMap((item): readonly ListItem[] => {
    if (item.kind === 'wanted') return [item]
    return item.order === order || item.items.length === 1 ? flatten(item.items, order) : [item]
  })
}

/** Items that name a tool in common, directly or through others, stay together. */
function partition(items: readonly ListItem[]): readonly (readonly ListItem[])[] {
  let parts: (readonly ListItem[])[] = []
  for (const item of items) {
    const tools = toolsOf([item])
    const isApart = (part: readonly ListItem[]): boolean =>
      [...toolsOf(part)].every((tool) => !tools.has(tool))
    const touching = parts.filter((part) => !isApart(part))
    parts = [...parts.filter(isApart), [...touching.flat(), item]]
  }
  return parts
}

/** The tools that items call. */
export const toolsOf = (items: readonly ListItem[]): ReadonlySet<string> =>
  new Set(wantedIn(items).flatMap(({ alternatives }) => alternatives.map(({ tool }) => tool)))

/**
 * Pairs the entries of a list with calls so that as many entries as possible are met and as few calls as
 * possible are surplus and, among those, the unmet entries stand beside the nearest calls. Where the entries are
 * free both can be had at once: if one matching covers a set of entries and another a set of calls, some matching
 * covers both (Mendelsohn and Dulmage 1958), so one sum of costs decides, and greedy choices never do.
 */
export function pair(plan: Plan, calls: readonly ToolCall[], denyExtra: boolean): Pairing {
  const compare = tableOf(plan.entries, calls)
  const matches = (entry: Wanted, call: number): boolean => compare(entry, call).distance === 0
  const claiming = plan.entries.filter(({ counts }) => counts.stated)
  const mayNotBeLeft = calls.map((_, call) => denyExtra || claiming.some((entry) => matches(entry, call)))
  const table: Table = { compare, matches, mayNotBeLeft }
  const given = new Map<Wanted, readonly (number | null)[]>()
  const more: number[] = []
  for (const part of plan.parts) {
    const places = calls.flatMap(({ name }, call) => (part.tools?.has(name) === false ? [] : [call]))
    const aligned =
      part.states === null ? free(part.entries, places, table) : ordered(part.states, places, table)
    more.push(...aligned.more)
    for (const [entry, taken] of aligned.calls) given.set(entry, taken)
  }
  const slots = plan.entries.flatMap((entry) =>
    (given.get(entry) ?? []).map((call): Slot => {
      return { entry, call, met: call !== null && matches(entry, call) }
    }),
  )
  const used = new Set([...more, ...slots.flatMap(({ call, met }) => (met && call !== null ? [call] : []))])
  const surplus = mayNotBeLeft.flatMap((claimed, call) => (claimed && !used.has(call) ? [call] : []))
  return { slots, surplus, used, compare }
}

interface Table {
  readonly compare: Pairing['compare']
  readonly matches: (entry: Wanted, call: number) => boolean
  readonly mayNotBeLeft: readonly boolean[]
}

/** Compares each entry with each call once. */
function tableOf(entries: readonly Wanted[], calls: readonly ToolCall[]): Pairing['compare'] {
  const rows = new Map(entries.map((entry) => [entry, calls.map((call) => compareWanted(entry, call))]))
  return (entry, call) => rows.get(entry)?.[call] ?? { distance: 1, first: null }
}

/** Each weighs more than all distances together, so that nearness only breaks ties. */
function weightsFor(slots: number): { readonly leftover: number; readonly unmet: number } {
  const leftover = 2 * (slots + 1)
  return { leftover, unmet: 2 * leftover }
}

/** A call that an entry can take: one that it needs, or one that it may have. */
interface Row {
  readonly entry: Wanted
  readonly required: boolean
}

function free(entries: readonly Wanted[], places: readonly number[], table: Table): Aligned {
  const matching = (entry: Wanted): number[] => places.filter((call) => table.matches(entry, call))
  const rows = entries.flatMap((entry): Row[] => {
    const { least, most } = entry.counts
    // An entry never gets more calls than match it; one row more stands for all that it lacks.
    const some = Math.min(most ?? least, Math.max(matching(entry).length, Math.min(least, 1)))
    return Array.from({ length: some }, (_, row) => ({ entry, required: row < least }))
  })
  const limitless = entries.filter(({ counts }) => counts.most === null)
  const taken =
    entries.length === 1 ? firstOf(rows, places, table) : assignRows(rows, places, limitless, table)
  const calls = new Map<Wanted, (number | null)[]>(entries.map((entry) => [entry, []]))
  for (const [index, { entry, required }] of rows.entries()) {
    const call = taken[index] ?? null
    if (required || call !== null) calls.get(entry)?.push(call)
  }
  for (const [entry, given] of calls) {
    const missing = entry.counts.least - given.length
    if (missing > 0) given.push(...new Array<null>(missing).fill(null))
  }
  const used = new Set([...calls.values()].flat())
  const more = limitless.flatMap((entry) => matching(entry).filter((call) => !used.has(call)))
  return { calls, more: [...new Set(more)] }
}

/** With one entry there is nothing to choose. */
function firstOf(
  rows: readonly Row[],
  places: readonly number[],
  { matches }: Table,
): readonly (number | null)[] {
  const matching = places.filter((call) => rows.some(({ entry }) => matches(entry, call)))
  return rows.map((_, index) => matching[index] ?? null)
}

function assignRows(
  rows: readonly Row[],
  places: readonly number[],
  limitless: readonly Wanted[],
  { compare, matches, mayNotBeLeft }: Table,
): readonly (number | null)[] {
  const { leftover, unmet } = weightsFor(rows.length)
  const skip = places.map((call) =>
    mayNotBeLeft[call] && !limitless.some((entry) => matches(entry, call)) ? leftover : 0,
  )
  // Beforehand every call is skipped and every need unmet, and a match takes the cost of that back.
  const costs = rows.map(({ entry, required }) =>
    places.map((call, column) => {
      const { distance } = compare(entry, call)
      if (distance > 0) return required ? distance : 0
      return -(skip[column] ?? 0) - (required ? unmet : 0)
    }),
  )
  return assign(costs).map((column, row) => {
    const call = column === null ? undefined : places[column]
    const given = rows[row]
    if (call === undefined || given === undefined) return null
    return given.required || matches(given.entry, call) ? call : null
  })
}

function ordered(states: OrderStates, places: readonly number[], table: Table): Aligned {
  const { compare, matches, mayNotBeLeft } = table
  const { leftover, unmet } = weightsFor(states.steps.length)
  const at = (column: number): number => places[column] ?? -1
  const skipCall = (column: number): number => (mayNotBeLeft[at(column)] ? leftover : 0)
  const aligned = align(states, places.length, {
    pair: (entry, column) => {
      const { distance } = compare(entry, at(column))
      return distance === 0 ? 0 : unmet + distance + skipCall(column)
    },
    // A little more than the farthest pair: a call in the wrong place is shown beside what was wanted there.
    skipEntry: unmet + 1.5,
    skipCall,
    takes: (entry, column) => matches(entry, at(column)),
  })
  const toPlace = (column: number | null): number | null => (column === null ? null : at(column))
  return {
    calls: new Map([...aligned.calls].map(([entry, columns]) => [entry, columns.map(toPlace)])),
    more: aligned.more.map(at),
  }
}
