import type { Usage } from '../trajectory/index.ts'

/** US dollars per million tokens, by class. */
export interface Rates {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
}

export interface Price extends Rates {
  /** Other rates for prompts of more than `above` tokens (all input classes together). */
  readonly longPrompt: (Rates & { readonly above: number }) | null
}

export interface PriceTable {
  /** The price of a model, or `null` when nobody knows it. Never a price of 0 for want of one. */
  find(model: string): Price | null
}

const PER_MILLION = 1_000_000

/**
 * Rates from those of input and output. Unless said otherwise a cache read costs .1 of the input rate, a cache
 * write 1.25 (five minutes) or 2 (one hour).
 */
export function ratesOf(input: number, output: number, cacheReadShare = 0.1): Rates {
  return {
    input,
    output,
    cacheRead: input * cacheReadShare,
    cacheWrite5m: input * 1.25,
    cacheWrite1h: input * 2,
  }
}

const flat = (input: number, output: number, cacheReadShare?: number): Price => ({
  ...ratesOf(input, output, cacheReadShare),
  longPrompt: null,
})

/** When the table below was last held against platform.claude.com/docs/en/about-claude/pricing. */
export const PRICES_AS_OF = '2026-10-10'

/** Built-in prices; a dated name such as `claude-sonnet-4-5-20250929` is looked up without its date. */
const BUILT_IN: Readonly<Record<string, Price>> = {
  'claude-fable-5-1': flat(10, 50, 0.025),
  'claude-mythos-5-1': flat(10, 50, 0.025),
  'claude-fable-5': flat(10, 50),
  'claude-mythos-5': flat(10, 50),
  'claude-opus-5-5': flat(4, 20, 0.05),
  'claude-opus-5': flat(5, 25),
  'claude-opus-4-8': flat(5, 25),
  'claude-opus-4-7': flat(5, 25),
  'claude-opus-4-6': flat(5, 25),
  'claude-opus-4-5': flat(5, 25),
  'claude-opus-4-1': flat(15, 75),
  'claude-opus-4': flat(15, 75),
  'claude-sonnet-5-5': flat(2, 10, 0.05),
  'claude-sonnet-5': flat(2, 10),
  'claude-sonnet-4-6': flat(3, 15),
  'claude-sonnet-4-5': flat(3, 15),
  'claude-sonnet-4': flat(3, 15),
  'claude-3-7-sonnet': flat(3, 15),
  'claude-3-5-sonnet': flat(3, 15),
  'claude-haiku-5-5': { ...ratesOf(0.1, 0.5), longPrompt: { ...ratesOf(0.5, 2.5), above: 100_000 } },
  'claude-haiku-4-5': flat(1, 5),
  'claude-3-5-haiku': flat(0.8, 4),
}

const DATE_SUFFIX = /-(\d{8}|latest|0)$/

/** @param overrides prices by model name, with its date or without, from the suite; they win */
export function priceTable(overrides: Readonly<Record<string, Price>> = {}): PriceTable {
  const own = new Map(Object.entries(overrides))
  const builtIn = new Map(Object.entries(BUILT_IN))
  return {
    find(model) {
      const family = model.replace(DATE_SUFFIX, '')
      return own.get(model) ?? own.get(family) ?? builtIn.get(family) ?? null
    },
  }
}

/** Tokens of the prompt, cached or not. */
export const promptTokens = (usage: Usage): number =>
  usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens

/** Dollars of one call, or `null` when its usage or its model's price is unknown. */
export function costOf(usage: Usage | null, model: string | null, prices: PriceTable): number | null {
  const price = model === null ? null : prices.find(model)
  if (usage === null || price === null) return null
  const long = price.longPrompt
  const rates: Rates = long !== null && promptTokens(usage) > long.above ? long : price
  const millionths =
    usage.inputTokens * rates.input +
    usage.outputTokens * rates.output +
    usage.cacheReadTokens * rates.cacheRead +
    usage.cacheWrite5mTokens * rates.cacheWrite5m +
    usage.cacheWrite1hTokens * rates.cacheWrite1h
  return millionths / PER_MILLION
}
