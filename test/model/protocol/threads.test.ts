import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, it } from 'vitest'
import { createThreads } from '../../../src/model/protocol/threads.ts'
import type { AssistantMessage, JsonObject } from '../../../src/trajectory/index.ts'

const reply = (id: string, ...content: AssistantMessage['content']): AssistantMessage => ({
  id,
  type: 'message',
  role: 'assistant',
  model: 'claude-opus-5',
  content,
  stop_reason: content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
})
const text = (said: string) => ({ type: 'text', text: said })
const call = (id: string) => ({ type: 'tool_use', id, name: 'find', input: { id } })
const LOOP = [
  reply('msg_1', text('looking'), call('toolu_1')),
  reply('msg_2', call('toolu_2'), call('toolu_3')),
  { ...reply('msg_3', text('one moment')), stop_reason: 'pause_turn' },
  reply('msg_4', text('done')),
]

interface Ran {
  readonly sent: readonly JsonObject[]
  readonly resolved: readonly JsonObject[]
}

/** A client of the SDK whose requests are taken down as they went out and as they were understood. */
function recorded(replies: readonly AssistantMessage[]): Ran & { readonly client: Anthropic } {
  const threads = createThreads()
  const sent: JsonObject[] = []
  const resolved: JsonObject[] = []
  const client = new Anthropic({
    apiKey: 'k',
    maxRetries: 0,
    fetch: (_, init) => {
      const body = JSON.parse(String(init?.body)) as JsonObject
      const whole = threads.resolve(body)
      const answer = replies[sent.length] ?? reply('none')
      sent.push(body)
      resolved.push(whole)
      threads.answered(whole, answer)
      return Promise.resolve(Response.json(answer))
    },
  })
  return { client, sent, resolved }
}

async function toolLoop(threaded: boolean): Promise<Ran> {
  const run = recorded(LOOP)
  await run.client.beta.messages
    .toolRunner({
      model: 'claude-opus-5',
      max_tokens: 100,
      metadata: { user_id: 'u' },
      system: 'be kind',
      messages: [{ role: 'user', content: 'find it' }],
      tools: [
        {
          name: 'find',
          description: 'finds',
          input_schema: { type: 'object', properties: { id: { type: 'string' } } },
          parse: (input: unknown) => input,
          run: () => 'here',
        },
      ],
      ...(threaded ? {} : { thread: false }),
    })
    .runUntilDone()
  return run
}

describe("the turns of the SDK's tool runner", () => {
  it('send only what is new, and stand for the requests that it makes without a thread', async () => {
    const threaded = await toolLoop(true)
    const whole = await toolLoop(false)
    expect(threaded.sent.map(({ thread }) => thread)).toEqual([
      { type: 'create' },
      { type: 'continue', previous_message_id: 'msg_1' },
      { type: 'continue', previous_message_id: 'msg_2' },
      { type: 'continue', previous_message_id: 'msg_3' },
    ])
    expect(threaded.sent[1]).not.toHaveProperty('tools')
    expect(threaded.sent[3]).toMatchObject({ messages: [] })
    expect(threaded.resolved).toEqual(whole.sent)
    expect(whole.resolved).toEqual(whole.sent)
  })

  it('start anew after a refusal, which the provider does not keep', async () => {
    const refused = { ...reply('msg_2', text('no')), stop_reason: 'refusal' }
    const { client, sent, resolved } = recorded([reply('msg_1', text('hello')), refused, reply('msg_3')])
    const thread = client.beta.messages.thread({ model: 'claude-opus-5', max_tokens: 9, system: 'be kind' })
    for (const content of ['a', 'b', 'c']) await thread.send({ role: 'user', content })
    expect(sent.map((body) => (body['thread'] as JsonObject)['type'])).toEqual([
      'create',
      'continue',
      'create',
    ])
    const { thread: _, ...whole } = sent[2] ?? {}
    expect(resolved[2]).toEqual(whole)
    expect(resolved[1]).toMatchObject({
      system: 'be kind',
      messages: [{ content: 'a' }, {}, { content: 'b' }],
    })
  })
})

describe('a turn of a thread', () => {
  const user = (content: string) => ({ role: 'user', content })
  const create = { model: 'm', system: 's', messages: [user('a')], thread: { type: 'create' } }
  const next = (id: string, content: string, more: JsonObject = {}): JsonObject => ({
    model: 'm',
    messages: [user(content)],
    thread: { type: 'continue', previous_message_id: id },
    ...more,
  })

  it('of an unknown message stays as it is, and so does all that follows it', () => {
    const threads = createThreads()
    const lost = next('msg_9', 'b')
    expect(threads.resolve(lost)).toBe(lost)
    threads.answered(lost, reply('msg_10', text('x')))
    const after = next('msg_10', 'c')
    expect(threads.resolve(after)).toBe(after)
  })

  it('may be continued twice from the same message', () => {
    const threads = createThreads()
    threads.answered(threads.resolve(create), reply('msg_1', text('x')))
    const said = { role: 'assistant', content: [text('x')] }
    for (const content of ['b', 'c']) {
      const resolved = threads.resolve(next('msg_1', content))
      expect(resolved).toEqual({ model: 'm', system: 's', messages: [user('a'), said, user(content)] })
      threads.answered(resolved, reply(`msg_${content}`, text(content)))
    }
    expect(threads.resolve(next('msg_b', 'd'))['messages']).toEqual([
      user('a'),
      said,
      user('b'),
      { role: 'assistant', content: [text('b')] },
      user('d'),
    ])
  })

  it('brings its own parameters: only system and tools are the thread’s', () => {
    const threads = createThreads()
    threads.answered(threads.resolve({ ...create, temperature: 1 }), reply('msg_1'))
    expect(threads.resolve(next('msg_1', 'b', { max_tokens: 5 }))).not.toHaveProperty('temperature')
    expect(threads.resolve(next('msg_1', 'b', { max_tokens: 5 }))).toMatchObject({
      max_tokens: 5,
      system: 's',
    })
  })

  it('of a request without a thread is that request', () => {
    const body = { model: 'm', messages: [] }
    expect(createThreads().resolve(body)).toBe(body)
  })
})
