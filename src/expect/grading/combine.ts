import type { JsonObject } from '../../trajectory/index.ts'
import { ascending } from '../found.ts'
import type { Items, ParsedItem } from '../item.ts'
import type { Finding, Mention, Scene } from '../types.ts'

/** A part of a combination and what was found for it. */
interface Part {
  readonly text: string
  readonly finding: Finding
}

/**
 * Whether at least so many of the parts hold, in Kleene's three values: unknown where those that cannot be told would
 * decide it. The finding quotes the parts it rests on.
 */
export function scoreParts(
  items: Items,
  list: readonly ParsedItem[],
  least: number,
  scene: Scene,
): { readonly finding: Finding; readonly held: number } {
  const { held, failed, unknown } = sortParts(items, list, scene)
  if (held.length >= least) return { finding: { score: 1, ...quote(held) }, held: held.length }
  if (held.length + unknown.length >= least) {
    return { finding: { score: 0, ...quote(unknown), unknown: true }, held: held.length }
  }
  // `not` asks that too few hold, which is so only where enough of them were looked at and missed.
  const unseen = failed.filter(({ finding }) => finding.vacuous).length
  const vacuous = held.length + unknown.length + unseen >= least
  return { finding: { score: 0, ...quote(failed), ...(vacuous ? { vacuous } : {}) }, held: held.length }
}

function sortParts(items: Items, list: readonly ParsedItem[], scene: Scene) {
  const held: Part[] = []
  const failed: Part[] = []
  const unknown: Part[] = []
  for (const item of list) {
    const finding = items.score(item, scene)
    const group = finding.unknown ? unknown : items.holds(item, finding) ? held : failed
    group.push({ text: items.describe(item), finding })
  }
  return { held, failed, unknown }
}

function quote(parts: readonly Part[]): Pick<Finding, 'reason' | 'events'> {
  return {
    reason: parts.map(({ text, finding }) => `${text}: ${finding.reason}`).join('; '),
    events: ascending(parts.flatMap(({ finding }) => finding.events)),
  }
}

export function describeParts(items: Items, list: readonly ParsedItem[]): string {
  return list.map((item) => items.describe(item)).join('; ')
}

/** What the items of the list at a key name. */
export function mentionsOfParts(items: Items, item: JsonObject, key: string): readonly Mention[] {
  const list = item[key]
  return Array.isArray(list) ? list.flatMap((part: unknown, index) => items.mentions(part, [key, index])) : []
}
