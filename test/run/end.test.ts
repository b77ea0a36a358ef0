import { describe, expect, it } from 'vitest'
import { endOf } from '../../src/run/end.ts'
import { answer } from '../expect/build.ts'

const ended = (status: number | null, type: string, message = '') =>
  endOf({ fault: null, timeout: null, thrown: { error: new Error('gave up') } }, [
    answer('', { response: null, failure: { status, type, message } }),
  ])

describe('a trial whose last model call failed', () => {
  it.each([
    [null, 'connection_error'],
    [null, 'unreachable'],
    [429, 'rate_limit_error'],
    [529, 'overloaded_error'],
  ])('with %s %s is to be tried again', (status, type) => {
    expect(ended(status, type)).toMatchObject({ kind: 'error', code: 'provider-failure', transient: true })
  })

  it.each([
    [401, 'authentication_error', ''],
    [null, 'configuration_error', ''],
    [402, 'billing_error', ''],
    [429, 'insufficient_quota', ''],
    [400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'],
    [400, 'invalid_request_error', 'You have reached your specified API usage limits.'],
  ])(
    'with %s %s "%s" is no fault of the agent, and will not be otherwise in a moment',
    (status, type, message) => {
      expect(ended(status, type, message)).toMatchObject({
        kind: 'error',
        code: 'provider-failure',
        transient: false,
      })
    },
  )

  it.each([
    [400, 'invalid_request_error'],
    [413, 'request_too_large'],
    [null, 'hung_up'],
  ])('with %s %s has failed by the agent', (status, type) => {
    expect(ended(status, type)).toMatchObject({ kind: 'agent_failure', code: 'crash' })
  })
})
