import type { Change, ToolCall } from './events.ts'
import { isJsonObject, type Json } from './json.ts'
import { childAt, type Steps, withValueAt } from './steps.ts'
import type { Trajectory } from './trajectory.ts'
import { eventsOf, type Indexed, toolCalls } from './views.ts'

/** The world of a trial, or of one of its turns. */
export interface WorldView {
  /** Of the event that tells it. */
  readonly index: number
  readonly before: Json
  readonly after: Json
  /** In the order in which they were made, each with its call. */
  readonly changes: readonly { readonly call: Indexed<ToolCall>; readonly change: Change }[]
}

/**
 * The world before and after a trial, or a turn of it; `null` where none was declared. What it was before follows from
 * what it is in the end and what each call changed.
 */
export function worldOf(trajectory: Trajectory, turn: number | null): WorldView | null {
  const told = eventsOf(trajectory, 'state').at(-1)
  if (told === undefined) return null
  const all = toolCalls(trajectory).flatMap((call) =>
    (call.event.changes ?? []).map((change) => ({ call, change })),
  )
  const turnOf = ({ call }: (typeof all)[number]): number => call.event.turn
  const later = turn === null ? [] : all.filter((each) => turnOf(each) > turn)
  const changes = turn === null ? all : all.filter((each) => turnOf(each) === turn)
  const after = undo(told.event.state, later)
  return { index: told.index, before: undo(after, changes), after, changes }
}

const undo = (state: Json, changes: readonly { readonly change: Change }[]): Json =>
  changes.reduceRight((world, { change }) => withValueAt(world, change.path, change.before), state)

/**
 * What became of a world, in the order of its keys: the innermost values that differ. A list that became shorter is
 * one change. What both share is not looked into.
 */
export function changesBetween(before: Json, after: Json): readonly Change[] {
  return changesAt(before, after, [])
}

function changesAt(before: Json | undefined, after: Json | undefined, path: Steps): Change[] {
  if (before === after) return []
  if (isJsonObject(before) && isJsonObject(after)) return changesInside(before, after, path)
  if (Array.isArray(before) && Array.isArray(after) && before.length <= after.length) {
    return changesInside(before, after, path)
  }
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }]
}

const changesInside = (before: object & Json, after: object & Json, path: Steps): Change[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    changesAt(childAt(before, key), childAt(after, key), [...path, key]),
  )
