import {
  type Change,
  changesBetween,
  type Indexed,
  isJsonObject,
  type Json,
  type Steps,
  showSteps,
  type ToolCall,
  valueAt,
  type WorldView,
} from '../../trajectory/index.ts'
import { describeCall } from '../calls/numbered.ts'
import { ascending } from '../found.ts'
import { matchesAt } from '../match/match.ts'
import { sayFew, shorten, showValue } from '../show.ts'
import type { Finding, Scene } from '../types.ts'

/** What the world must be at a path. */
export interface StatePath {
  readonly text: string
  readonly steps: Steps
  readonly pattern: Json
}

export interface StateSpec {
  readonly paths: readonly StatePath[]
  /** Where nothing must be. */
  readonly absent: readonly Steps[]
  /** Nothing else may have changed than what stands at these, or at the paths above; `null`: anything may. */
  readonly onlyChanges: readonly Steps[] | null
}

const MAX_SHOWN = 5

export function describeState({ paths, absent, onlyChanges }: StateSpec): string {
  const parts = [
    ...paths.map(({ text, pattern }) => `${shorten(text, 120)}: ${showValue(pattern)}`),
    ...absent.map((steps) => `nothing at ${show(steps)}`),
    ...(onlyChanges?.length === 0 ? ['no other changes'] : []),
    ...(onlyChanges ?? []).map((steps) => `else changes only ${show(steps)}`),
  ]
  return `state ${parts.join(', ')}`
}

const show = (steps: Steps): string => shorten(showSteps(steps), 120)

/** What is wrong with the world, and the calls that made it so. */
interface Complaint {
  readonly text: string
  readonly calls: readonly number[]
}

export function scoreState(spec: StateSpec, scene: Scene): Finding {
  const { paths, absent, onlyChanges } = spec
  const { world } = scene
  if (world === null) {
    return { score: 0, reason: 'nothing is known of the state of this trial', events: [], unknown: true }
  }
  const allowed =
    onlyChanges === null ? null : [...onlyChanges, ...absent, ...paths.map(({ steps }) => steps)]
  const complaints = [
    ...paths.flatMap((path) => complainOf(path, world, scene)),
    ...absent.flatMap((steps) => complainPresent(steps, world, scene)),
    ...(allowed === null ? [] : strayChanges(allowed, world, scene)),
  ]
  if (complaints.length === 0) return { score: 1, reason: sayHolds(spec, world), events: [world.index] }
  return {
    score: 0,
    reason: sayFew(
      complaints.map(({ text }) => text),
      MAX_SHOWN,
    ),
    events: ascending([...complaints.flatMap(({ calls }) => calls), world.index]),
  }
}

function sayHolds({ paths, absent, onlyChanges }: StateSpec, { after }: WorldView): string {
  const named = [
    ...paths.map(({ text, steps }) => `${shorten(text, 120)} is ${showValue(valueAt(after, steps) ?? null)}`),
    ...absent.map((steps) => `nothing is at ${show(steps)}`),
  ]
  const rest = named.length > 0 ? 'nothing else changed' : 'nothing changed that may not'
  return [...named, ...(onlyChanges === null ? [] : [rest])].join(', ')
}

function complainOf({ text, steps, pattern }: StatePath, world: WorldView, scene: Scene): Complaint[] {
  const match = matchesAt(world.after, steps, pattern)
  if (match.ok) return []
  const near = valueAt(world.after, steps) === undefined ? whereItEnds(world.after, steps) : ''
  const where = shorten(`${text}${match.path}`, 120)
  return [complaint(`${where} expected ${match.expected}, found ${match.found}${near}`, steps, world, scene)]
}

function complainPresent(steps: Steps, world: WorldView, scene: Scene): Complaint[] {
  const value = valueAt(world.after, steps)
  if (value === undefined) return []
  return [complaint(`${show(steps)} expected nothing, found ${showValue(value)}`, steps, world, scene)]
}

/** @param text what is wrong, to which is added which call made it so */
function complaint(text: string, steps: Steps, world: WorldView, scene: Scene): Complaint {
  const last = world.changes.findLast(({ change }) => isRelated(change.path, steps))
  if (last === undefined) return { text: `${text}; no call changed it`, calls: [] }
  return { text: `${text}; changed last by ${nameCall(last.call, scene)}`, calls: [last.call.index] }
}

/** One of them leads to the other. */
const isRelated = (left: Steps, right: Steps): boolean => startsWith(left, right) || startsWith(right, left)

const startsWith = (path: Steps, prefix: Steps): boolean =>
  prefix.every((step, index) => path[index] === step)

/** What is there as far as a path leads, since most paths to nothing have one wrong step. */
function whereItEnds(world: Json, steps: Steps): string {
  const depth = steps.findIndex((_, index) => valueAt(world, steps.slice(0, index + 1)) === undefined)
  const there = valueAt(world, steps.slice(0, depth)) ?? null
  const where = depth === 0 ? 'the state' : shorten(showSteps(steps.slice(0, depth)), 60)
  if (Array.isArray(there)) return ` (${where} has ${there.length} items)`
  if (!isJsonObject(there)) return ` (${where} is ${showValue(there, 60)})`
  const keys = Object.keys(there)
  const listed = keys.slice(0, MAX_SHOWN).map((key) => shorten(key, 40))
  return ` (${where} has ${listed.join(', ') || 'nothing'}${keys.length > MAX_SHOWN ? ', …' : ''})`
}

function strayChanges(allowed: readonly Steps[], world: WorldView, scene: Scene): Complaint[] {
  return changesBetween(world.before, world.after)
    .flatMap((change) => outside(change, allowed))
    .map((change) => {
      const last = world.changes.findLast(({ change: made }) => isRelated(made.path, change.path))
      const who = last === undefined ? '' : ` by ${nameCall(last.call, scene)}`
      const calls = last === undefined ? [] : [last.call.index]
      const where = show(change.path)
      return { text: `${where} should not have changed: ${describeChange(change)}${who}`, calls }
    })
}

/** What of a change is not allowed; a mapping that is new, or gone, may hold what is. */
function outside(change: Change, allowed: readonly Steps[]): readonly Change[] {
  const { path, before = {}, after = {} } = change
  if (allowed.some((prefix) => startsWith(path, prefix))) return []
  const holdsAllowed = allowed.some((prefix) => startsWith(prefix, path))
  if (!holdsAllowed || !isJsonObject(before) || !isJsonObject(after)) return [change]
  return changesBetween(before, after).flatMap((inner) =>
    outside({ ...inner, path: [...path, ...inner.path] }, allowed),
  )
}

function describeChange({ before, after }: Change): string {
  if (before === undefined) return `nothing became ${showValue(after ?? null)}`
  return `${showValue(before)} became ${after === undefined ? 'nothing' : showValue(after)}`
}

function nameCall({ index, event }: Indexed<ToolCall>, { calls }: Scene): string {
  const number = calls.findIndex((call) => call.index === index) + 1
  return `call ${number} (event ${index}) ${describeCall(event)}`
}
