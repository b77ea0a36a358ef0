import type { Json } from '../../trajectory/index.ts'
import { type Mark, namedMark } from './marks.ts'
import type { Variation } from './normalize.ts'

/** What the rules of a suite named in this trial. */
export interface Names {
  /** Gives the new values among these their numbers; true where there are any. */
  bind(variations: readonly Variation[]): boolean
  readonly placeholderOf: (variation: Variation) => string
  marks(): readonly Mark[]
  /** The value behind a text that is nothing but its placeholder, where it is no text itself. */
  valueOf(text: string): Json | undefined
  textOf(placeholder: string): string | undefined
}

export function createNames(): Names {
  const placeholders = new Map<string, string>()
  const values = new Map<string, Json>()
  const counts = new Map<string, number>()
  const identity = ({ name, value }: Variation): string => `${name}:${JSON.stringify(value)}`
  return {
    bind(variations) {
      const before = values.size
      for (const variation of variations) {
        const { name, value } = variation
        if (name === null || placeholders.has(identity(variation))) continue
        const number = (counts.get(name) ?? 0) + 1
        counts.set(name, number)
        placeholders.set(identity(variation), `<${name}:${number}>`)
        values.set(`<${name}:${number}>`, value)
      }
      return values.size > before
    },
    placeholderOf: (variation) => placeholders.get(identity(variation)) ?? '<*>',
    marks: () =>
      [...values]
        .map(([placeholder, value]) => namedMark(value, placeholder))
        .filter((mark) => mark !== null),
    valueOf(text) {
      const value = values.get(text)
      return typeof value === 'string' ? undefined : value
    },
    textOf(placeholder) {
      const value = values.get(placeholder)
      return typeof value === 'string' ? value : undefined
    },
  }
}
