import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorBody, failureIn, messageIn, usageJson, usageOf } from '../../src/model/messages.ts'
import type { Json, JsonObject } from '../../src/trajectory/index.ts'
import { anyJson } from '../trajectory/arbitrary.ts'

describe('a message', () => {
  it('is an assistant role and a list of typed blocks, with whatever else it holds', () => {
    const message = { role: 'assistant', content: [{ type: 'brand_new', x: 1 }], container: { id: 'c' } }
    expect(messageIn(message)).toBe(message)
  })

  it.each<[string, Json]>([
    ['text', 'hello'],
    ['null', null],
    ['a user role', { role: 'user', content: [] }],
    ['content that is text', { role: 'assistant', content: 'hello' }],
    ['a block without a type', { role: 'assistant', content: [{ text: 'x' }] }],
    ['an error', errorBody('api_error', 'down')],
  ])('is not %s', (_, body) => {
    expect(messageIn(body)).toBeNull()
  })
})

describe('usage', () => {
  const tokens = fc.nat({ max: 1_000_000 })

  it('comes back as it was from the form of the provider', () => {
    const usages = fc.record({
      inputTokens: tokens,
      outputTokens: tokens,
      cacheReadTokens: tokens,
      cacheWrite5mTokens: tokens,
      cacheWrite1hTokens: tokens,
    })
    fc.assert(
      fc.property(usages, (usage) => {
        expect(usageOf({ usage: usageJson(usage) })).toEqual(usage)
      }),
    )
  })

  it('takes cache writes for five-minute ones where the provider does not split them', () => {
    const read = (more: JsonObject) => usageOf({ usage: { input_tokens: 1, output_tokens: 2, ...more } })
    expect(read({ cache_creation_input_tokens: 30 })).toMatchObject({
      cacheWrite5mTokens: 30,
      cacheWrite1hTokens: 0,
    })
    expect(read({ cache_creation_input_tokens: 30, cache_creation: null })).toMatchObject({
      cacheWrite5mTokens: 30,
    })
    expect(read({ cache_creation_input_tokens: 30, cache_creation: {} })).toMatchObject({
      cacheWrite5mTokens: 30,
    })
    expect(
      read({ cache_creation_input_tokens: 30, cache_creation: { ephemeral_1h_input_tokens: 10 } }),
    ).toMatchObject({ cacheWrite5mTokens: 20, cacheWrite1hTokens: 10 })
  })

  it.each<[string, JsonObject]>([
    ['no usage', {}],
    ['no output tokens', { usage: { input_tokens: 1 } }],
    ['tokens that are no number', { usage: { input_tokens: '1', output_tokens: 2 } }],
  ])('is unknown, not zero, with %s', (_, message) => {
    expect(usageOf(message)).toBeNull()
  })
})

describe('a failure', () => {
  it("is told by the provider's own words", () => {
    expect(failureIn(529, errorBody('overloaded_error', 'Overloaded'))).toEqual({
      status: 529,
      type: 'overloaded_error',
      message: 'Overloaded',
    })
  })

  it('quotes at most 500 characters of any other body', () => {
    expect(failureIn(502, `<html>${'x'.repeat(900)}`).message).toHaveLength(500)
    fc.assert(
      fc.property(anyJson, (body) => {
        const { status, message } = failureIn(500, body)
        expect(status).toBe(500)
        expect(typeof message).toBe('string')
      }),
    )
  })
})
