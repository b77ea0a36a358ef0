import { describe, expect, it } from 'vitest'
import {
  agentCalls,
  assistantTexts,
  eventsOf,
  finalOutput,
  replyOf,
  stopReason,
  textOf,
  toolCalls,
} from '../../src/trajectory/index.ts'
import { answer, call, final, reply, said, trial, user } from '../expect/build.ts'

const thinking = { type: 'thinking', thinking: 'secret plan', signature: 's' }
const replied = (content: readonly { type: string }[], stop = 'end_turn') =>
  answer('', { response: { role: 'assistant', content, stop_reason: stop } })

describe('the text of a message', () => {
  it('is its text blocks alone: no thinking, no tool call, no tool result', () => {
    const content = [
      thinking,
      { type: 'text', text: 'Your order ' },
      { type: 'tool_use', id: 't', name: 'text', input: { text: 'no' } },
      { type: 'web_search_tool_result', content: [{ type: 'text', text: 'no' }] },
      { type: 'text', text: 'is late.' },
      { type: 'text', text: null },
    ]
    expect(textOf(content)).toBe('Your order is late.')
  })

  it('is empty where there was only thinking', () => {
    expect(assistantTexts(trial([user('hi'), replied([thinking])]))).toEqual([])
  })
})

describe('what the assistant said', () => {
  it('counts a reply and the model call it came from once, at the call', () => {
    expect(assistantTexts(said('Hello.'))).toEqual([{ index: 1, turn: 1, text: 'Hello.' }])
  })

  it('keeps the words between tool calls, a greeting, and a reply that no model call made', () => {
    const greeting = {
      type: 'spoken_message',
      turn: 0,
      atMs: null,
      content: [{ type: 'text', text: 'Welcome' }],
    } as const
    const trajectory = trial([
      greeting,
      user('hi'),
      answer('One moment.'),
      call('find'),
      answer('Found.'),
      reply('By hand.'),
    ])
    expect(assistantTexts(trajectory)).toEqual([
      { index: 0, turn: 0, text: 'Welcome' },
      { index: 2, turn: 1, text: 'One moment.' },
      { index: 4, turn: 1, text: 'Found.' },
      { index: 5, turn: 1, text: 'By hand.' },
    ])
  })

  it('counts the same words again in another turn', () => {
    const trajectory = trial([user('hi'), answer('Yes.'), reply('Yes.'), user('sure?', 2), reply('Yes.', 2)])
    expect(assistantTexts(trajectory).map(({ index }) => index)).toEqual([1, 4])
  })

  it('leaves out what judges and simulated users said, and calls that failed', () => {
    const failed = answer('', {
      response: null,
      failure: { status: 529, type: 'overloaded_error', message: '' },
    })
    const trajectory = trial([
      answer('judged', { actor: 'judge' }),
      answer('I am a user', { actor: 'user' }),
      failed,
    ])
    expect(assistantTexts(trajectory)).toEqual([])
    expect(agentCalls(trajectory).map(({ index }) => index)).toEqual([2])
  })
})

describe('replies and the final output', () => {
  const trajectory = trial([user('a'), reply('one'), user('b', 2), reply('two', 2), final('two', 2)])

  it('are found by turn, each with its index in the trial', () => {
    expect(replyOf(trajectory, 1)).toEqual({ index: 1, turn: 1, text: 'one' })
    expect(replyOf(trajectory, 2)).toEqual({ index: 3, turn: 2, text: 'two' })
    expect(replyOf(trajectory, 3)).toBeNull()
    expect(finalOutput(trajectory)).toEqual({ index: 4, turn: 2, text: 'two' })
  })

  it('are null where the agent gave none', () => {
    expect(finalOutput(trial([user('a')]))).toBeNull()
  })
})

it('views by type carry the indices of the trial', () => {
  const trajectory = trial([user('a'), call('x'), answer('b'), call('y')])
  expect(toolCalls(trajectory).map(({ index, event }) => [index, event.name])).toEqual([
    [1, 'x'],
    [3, 'y'],
  ])
  expect(eventsOf(trajectory, 'user_turn').map(({ index }) => index)).toEqual([0])
})

describe('the stop reason', () => {
  it('is that of the last answered call', () => {
    const failed = answer('', { response: null })
    expect(stopReason(trial([replied([], 'tool_use'), replied([], 'max_tokens'), failed]))).toBe('max_tokens')
  })

  it('is what the agent said of its output where no call was seen, and else null', () => {
    expect(stopReason(trial([final('x')]))).toBe('end_turn')
    expect(stopReason(trial([user('a')]))).toBeNull()
  })
})
