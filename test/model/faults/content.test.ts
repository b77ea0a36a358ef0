import { describe, expect, it } from 'vitest'
import type { ContentBlock, Json } from '../../../src/trajectory/index.ts'
import { asked, assembled, CALLS, message, PROTOCOLS, provoke, REFUND, SAYS, TEXT, USAGE } from './build.ts'

const textOf = (blocks: readonly ContentBlock[] | undefined): string =>
  (blocks ?? []).map(({ text }) => (typeof text === 'string' ? text : '')).join('')

const callsOf = (blocks: readonly ContentBlock[] | undefined): readonly ContentBlock[] =>
  (blocks ?? []).filter(({ type }) => type === 'tool_use')

const STREAMED = PROTOCOLS.flatMap((protocol) => [
  { protocol, stream: true },
  { protocol, stream: false },
])

describe.for(STREAMED)('content faults of $protocol, stream: $stream', ({ protocol, stream }) => {
  const provoked = (name: string, said = SAYS) => provoke(name, asked(protocol, stream), said)

  it('keep the usage that the model itself had', async () => {
    const { answer, message: said } = await provoked('empty_content')
    expect(answer.usage).toEqual(USAGE)
    expect(said?.['usage']).toMatchObject({ input_tokens: 100, output_tokens: 20 })
  })

  it('say on the wire what is on record', async () => {
    for (const name of ['refusal', 'empty_content', 'unknown_tool', 'wrong_argument_types']) {
      const { message: said, text } = await provoked(name, CALLS)
      const client = stream ? assembled(asked(protocol, true), text)?.content : said?.content
      expect(client).toEqual(said?.content)
    }
  })

  it('refusal stops with a word', async () => {
    const { message: said } = await provoked('refusal', CALLS)
    expect(said?.['stop_reason']).toBe('refusal')
    expect(said?.content).toHaveLength(1)
    expect(textOf(said?.content)).toMatch(/^I can't/)
  })

  it('empty_content says nothing', async () => {
    const { message: said } = await provoked('empty_content', CALLS)
    expect(said).toMatchObject({ content: [], stop_reason: 'end_turn' })
  })

  it('max_tokens ends in the middle of a text', async () => {
    const { message: said, answer } = await provoked('max_tokens')
    expect(said).toMatchObject({ stop_reason: 'max_tokens' })
    expect(textOf(said?.content)).toBe(TEXT.slice(0, TEXT.length / 2))
    expect(answer.fault).toMatchObject({ breakUp: null, failure: null })
  })

  it('max_tokens ends in the middle of tool arguments; on record are the fields that came whole', async () => {
    const { message: said, text, answer } = await provoked('max_tokens', CALLS)
    expect(said).toMatchObject({ stop_reason: 'max_tokens' })
    expect(said?.content.at(-1)?.['input']).toEqual({ order_id: 'A-1001', amount: 49.9 })
    expect(text).not.toContain('lamp')
    if (stream) expect(text).toMatch(protocol === 'messages' ? 'max_tokens' : /length|max_output_tokens/)
    expect(answer.fault?.failure).toBe(null)
    if (protocol !== 'messages') expect(text).toMatch(/,\\"/)
    else if (stream) expect(() => assembled(asked(protocol, true), text)).toThrow('are not JSON')
  })

  it('unknown_tool calls a tool that nobody declared', async () => {
    const { message: said } = await provoked('unknown_tool', CALLS)
    expect(said?.content[1]).toEqual({ ...REFUND, name: 'refund_v2' })
    expect(callsOf((await provoked('unknown_tool')).message?.content)).toMatchObject([{ name: 'refund_v2' }])
  })

  it('duplicate_tool_use_id repeats a call that is alone, and gives two calls one id', async () => {
    const { message: alone } = await provoked('duplicate_tool_use_id', CALLS)
    expect(callsOf(alone?.content)).toEqual([REFUND, REFUND])
    const second = { ...REFUND, id: 'toolu_2', input: { order_id: 'B-2', amount: 1 } }
    const { message: two } = await provoked('duplicate_tool_use_id', message([REFUND, second]))
    expect(callsOf(two?.content)).toEqual([REFUND, { ...second, id: 'toolu_1' }])
  })

  it('oversized_reply says a megabyte after what it had to say, and makes its calls', async () => {
    const { message: said } = await provoked('oversized_reply', CALLS)
    expect(textOf(said?.content)).toMatch(/^I pay it back\. /)
    expect(textOf(said?.content).length).toBeGreaterThanOrEqual(1024 * 1024)
    expect(callsOf(said?.content)).toEqual([REFUND])
    const { message: silent } = await provoked('oversized_reply', message([REFUND]))
    expect(silent?.content.map(({ type }) => type)).toEqual(['text', 'tool_use'])
    expect(textOf(silent?.content)).toHaveLength(1024 * 1024)
  })

  it('wrong_argument_types gives text for numbers, and lists for texts', async () => {
    const { message: said } = await provoked('wrong_argument_types', CALLS)
    expect(callsOf(said?.content)[0]?.['input']).toEqual({
      order_id: ['A-1001'],
      amount: '49.9',
      express: 'true',
      items: '["lamp","bulb"]',
    })
  })

  it('wrong_argument_types makes up what the schema names where the call has no arguments', async () => {
    const { message: said } = await provoked('wrong_argument_types', message([{ ...REFUND, input: {} }]))
    const input: Json = callsOf(said?.content)[0]?.['input'] ?? null
    expect(input).toEqual({ order_id: ['text'], amount: '1', express: 'true', items: '[]' })
  })
})

describe('an oversized reply that thinks', () => {
  it('leaves its thoughts in front', async () => {
    const thinking = { type: 'thinking', thinking: 'hm', signature: 'sig' }
    const { message: said } = await provoke(
      'oversized_reply',
      asked('messages', true),
      message([thinking, REFUND]),
    )
    expect(said?.content.map(({ type }) => type)).toEqual(['thinking', 'text', 'tool_use'])
  })
})

describe('a refusal of Anthropic', () => {
  it('has details', async () => {
    const { message: said } = await provoke('refusal', asked('messages', false), SAYS)
    expect(said?.['stop_details']).toEqual({ type: 'refusal', category: null, explanation: null })
  })
})
