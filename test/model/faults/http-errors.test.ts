import { describe, expect, it } from 'vitest'
import { asked, bodyFor, provoke, requestOf, SAYS } from './build.ts'

const ANTHROPIC: readonly (readonly [name: string, status: number, type: string])[] = [
  ['bad_request', 400, 'invalid_request_error'],
  ['authentication', 401, 'authentication_error'],
  ['permission', 403, 'permission_error'],
  ['not_found', 404, 'not_found_error'],
  ['too_large', 413, 'request_too_large'],
  ['rate_limit', 429, 'rate_limit_error'],
  ['rate_limit_bare', 429, 'rate_limit_error'],
  ['server_error', 500, 'api_error'],
  ['overloaded', 529, 'overloaded_error'],
]

const OPENAI: readonly (readonly [name: string, status: number, type: string, code: string | null])[] = [
  ['bad_request', 400, 'invalid_request_error', null],
  ['authentication', 401, 'invalid_request_error', 'invalid_api_key'],
  ['permission', 403, 'invalid_request_error', null],
  ['not_found', 404, 'invalid_request_error', 'model_not_found'],
  ['too_large', 413, 'invalid_request_error', null],
  ['rate_limit', 429, 'rate_limit_error', 'rate_limit_exceeded'],
  ['rate_limit_bare', 429, 'rate_limit_error', 'rate_limit_exceeded'],
  ['server_error', 500, 'server_error', null],
  ['overloaded', 503, 'server_error', null],
]

describe('an HTTP error', () => {
  it.for(ANTHROPIC)('%s is %i %s of Anthropic', async ([name, status, type]) => {
    const { delivery, answer, text, asked: times } = await provoke(name, asked('messages', true), SAYS)
    const id = `req_fault_${name}_1`
    expect(delivery.status).toBe(status)
    expect(delivery.headers).toMatchObject({ 'request-id': id, 'content-type': 'application/json' })
    expect(JSON.parse(text)).toEqual({
      type: 'error',
      error: { type, message: expect.stringMatching(/./) },
      request_id: id,
    })
    expect(times).toBe(0)
    expect(answer).toMatchObject({ usage: null, latencyMs: 50, fault: { breakUp: null, failure: null } })
  })

  it.for(OPENAI)('%s is %i %s of OpenAI', async ([name, status, type, code]) => {
    for (const protocol of ['chat/completions', 'responses'] as const) {
      const { delivery, text } = await provoke(name, asked(protocol, false), SAYS)
      expect(delivery.status).toBe(status)
      expect(delivery.headers['x-request-id']).toBe(`req_fault_${name}_1`)
      expect(JSON.parse(text)).toEqual({
        error: { message: expect.stringMatching(/./), type, param: null, code },
      })
    }
  })

  it('names the attempt in its request id', async () => {
    const request = requestOf('messages', bodyFor('messages', false), { attempt: 2 })
    const { delivery } = await provoke('overloaded', request, SAYS)
    expect(delivery.headers['request-id']).toBe('req_fault_overloaded_2')
  })
})

describe('the time to wait', () => {
  const headers = async (name: string, retryAfterMs: number | null, protocol: 'messages' | 'responses') =>
    (await provoke(name, asked(protocol, false), SAYS, { retryAfterMs })).delivery.headers

  it('is 3 s where the rule gives none', async () => {
    const given = await headers('rate_limit', null, 'messages')
    expect(given['retry-after']).toBe('3')
    expect(given).not.toHaveProperty('retry-after-ms')
  })

  it('is said in milliseconds too where it is no whole second', async () => {
    expect(await headers('rate_limit', 250, 'messages')).toMatchObject({
      'retry-after': '1',
      'retry-after-ms': '250',
    })
    expect(await headers('rate_limit', 1500, 'messages')).toMatchObject({
      'retry-after': '2',
      'retry-after-ms': '1500',
    })
  })

  it('comes with the limits of the provider', async () => {
    expect(await headers('rate_limit', 250, 'messages')).toMatchObject({
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-input-tokens-limit': '30000',
    })
    expect(await headers('rate_limit', 250, 'responses')).toMatchObject({
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '250ms',
    })
    expect(await headers('rate_limit', 20_000, 'responses')).toMatchObject({
      'x-ratelimit-reset-requests': '20s',
    })
  })

  it('is never said by rate_limit_bare, and by an overload only when the rule gives it', async () => {
    const waits = (given: Readonly<Record<string, string>>) =>
      Object.keys(given).filter((name) => /retry|ratelimit/.test(name))
    expect(waits(await headers('rate_limit_bare', 1000, 'messages'))).toEqual([])
    expect(waits(await headers('overloaded', null, 'messages'))).toEqual([])
    expect(waits(await headers('overloaded', 1000, 'messages'))).toEqual(['retry-after'])
    expect(waits(await headers('bad_request', 1000, 'messages'))).toEqual([])
  })
})
