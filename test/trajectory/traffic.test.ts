import { describe, expect, it } from 'vitest'
import {
  type Json,
  type JsonObject,
  type ToolCall,
  type TrajectoryEvent,
  withCallsFromTraffic,
} from '../../src/trajectory/index.ts'
import { answer, call } from '../expect/build.ts'

const use = (id: string, name: string, input: JsonObject = {}) => ({ type: 'tool_use', id, name, input })
const result = (id: string, content: Json, isError = false) => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  ...(isError ? { is_error: true } : {}),
})
const assistant = (...content: readonly Json[]): JsonObject => ({ role: 'assistant', content })
const results = (...content: readonly Json[]): JsonObject => ({ role: 'user', content })

/** A model call that was sent these messages and answered with these blocks. */
const exchange = (messages: readonly Json[], ...content: readonly { type: string }[]): TrajectoryEvent =>
  answer('', { request: { messages }, response: { role: 'assistant', content } })

const callsIn = (events: readonly TrajectoryEvent[]): ToolCall[] =>
  withCallsFromTraffic(events).filter((event) => event.type === 'tool_call')

const hi = { role: 'user', content: 'hi' }

describe('tool calls that only the traffic shows', () => {
  it('are added after the call that asked for them, with the results the agent sent', () => {
    const asked = [use('a', 'find', { id: 1 }), use('b', 'pay')]
    const events = [
      exchange([hi], ...asked),
      exchange([hi, assistant(...asked), results(result('b', 'no funds', true), result('a', 'found'))]),
    ]
    expect(withCallsFromTraffic(events).map(({ type }) => type)).toEqual([
      'model_call',
      'tool_call',
      'tool_call',
      'model_call',
    ])
    expect(callsIn(events)).toMatchObject([
      { id: 'a', name: 'find', input: { id: 1 }, result: 'found', status: 'ok', latencyMs: null },
      { id: 'b', name: 'pay', result: 'no funds', status: 'error' },
    ])
  })

  it('are unanswered where no later request carries their result', () => {
    expect(callsIn([exchange([hi], use('a', 'find'))])).toMatchObject([
      { status: 'unanswered', result: null },
    ])
    const retried = [exchange([hi], use('a', 'find')), exchange([hi]), exchange([hi])]
    expect(callsIn(retried)).toMatchObject([{ status: 'unanswered' }])
  })

  it('take their own result where an id is used again', () => {
    const first = [hi, assistant(use('a', 'find')), results(result('a', 'one'))]
    const second = [...first, assistant(use('a', 'find')), results(result('a', 'two', true))]
    const events = [exchange([hi], use('a', 'find')), exchange(first, use('a', 'find')), exchange(second)]
    expect(callsIn(events)).toMatchObject([
      { result: 'one', status: 'ok' },
      { result: 'two', status: 'error' },
    ])
  })

  it('do not take an earlier result where an id is used again and not answered', () => {
    const first = [hi, assistant(use('a', 'find')), results(result('a', 'one'))]
    const dropped = [...first, assistant(use('a', 'find')), { role: 'user', content: 'never mind' }]
    const events = [exchange([hi], use('a', 'find')), exchange(first, use('a', 'find')), exchange(dropped)]
    expect(callsIn(events)).toMatchObject([{ result: 'one' }, { status: 'unanswered', result: null }])
  })

  it('are answered by a request that sends the new messages alone', () => {
    const events = [exchange([hi], use('a', 'find')), exchange([results(result('a', 'found'))])]
    expect(callsIn(events)).toMatchObject([{ result: 'found', status: 'ok' }])
  })

  it('are not read off a judge', () => {
    const judged = answer('', {
      actor: 'judge',
      response: { role: 'assistant', content: [use('a', 'grade')] },
    })
    expect(callsIn([judged])).toEqual([])
  })
})

describe('tool calls that were seen as they ran', () => {
  it('are not doubled, by id or, without one, by name and arguments', () => {
    const events = [
      exchange([hi], use('a', 'find', { id: 1 }), use('b', 'find', { id: 2 })),
      call('find', { id: 2 }, { id: null }),
      call('find', { id: 1 }, { id: 'a' }),
    ]
    expect(withCallsFromTraffic(events)).toEqual(events)
  })

  it('stand for one request each', () => {
    const events = [
      exchange([hi], use('a', 'find', { id: 1 }), use('b', 'find', { id: 1 })),
      call('find', { id: 1 }),
    ]
    expect(callsIn(events).map(({ status }) => status)).toEqual(['unanswered', 'ok'])
  })

  it('do not stand for a call of another tool', () => {
    const events = [exchange([hi], use('a', 'find', { id: 1 })), call('pay', { id: 1 })]
    expect(callsIn(events)).toHaveLength(2)
  })

  it('stand for the call that the agent ran with defaults filled in, and not twice', () => {
    const events = [exchange([hi], use('a', 'find', { id: 1 })), call('find', { id: 1, limit: 10 })]
    expect(callsIn(events)).toHaveLength(1)
    expect(callsIn([...events, call('find', { id: 3 })])).toHaveLength(2)
  })
})
