import type { ToolCall } from '../../trajectory/index.ts'
import { align } from './alignment.ts'
import { assign } from './assignment.ts'
import { type CallEntry, type Comparison, compareCall } from './entry.ts'

export type Order = 'exact' | 'in_order' | 'any_order'

/** A call that is wanted: an entry of the list, once for each of its `times`. */
export interface Slot {
  readonly entry: CallEntry
  /** Place of the call that answers it or, where none does, of the one that was nearest. */
  readonly call: number | null
  readonly met: boolean
}

export interface Pairing {
  readonly slots: readonly Slot[]
  /** Places of calls that answer no entry though they should: extra ones where none are allowed, or too many. */
  readonly surplus: readonly number[]
  /** An entry held against a call. */
  readonly compare: (entry: CallEntry, call: number) => Comparison
}

/**
 * Pairs the entries of a list with calls so that as many entries as possible are met and as few calls as
 * possible are surplus and, among those, the unmet entries stand beside the nearest calls. Both can be had at
 * once: if one matching covers a set of entries and another a set of calls, some matching covers both
 * (Mendelsohn and Dulmage 1958), so one sum of costs decides, and greedy choices never do.
 */
export function pair(
  list: readonly CallEntry[],
  calls: readonly ToolCall[],
  order: Order,
  denyExtra: boolean,
): Pairing {
  const compare = tableOf(list, calls)
  const isMatch = (entry: CallEntry, call: number): boolean => compare(entry, call).distance === 0
  const timed = list.filter((entry) => entry.times !== null)
  const mayNotBeLeft = calls.map((_, call) => denyExtra || timed.some((entry) => isMatch(entry, call)))
  const entries = list.flatMap((entry) => new Array<CallEntry>(entry.times ?? 1).fill(entry))
  const chosen = choose(entries, mayNotBeLeft, compare, order)
  const slots = entries.map((entry, row): Slot => {
    const call = chosen[row] ?? null
    return { entry, call, met: call !== null && isMatch(entry, call) }
  })
  const used = new Set(slots.filter(({ met }) => met).map(({ call }) => call))
  const surplus = mayNotBeLeft.flatMap((claimed, call) => (claimed && !used.has(call) ? [call] : []))
  return { slots, surplus, compare }
}

/** Compares each entry with each call once. */
function tableOf(list: readonly CallEntry[], calls: readonly ToolCall[]): Pairing['compare'] {
  const rows = new Map(list.map((entry) => [entry, calls.map((call) => compareCall(entry, call))]))
  return (entry, call) => rows.get(entry)?.[call] ?? { distance: 1, first: null }
}

function choose(
  entries: readonly CallEntry[],
  mayNotBeLeft: readonly boolean[],
  compare: Pairing['compare'],
  order: Order,
): readonly (number | null)[] {
  // Each weighs more than all distances together, so that nearness only breaks ties.
  const leftover = 2 * (entries.length + 1)
  const unmet = 2 * leftover
  const skip = (call: number): number => (mayNotBeLeft[call] ? leftover : 0)
  const cost = (entry: CallEntry, call: number): number => {
    const { distance } = compare(entry, call)
    return distance === 0 ? 0 : unmet + distance + skip(call)
  }
  if (order === 'any_order') {
    // Here every call is skipped beforehand, and a match takes the cost of that back.
    return assign(entries.map((entry) => mayNotBeLeft.map((_, call) => cost(entry, call) - skip(call))))
  }
  return align(entries.length, mayNotBeLeft.length, {
    pair: (row, call) => {
      const entry = entries[row]
      return entry === undefined ? Number.POSITIVE_INFINITY : cost(entry, call)
    },
    // A little more than the farthest pair: a call in the wrong place is shown beside what was wanted there.
    skipRow: unmet + 1.5,
    skipColumn: skip,
  })
}
