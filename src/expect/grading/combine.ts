import type { JsonObject } from '../../trajectory/index.ts'
import type { Items, ParsedItem } from '../item.ts'
import type { Finding, Mention, Scene } from '../types.ts'

/** A part of a combination and what was found for it. */
export interface Part {
  readonly text: string
  readonly finding: Finding
}

/** The parts of a combination by what was found (Kleene's three values). */
export interface Parts {
  readonly held: readonly Part[]
  readonly failed: readonly Part[]
  readonly unknown: readonly Part[]
}

export function scoreParts(items: Items, list: readonly ParsedItem[], scene: Scene): Parts {
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

/** The finding of a combination that rests on some of its parts, and quotes them. */
export function quoteParts(parts: readonly Part[]): Pick<Finding, 'reason' | 'events'> {
  const events = new Set(parts.flatMap(({ finding }) => finding.events))
  return {
    reason: parts.map(({ text, finding }) => `${text}: ${finding.reason}`).join('; '),
    events: [...events].sort((left, right) => left - right),
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
