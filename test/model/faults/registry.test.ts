import { describe, expect, it } from 'vitest'
import { FAULT_NAMES, FAULTS } from '../../../src/model/faults/index.ts'
import { answerOf, asked, CALLS, PROTOCOLS, provoke, SAYS } from './build.ts'

describe('the faults', () => {
  it('are these', () => {
    expect(FAULT_NAMES).toEqual([
      'bad_request',
      'authentication',
      'permission',
      'not_found',
      'too_large',
      'rate_limit',
      'rate_limit_bare',
      'server_error',
      'overloaded',
      'timeout',
      'connection_error',
      'stall',
      'reset',
      'truncated_stream',
      'malformed_tool_json',
      'truncated_tool_json',
      'error_event',
      'refusal',
      'max_tokens',
      'empty_content',
      'unknown_tool',
      'duplicate_tool_use_id',
      'oversized_reply',
      'wrong_argument_types',
    ])
  })

  it('are found by their names, and each says what it is in a line of its own', () => {
    for (const [name, fault] of FAULTS) {
      expect(fault.name).toBe(name)
      expect(fault.about).toMatch(/^.{10,110}$/)
    }
    expect(new Set([...FAULTS.values()].map(({ about }) => about)).size).toBe(24)
  })
})

const CALLED = PROTOCOLS.flatMap((protocol) => [
  { protocol, stream: true },
  { protocol, stream: false },
])

describe.for(CALLED)('each fault of $protocol, stream: $stream', ({ protocol, stream }) => {
  it.for([...FAULT_NAMES])('%s carries its name', async (name) => {
    for (const said of [SAYS, CALLS]) {
      const { answer } = await provoke(name, asked(protocol, stream), said)
      expect(answer.fault?.name).toBe(name)
    }
  })

  it.for([...FAULT_NAMES])('%s either fails on record or is a message there', async (name) => {
    for (const said of [SAYS, CALLS]) {
      const { answer, message } = await provoke(name, asked(protocol, stream), said)
      const failed = answer.status !== 200 || answer.fault?.failure != null
      expect(failed || message !== null).toBe(true)
    }
  })

  it.for([...FAULT_NAMES])('%s is the same each time', async (name) => {
    const first = await provoke(name, asked(protocol, stream), CALLS)
    const second = await provoke(name, asked(protocol, stream), CALLS)
    expect(second.delivery).toEqual(first.delivery)
  })

  it.for([...FAULT_NAMES])(
    '%s leaves a genuine failure of the provider as it is, once it asks',
    async (name) => {
      const request = asked(protocol, stream)
      const failure = answerOf(request, SAYS, {
        status: 500,
        body: { error: { type: 'api_error', message: 'x' } },
      })
      const { answer, asked: times } = await provoke(name, request, failure)
      if (times > 0) expect(answer).toBe(failure)
      else expect(answer.fault?.name).toBe(name)
    },
  )

  it.for([...FAULT_NAMES])('%s shows when the rule says', async (name) => {
    const { answer } = await provoke(name, asked(protocol, stream), CALLS, { latencyMs: 120 })
    expect(answer.latencyMs ?? answer.ttftMs).toBe(120)
    expect(answer.ttftMs ?? 0).toBeLessThanOrEqual(120)
  })
})
