import { isJsonObject, type Json, type JsonObject, own } from '../trajectory/index.ts'
import type { Problem } from './problem.ts'
import { rootOf } from './references.ts'
import { suggestion } from './suggest.ts'

/** The first steps of paths into the world of a suite: those it begins with, and those that rules make. */
export interface Roots {
  /** `null` where nobody knows: a module makes its own world, or a call names what is made. */
  readonly known: ReadonlySet<string> | null
}

/**
 * What is in the world, of a suite as it is written, mistakes and all; `null` where it has none.
 * @param hasModule a module of tools brings its own
 */
export function rootsOf(suite: JsonObject, hasModule: boolean): Roots | null {
  const cases = own(suite, 'cases')
  const owners = [suite, ...(Array.isArray(cases) ? cases.filter(isJsonObject) : [])]
  const states = owners.map((owner) => own(owner, 'state') ?? null).filter(isJsonObject)
  if (states.length === 0 && !hasModule) return null
  const made = owners.flatMap((owner) => rulesIn(own(owner, 'tools') ?? null)).flatMap(pathsMade)
  const roots = [...states.flatMap(Object.keys), ...made.map(rootOf)]
  const isOpen = hasModule || roots.includes(null)
  return { known: isOpen ? null : new Set(roots.filter((root) => root !== null)) }
}

const rulesIn = (tools: Json): JsonObject[] =>
  isJsonObject(tools)
    ? Object.values(tools).flatMap((rules) => (Array.isArray(rules) ? rules.filter(isJsonObject) : []))
    : []

const pathsMade = (rule: JsonObject): string[] =>
  [own(rule, 'set') ?? null, own(rule, 'append') ?? null].filter(isJsonObject).flatMap(Object.keys)

/**
 * A path into a world that is not there, or that begins where nothing ever is.
 * @param root its first step; `null` where a call decides it
 */
export function checkRoot(
  root: string | null,
  place: Pick<Problem, 'path' | 'point'>,
  roots: Roots | null,
): Problem[] {
  if (roots === null) {
    const message = 'the suite has no world for this path to lead into'
    return [{ code: 'missing-key', ...place, message, hint: 'add its start to the suite:  state: { … }' }]
  }
  if (root === null || roots.known === null || roots.known.has(root)) return []
  const message = `there is no "${root}" in the state, and no rule makes it`
  return [{ code: 'unknown-state', ...place, message, hint: suggestion(root, [...roots.known]) }]
}
