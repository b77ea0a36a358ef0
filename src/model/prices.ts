import type { Usage } from '../trajectory/index.ts'

/** US dollars per million tokens, by class. */
export interface Price {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
}

/** Day the built-in prices were last checked against the provider's published list. */
export const PRICES_AS_OF = '2026-11-21'

const PER_MILLION = 1_000_000

/**
 * A price from its input and output rates with Anthropic's factors for the cache: reads cost .1 of the input
 * rate, writes 1.25 (five minutes) and 2 (one hour).
 */
export function priceOf(input: number, output: number): Price {
  return { input, output, cacheRead: input * 0.1, cacheWrite5m: input * 1.25, cacheWrite1h: input * 2 }
}

/** Built-in prices by model family; a dated name such as `claude-sonnet-4-5-20250929` finds its family. */
const FAMILIES: Readonly<Record<string, Price>> = {
  'claude-opus-4-6': priceOf(5, 25),
  'claude-opus-4-5': priceOf(5, 25),
  'claude-opus-4-1': priceOf(15, 75),
  'claude-opus-4-0': priceOf(15, 75),
  'claude-opus-4': priceOf(15, 75),
  'claude-sonnet-4-6': priceOf(3, 15),
  'claude-sonnet-4-5': priceOf(3, 15),
  'claude-sonnet-4-0': priceOf(3, 15),
  'claude-sonnet-4': priceOf(3, 15),
  'claude-3-7-sonnet': priceOf(3, 15),
  'claude-3-5-sonnet': priceOf(3, 15),
  'claude-haiku-4-5': priceOf(1, 5),
  'claude-3-5-haiku': priceOf(0.8, 4),
  'claude-3-haiku': priceOf(0.25, 1.25),
}

const DATE_SUFFIX = /-(\d{8}|latest)$/

export interface PriceTable {
  /** The price of a model, or `null` when nobody knows it. Never a price of 0 for want of one. */
  find(model: string): Price | null
}

/** @param overrides prices by exact model name, from the suite; they win */
export function priceTable(overrides: Readonly<Record<string, Price>> = {}): PriceTable {
  return {
    find(model) {
      if (Object.hasOwn(overrides, model)) return overrides[model] ?? null
      const family = model.replace(DATE_SUFFIX, '')
      return Object.hasOwn(FAMILIES, family) ? (FAMILIES[family] ?? null) : null
    },
  }
}

/** Dollars of one call, or `null` when its usage or its model's price is unknown. */
export function costOf(usage: Usage | null, model: string | null, prices: PriceTable): number | null {
  const price = model === null ? null : prices.find(model)
  if (usage === null || price === null) return null
  const millionths =
    usage.inputTokens * price.input +
    usage.outputTokens * price.output +
    usage.cacheReadTokens * price.cacheRead +
    usage.cacheWrite5mTokens * price.cacheWrite5m +
    usage.cacheWrite1hTokens * price.cacheWrite1h
  return millionths / PER_MILLION
}
