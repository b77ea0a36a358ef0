import { describe, expect, it } from 'vitest'
import { conversationsOf } from '../../src/trajectory/conversations.ts'
import type { ContentBlock, Json, TrajectoryEvent } from '../../src/trajectory/index.ts'
import { answer } from '../expect/build.ts'

const user = (content: Json): Json => ({ role: 'user', content })
const use = (id: string): ContentBlock => ({ type: 'tool_use', id, name: 'agent', input: {} })
const said = (content: readonly ContentBlock[]): Json => ({ role: 'assistant', content })
const result = (id: string): Json => user([{ type: 'tool_result', tool_use_id: id, content: 'done' }])

const call = (messages: readonly Json[], content: readonly ContentBlock[] | null): TrajectoryEvent =>
  answer('', {
    request: { messages },
    response: content && { role: 'assistant', content },
    failure: content ? null : { status: 529, type: 'overloaded_error', message: 'sorry' },
  })

const conversations = (...events: readonly TrajectoryEvent[]): number[] => [
  ...conversationsOf(events).values(),
]

const text = (words: string): ContentBlock[] => [{ type: 'text', text: words }]

describe('conversations in the traffic of one agent', () => {
  it('are one where each request goes on from the last reply', () => {
    const first = call([user('hi')], [use('a')])
    const second = call([user('hi'), said([use('a')]), result('a')], text('done'))
    expect(conversations(first, second)).toEqual([0, 0])
  })

  it('are kept apart where sub-agents run at the same time', () => {
    const main = call([user('hi')], [use('a'), use('b')])
    const left = call([user('left')], [use('l')])
    const right = call([user('right')], [use('r')])
    const leftEnd = call([user('left'), said([use('l')]), result('l')], text('left done'))
    const rightEnd = call([user('right'), said([use('r')]), result('r')], text('right done'))
    const mainEnd = call([user('hi'), said([use('a'), use('b')]), result('a'), result('b')], text('all done'))
    expect(conversations(main, left, right, rightEnd, leftEnd, mainEnd)).toEqual([0, 1, 2, 2, 1, 0])
  })

  it('go on through a failed try', () => {
    expect(conversations(call([user('hi')], null), call([user('hi')], text('hello')))).toEqual([0, 0])
  })

  it('go on where a client marks what it sends again for the cache', () => {
    const marked = { ...use('a'), cache_control: { type: 'ephemeral' } }
    const second = call([user('hi'), said([marked]), result('a')], text('done'))
    expect(conversations(call([user('hi')], [use('a')]), second)).toEqual([0, 0])
  })

  it('go on where a client sends the results alone', () => {
    expect(conversations(call([user('hi')], [use('a')]), call([result('a')], text('done')))).toEqual([0, 0])
  })
})
