import { describe, expect, it } from 'vitest'
import '../src/vitest.ts'
import { answer, call, said, trial, user } from './expect/build.ts'

const booked = said('Your flight to Paris is booked.', [
  answer('Let me see.'),
  call('search', { to: 'Paris' }),
  call('book', { flight: 'AF12', seats: 2 }),
])

const MESSAGES = [
  { role: 'user', content: 'Where is A-1?' },
  { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'find', input: { id: 'A-1' } }] },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'delivered' }] },
  { role: 'assistant', content: 'It was delivered.' },
]

const failure = (assertion: () => void): string => {
  try {
    assertion()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'it holds'
}

describe('a matcher', () => {
  it('holds what the agent says and calls against what is expected', () => {
    expect(booked).toSay('Paris')
    expect(booked).toSay(['let me see'], { ignore: ['case'] })
    expect(booked).not.toSay('let me see', { on: 'final', ignore: ['case'] })
    expect(booked).toCallTool('book', { seats: { $gte: 2 } })
    expect(booked).toCallTool('book', {}, { exactly: 1, status: 'ok' })
    expect(booked).not.toCallTool('cancel')
    expect(booked).toCallTools({ order: 'exact', list: ['search', 'book'] })
    expect(booked).toMeet({ max_tool_calls: 2 })
  })

  it('reads the messages of either provider', () => {
    expect(MESSAGES).toCallTool('find', { id: 'A-1' })
    expect(MESSAGES).toSay('delivered')
  })

  it('says what was nearest', () => {
    expect(failure(() => expect(booked).toCallTool('book', { seats: 3 }))).toBe(
      'expected calls book({seats: 3}): book: no call matches; nearest is call 2 (event 3): .seats expected 3, found 2',
    )
    expect(failure(() => expect(booked).not.toSay('Paris'))).toMatch(/^expected not contains "Paris".*: /)
  })

  it('never holds for want of anything to look at', () => {
    const silent = trial([user('hello')])
    expect(failure(() => expect(silent).toSay('x'))).toContain('the agent said nothing')
    expect(failure(() => expect(silent).not.toSay('x'))).toContain('the agent said nothing')
    const unknown = { max_cost: '$1' }
    const unpriced = said('hi', [answer('', { model: 'nobody-knows' })])
    expect(failure(() => expect(unpriced).toMeet(unknown))).toContain('the cost is unknown')
    expect(failure(() => expect(unpriced).not.toMeet(unknown))).toContain('the cost is unknown')
  })

  it('refuses what is no conversation, and an expectation that is written wrongly', () => {
    expect(failure(() => expect('hello').toSay('hello'))).toContain('expected a trajectory')
    expect(failure(() => expect(booked).toMeet({ judge: { rubric: 'Kind?' } }))).toContain(
      'cannot ask a judge',
    )
    expect(failure(() => expect([]).toSay('x'))).toContain('expected a trajectory')
    expect(failure(() => expect(booked).toMeet({ contain: 'x' }))).toContain(
      'there is no expectation "contain"',
    )
    expect(failure(() => expect([{ role: 'nobody' }]).toSay('x'))).toContain('.messages[0].role')
  })
})
