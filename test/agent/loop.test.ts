import { describe, expect, it } from 'vitest'
import { AgentLimitError } from '../../src/agent/index.ts'
import type { JsonObject, TrajectoryEvent } from '../../src/trajectory/index.ts'
import { message, toolUse } from '../model/build.ts'
import { conversation } from './build.ts'

const calling = (...names: readonly string[]) =>
  message(
    names.map((name, index) => toolUse(name, { n: index }, `t${index}`)),
    { stop_reason: 'tool_use' },
  )

const lastMessage = (request: JsonObject | undefined): unknown => {
  const messages = request?.['messages']
  return Array.isArray(messages) ? messages.at(-1) : undefined
}

describe('tool calls of one reply', () => {
  it('run side by side, and their results go back in the order of the calls', async () => {
    const tools = {
      a: { content: 'A', latencyMs: 100 },
      b: { content: 'B', latencyMs: 300 },
      c: { content: 'C', latencyMs: 200 },
    }
    const talk = conversation([calling('a', 'b', 'c'), message('done')], { tools })
    expect(await talk.send('go')).toEqual({ text: 'done', stopReason: 'end_turn' })
    expect(talk.clock.now()).toBe(300)
    expect(lastMessage(talk.requests()[1])).toEqual({
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 't0', content: 'A' },
        { type: 'tool_result', tool_use_id: 't1', content: 'B' },
        { type: 'tool_result', tool_use_id: 't2', content: 'C' },
      ],
    })
  })

  it('that fail are told to the model as failed', async () => {
    const talk = conversation([calling('pay'), message('sorry')], {
      tools: { pay: { content: 'no funds', isError: true } },
    })
    await talk.send('pay')
    expect(lastMessage(talk.requests()[1])).toMatchObject({
      content: [{ content: 'no funds', is_error: true }],
    })
  })

  it('of a tool that there is not are answered with an error, and the conversation goes on', async () => {
    const talk = conversation([calling('fly', 'walk'), message('walked')], {
      tools: { walk: { content: 'ok' } },
    })
    expect((await talk.send('go')).text).toBe('walked')
    expect(talk.events()).toMatchObject([
      { type: 'model_call' },
      { type: 'tool_call', name: 'fly', status: 'error', result: 'there is no tool fly; the tools are walk' },
      { type: 'tool_call', name: 'walk', status: 'ok' },
      { type: 'model_call' },
    ])
  })
})

describe('a turn', () => {
  it('keeps the history of those before it', async () => {
    const talk = conversation([calling('a'), message('one'), message('two')], {
      tools: { a: { content: 'A' } },
    })
    await talk.send('first')
    await talk.send([{ type: 'text', text: 'second' }])
    expect(talk.requests()[2]?.['messages']).toEqual([
      { role: 'user', content: 'first' },
      { role: 'assistant', content: calling('a').content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't0', content: 'A' }] },
      { role: 'assistant', content: message('one').content },
      { role: 'user', content: [{ type: 'text', text: 'second' }] },
    ])
  })

  it('goes on where the model paused', async () => {
    const searching = message([{ type: 'server_tool_use', id: 's', name: 'web_search', input: {} }], {
      stop_reason: 'pause_turn',
    })
    const talk = conversation([searching, message('found')])
    expect(await talk.send('search')).toEqual({ text: 'found', stopReason: 'end_turn' })
    expect(lastMessage(talk.requests()[1])).toEqual({ role: 'assistant', content: searching.content })
  })

  it('ends where the reply was cut off: its tool calls are not run, and the next turn answers them', async () => {
    const cut = message([{ type: 'text', text: 'I will' }, toolUse('a', {}, 't9')], {
      stop_reason: 'max_tokens',
    })
    const talk = conversation([cut, message('two'), message('three')], { tools: { a: { content: 'A' } } })
    expect(await talk.send('first')).toEqual({ text: 'I will', stopReason: 'max_tokens' })
    await talk.send('second')
    await talk.send('third')
    expect(talk.events().filter(({ type }) => type === 'tool_call')).toEqual([])
    expect(lastMessage(talk.requests()[1])).toEqual({
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 't9', content: 'not run: the reply was cut off', is_error: true },
        { type: 'text', text: 'second' },
      ],
    })
    expect(lastMessage(talk.requests()[2])).toEqual({ role: 'user', content: 'third' })
  })

  it('that asks the model too often is over its limit', async () => {
    const replies = Array.from({ length: 3 }, () => calling('a'))
    const talk = conversation(replies, { tools: { a: { content: 'A' } }, config: { max_iterations: 3 } })
    const turn = talk.send('loop')
    await expect(turn).rejects.toThrow(AgentLimitError)
    await expect(turn).rejects.toMatchObject({ limit: 'max_iterations' })
    expect(talk.events().at(-1)).toMatchObject({ type: 'limit', limit: 'max_iterations', value: 3, max: 3 })
    expect(talk.requests()).toHaveLength(3)
  })

  it('may use all of its iterations', async () => {
    const talk = conversation([calling('a'), message('done')], {
      tools: { a: { content: 'A' } },
      config: { max_iterations: 2 },
    })
    expect((await talk.send('go')).text).toBe('done')
  })
})

describe('a request', () => {
  it('holds what the configuration says to the model, and nothing of what it says to the agent', async () => {
    const config = {
      system: 'be kind',
      temperature: 0,
      stop_sequences: ['END'],
      thinking: { type: 'enabled', budget_tokens: 1024 },
      max_retries: 5,
    }
    const talk = conversation([message('hi')], { config, tools: { a: { content: 'A' } } })
    await talk.send('hello')
    expect(talk.requests()).toEqual([
      {
        model: 'claude-opus-5',
        system: 'be kind',
        max_tokens: 4096,
        stream: true,
        temperature: 0,
        stop_sequences: ['END'],
        thinking: { type: 'enabled', budget_tokens: 1024 },
        tools: [{ name: 'a', description: 'does a', input_schema: { type: 'object', properties: {} } }],
        messages: [{ role: 'user', content: 'hello' }],
      },
    ])
  })

  it('without tools names none', async () => {
    const talk = conversation([message('hi')])
    await talk.send('hello')
    expect(Object.keys(talk.requests()[0] ?? {})).not.toContain('tools')
  })

  it.each([true, false])('may ask for a long reply (stream: %s)', async (stream) => {
    const talk = conversation([message('long')], { config: { stream, max_tokens: 64_000 } })
    expect((await talk.send('write')).text).toBe('long')
  })
})

it('streamed or whole, a conversation leaves the same trajectory', async () => {
  const thinking = { type: 'thinking', thinking: 'hm', signature: 'sig' }
  const replies = [
    message([thinking, toolUse('a', { deep: { list: [1, 'x', null] } })], { stop_reason: 'tool_use' }),
    message([{ type: 'text', text: 'done', citations: [{ type: 'page_location', cited_text: 'x' }] }]),
  ]
  const talks = [true, false].map((stream) =>
    conversation(replies, { config: { stream }, tools: { a: { content: 'A' } } }),
  )
  const outputs = await Promise.all(talks.map((talk) => talk.send('go')))
  expect(outputs[0]).toEqual(outputs[1])
  const withoutMode = (event: TrajectoryEvent): unknown => {
    if (event.type !== 'model_call') return event
    const { stream: _stream, ...request } = event.request ?? {}
    return { ...event, request }
  }
  const [streamed, whole] = talks.map((talk) => talk.events().map(withoutMode))
  expect(streamed).toEqual(whole)
  expect(streamed).toHaveLength(3)
})
