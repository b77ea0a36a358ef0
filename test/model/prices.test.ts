import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costOf, type Price, priceTable, promptTokens, ratesOf } from '../../src/model/prices.ts'
import type { Usage } from '../../src/trajectory/index.ts'

const NOTHING: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
}

const cost = (usage: Partial<Usage>, model = 'claude-sonnet-4-5', prices = priceTable()): number | null =>
  costOf({ ...NOTHING, ...usage }, model, prices)

const PRICE: Price = { ...ratesOf(1, 2), longPrompt: null }

describe('the price of a call', () => {
  it.each<[string, Partial<Usage>, number]>([
    ['a million tokens in at $3', { inputTokens: 1_000_000 }, 3],
    ['a million tokens out at $15', { outputTokens: 1_000_000 }, 15],
    ['a cache read at a tenth of the input', { cacheReadTokens: 1_000_000 }, 0.3],
    ['a five-minute cache write at 1.25 times', { cacheWrite5mTokens: 1_000_000 }, 3.75],
    ['a one-hour cache write at twice', { cacheWrite1hTokens: 1_000_000 }, 6],
    ['both sides of a call', { inputTokens: 5117, outputTokens: 96 }, 0.016791],
  ])('counts %s', (_, usage, dollars) => {
    expect(cost(usage)).toBeCloseTo(dollars, 12)
  })

  it('is the sum of its classes', () => {
    const tokens = fc.nat({ max: 1_000_000 })
    const usages = fc.record({
      inputTokens: tokens,
      outputTokens: tokens,
      cacheReadTokens: tokens,
      cacheWrite5mTokens: tokens,
      cacheWrite1hTokens: tokens,
    })
    fc.assert(
      fc.property(usages, (usage) => {
        const parts = Object.entries(usage).map(([name, count]) => cost({ [name]: count }) ?? Number.NaN)
        expect(cost(usage)).toBeCloseTo(
          parts.reduce((sum, part) => sum + part, 0),
          9,
        )
      }),
    )
  })

  it('is unknown, not zero, without usage, without a model, and for a model that nobody knows', () => {
    expect(costOf(null, 'claude-sonnet-4-5', priceTable())).toBeNull()
    expect(costOf(NOTHING, null, priceTable())).toBeNull()
    expect(cost({ inputTokens: 1 }, 'gpt-4o')).toBeNull()
    expect(cost({ inputTokens: 1 }, 'constructor')).toBeNull()
  })
})

describe('the name of a model', () => {
  it.each([
    ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
    ['claude-3-5-haiku-20241022', 'claude-3-5-haiku'],
    ['claude-3-7-sonnet-latest', 'claude-3-7-sonnet'],
    ['claude-opus-4-0', 'claude-opus-4'],
  ])('%s is looked up as %s', (dated, family) => {
    expect(priceTable().find(dated)).not.toBeNull()
    expect(priceTable().find(dated)).toBe(priceTable().find(family))
  })

  it('is not shortened to another model', () => {
    expect(priceTable().find('claude-sonnet-4-5-2025')).toBeNull()
    expect(priceTable().find('claude-sonnet-4-55')).toBeNull()
  })
})

describe('a long prompt', () => {
  const above = (tokens: Partial<Usage>) => cost(tokens, 'claude-haiku-5-5')

  it('has other rates for all of its tokens once all input classes together are above the limit', () => {
    expect(above({ inputTokens: 100_000 })).toBeCloseTo(0.01, 12)
    expect(above({ inputTokens: 100_001 })).toBeCloseTo(0.0500005, 12)
    expect(above({ inputTokens: 60_000, cacheReadTokens: 40_001 })).toBeCloseTo(0.03 + 40_001 * 0.05e-6, 12)
  })

  it('is long by its input alone', () => {
    expect(above({ inputTokens: 100_000, outputTokens: 100_000 })).toBeCloseTo(0.01 + 0.05, 12)
    expect(promptTokens({ ...NOTHING, inputTokens: 1, outputTokens: 9, cacheWrite1hTokens: 2 })).toBe(3)
  })
})

describe("a suite's own prices", () => {
  it('win over the built-in ones and give a price to an unknown model', () => {
    const prices = priceTable({ 'claude-sonnet-4-5': PRICE, local: PRICE })
    expect(cost({ inputTokens: 1_000_000 }, 'claude-sonnet-4-5', prices)).toBe(1)
    expect(cost({ outputTokens: 1_000_000 }, 'local', prices)).toBe(2)
  })

  it('hold for the dated name that the provider answers with, unless that has one of its own', () => {
    const dated = { ...ratesOf(7, 7), longPrompt: null }
    const prices = priceTable({
      'claude-sonnet-4-5': PRICE,
      'claude-opus-4-5': PRICE,
      'claude-opus-4-5-20251101': dated,
    })
    expect(prices.find('claude-sonnet-4-5-20250929')).toBe(PRICE)
    expect(prices.find('claude-opus-4-5-20251101')).toBe(dated)
  })
})
