import type { GroupOrder, ListItem, Wanted } from './list.ts'

/**
 * The states of a list whose entries keep an order: how many calls each entry has been given, in every way in which
 * that can come about (the order's ideals). A state comes before those that follow it; the last one has everything.
 */
export interface OrderStates {
  readonly entries: readonly Wanted[]
  readonly steps: readonly (readonly Step[])[]
  /** In each state, the entries without a limit that have all they need and that nothing follows yet. */
  readonly open: readonly (readonly number[])[]
}

/** The next call of an entry, which leads to another state. */
export interface Step {
  /** Place of the entry. */
  readonly entry: number
  /** False for one that the entry takes but can do without. */
  readonly required: boolean
  readonly next: number
}

/** As many as can be tried for every call in no time. A list of n entries in one order has n + 1; n free ones 2^n. */
export const MAX_STATES = 5000

/** `null` where there are more states than can be tried. */
export function statesOf(items: readonly ListItem[], order: GroupOrder): OrderStates | null {
  const leaves = leavesOf(items, order, [])
  const place = new Map(leaves.map(({ entry }, index) => [entry, index]))
  const before = leaves.map((leaf) => leaf.before.map((entry) => place.get(entry) ?? 0))
  const after = leaves.map((_, index) =>
    before.flatMap((list, other) => (list.includes(index) ? [other] : [])),
  )
  const most = leaves.map(({ entry: { counts } }) => counts.most ?? counts.least)
  const seen = new Map<string, number>()
  const given: number[][] = []
  const visit = (counts: number[]): number => {
    const key = counts.join()
    const known = seen.get(key)
    if (known !== undefined) return known
    seen.set(key, given.length)
    return given.push(counts) - 1
  }
  visit(leaves.map(() => 0))
  const steps: Step[][] = []
  const open: number[][] = []
  for (let state = 0; state < given.length; state++) {
    if (given.length > MAX_STATES) return null
    const counts = given[state] ?? []
    const isFull = (leaf: number): boolean => counts[leaf] === most[leaf]
    steps.push(
      leaves.flatMap(({ entry }, leaf): Step[] => {
        if (isFull(leaf) || !(before[leaf] ?? []).every(isFull)) return []
        const next = visit(counts.with(leaf, (counts[leaf] ?? 0) + 1))
        return [{ entry: leaf, required: (counts[leaf] ?? 0) < entry.counts.least, next }]
      }),
    )
    open.push(
      leaves.flatMap(({ entry }, leaf) => {
        const ended = (after[leaf] ?? []).some((other) => (counts[other] ?? 0) > 0)
        return entry.counts.most === null && isFull(leaf) && !ended ? [leaf] : []
      }),
    )
  }
  return { entries: leaves.map(({ entry }) => entry), steps, open }
}

interface Leaf {
  readonly entry: Wanted
  /** The entries that must have had their calls. */
  readonly before: readonly Wanted[]
}

function leavesOf(items: readonly ListItem[], order: GroupOrder, outer: readonly Wanted[]): Leaf[] {
  let before = outer
  const leaves: Leaf[] = []
  for (const item of items) {
    const own = item.kind === 'wanted' ? [{ entry: item, before }] : leavesOf(item.items, item.order, before)
    leaves.push(...own)
    if (order === 'in_order') before = own.map(({ entry }) => entry)
  }
  return leaves
}
