import { describe, expect, it } from 'vitest'
import { type JsonObject, own } from '../../../src/trajectory/index.ts'
import {
  answerOf,
  asked,
  assembled,
  CALLS,
  message,
  PROTOCOLS,
  provoke,
  REFUND,
  requestOf,
  SAYS,
} from './build.ts'

const WHOLE = JSON.stringify(REFUND['input'])
const FAULTS = [
  { name: 'malformed_tool_json', args: `${WHOLE.slice(0, -1)}]` },
  { name: 'truncated_tool_json', args: WHOLE.slice(0, Math.floor(WHOLE.length / 2)) },
] as const

/** The arguments as a client puts them together from the stream of Anthropic. */
const partialJson = (text: string): string =>
  [...text.matchAll(/^data: (.*)$/gm)]
    .map(([, data = '']) => JSON.parse(data) as { delta?: { partial_json?: string } })
    .map(({ delta }) => delta?.partial_json ?? '')
    .join('')

/** All that OpenAI sends under `arguments`, of the deltas and of what is whole. */
const argumentTexts = (text: string): string[] =>
  [...text.matchAll(/"arguments":("(?:[^"\\]|\\.)*")/g)].map(([, json = '""']) => JSON.parse(json) as string)

describe.for([...FAULTS])('$name', ({ name, args }) => {
  it('sends such arguments over a stream of Anthropic, whose end is right', async () => {
    const request = asked('messages', true)
    const { answer, text } = await provoke(name, request, CALLS)
    expect(partialJson(text)).toBe(args)
    expect(text).toContain('"text_delta"')
    expect(text).toMatch(/content_block_stop.*message_delta.*message_stop/s)
    expect(() => assembled(request, text)).toThrow('the arguments of refund are not JSON')
    expect(answer.fault?.failure).toMatchObject({ status: 200, type: 'malformed_reply' })
  })

  it('cuts them where the recorded stream was cut', async () => {
    const inner = answerOf(asked('messages', true), message([REFUND]), {
      chunks: [
        [0, 10, 210],
        [0, 10, 300],
        [0, WHOLE.length - 20, 400],
      ],
    })
    const { delivery } = await provoke(name, asked('messages', true), inner)
    const deltas = delivery.pieces.filter(({ text }) => text.includes('partial_json'))
    expect(deltas.map(({ atMs }) => atMs)).toEqual([210, 300, 400])
    expect(deltas.map(({ text }) => partialJson(text).length).slice(0, 2)).toEqual([10, 10])
  })

  it.for(['chat/completions', 'responses'] as const)(
    'sends them over %s, streamed and not',
    async (protocol) => {
      for (const stream of [true, false]) {
        const request = asked(protocol, stream)
        const { answer, text } = await provoke(name, request, CALLS)
        const sent = argumentTexts(text)
        expect([sent.join(''), sent.at(-1)]).toContain(args)
        expect(sent.join('')).not.toContain(WHOLE)
        expect(answer.fault?.failure).toMatchObject({ status: 200, type: 'malformed_reply' })
      }
    },
  )

  it('hits the last of several calls, and leaves the others whole', async () => {
    const two = message([REFUND, { ...REFUND, id: 'toolu_2' }])
    const { text } = await provoke(name, asked('messages', true), two)
    expect(partialJson(text)).toBe(WHOLE + args)
  })

  it('takes arguments that are empty', async () => {
    const request = asked('messages', true)
    const { text } = await provoke(name, request, message([{ ...REFUND, input: {} }]))
    expect(() => assembled(request, text)).toThrow('are not JSON')
  })
})

describe('tool arguments of a message that comes whole', () => {
  it('are not JSON within a body that then is none', async () => {
    const { text, answer } = await provoke('malformed_tool_json', asked('messages', false), CALLS)
    expect(text).toContain(`"input":${WHOLE.slice(0, -1)}]`)
    expect(() => JSON.parse(text)).toThrow()
    expect(answer.fault?.failure?.type).toBe('malformed_reply')
  })

  it('lack fields where they are cut short: an object has no text to cut', async () => {
    const {
      message: said,
      text,
      answer,
    } = await provoke('truncated_tool_json', asked('messages', false), CALLS)
    expect(said?.content.at(-1)).toEqual({ ...REFUND, input: { order_id: 'A-1001', amount: 49.9 } })
    expect(JSON.parse(text)).toEqual(said)
    expect(answer.fault?.failure).toBe(null)
  })
})

describe.for([...PROTOCOLS])('a fault of tool calls where %s calls none', (protocol) => {
  it('calls the first tool that the request declares', async () => {
    const { message: said } = await provoke('duplicate_tool_use_id', asked(protocol, true), SAYS)
    expect(said?.['stop_reason']).toBe('tool_use')
    expect(said?.content[1]).toMatchObject({
      type: 'tool_use',
      name: 'refund',
      input: { order_id: 'text', amount: 1 },
    })
  })

  it('calls a made-up tool where it declares none', async () => {
    const { tools: _, ...body } = asked(protocol, false).body
    const { message: said } = await provoke('malformed_tool_json', requestOf(protocol, body), SAYS)
    expect(said?.content[1]).toMatchObject({ type: 'tool_use', name: 'get_record', id: 'toolu_fault_1' })
  })

  it('passes over tools that the provider runs', async () => {
    const { tools, ...body } = asked(protocol, false).body
    const hosted: JsonObject = { type: 'web_search_20250305', name: 'web_search' }
    const request = requestOf(protocol, { ...body, tools: [hosted, ...(Array.isArray(tools) ? tools : [])] })
    const { message: said } = await provoke('duplicate_tool_use_id', request, SAYS)
    expect(own(said?.content[1] ?? {}, 'name')).toBe('refund')
  })
})
