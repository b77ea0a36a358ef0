import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openaiChat } from '../../../src/model/protocol/openai-chat.ts'
import type { Json, JsonObject } from '../../../src/trajectory/index.ts'
import { anyCuts, anySaid, anyTextBlock, anyToolUse } from './arbitrary.ts'
import { streamed } from './build.ts'

const WITH_USAGE = { stream: true, stream_options: { include_usage: true } }

describe('a message', () => {
  const anyBlocks = fc
    .tuple(fc.option(anyTextBlock), fc.array(anyToolUse, { maxLength: 3 }))
    .map(([text, calls]): readonly JsonObject[] => [...(text ? [text] : []), ...calls])

  it('is read back from the body that says it', () => {
    fc.assert(
      fc.property(anySaid(anyBlocks), (message) => {
        expect(openaiChat.messageIn(openaiChat.bodyOf(message as never, {}))).toEqual(message)
      }),
    )
  })

  it('is read back from the stream of that body', () => {
    fc.assert(
      fc.property(anySaid(anyBlocks), anyCuts, (message, cuts) => {
        const body = openaiChat.bodyOf(message as never, {})
        expect(openaiChat.messageIn(streamed(openaiChat, body, { cuts, request: WITH_USAGE }))).toEqual(
          message,
        )
      }),
    )
  })

  const completion = (message: JsonObject, finish_reason: string): JsonObject => ({
    model: 'gpt-5',
    choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason }],
  })

  it('that refuses says so, in its own words', () => {
    const body = completion({ refusal: 'I cannot help with that.' }, 'stop')
    expect(openaiChat.messageIn(body)).toMatchObject({
      content: [{ type: 'text', text: 'I cannot help with that.' }],
      stop_reason: 'refusal',
      usage: null,
    })
    expect(openaiChat.messageIn(completion({}, 'content_filter'))).toMatchObject({ stop_reason: 'refusal' })
  })

  it('with more levels than any tool takes is none', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: deep } }
    expect(openaiChat.messageIn(completion({ tool_calls: [call] }, 'tool_calls'))).toBeNull()
  })

  it.each<[string, Json]>([
    ['null', null],
    ['no choices', { choices: [] }],
    ['a choice without a message', { choices: [{}] }],
    ['a message of another role', { choices: [{ message: { role: 'user', content: 'x' } }] }],
  ])('is not %s', (_, body) => {
    expect(openaiChat.messageIn(body)).toBeNull()
  })
})

describe('a request on record', () => {
  it('holds a tool loop in the shape of all providers, and all of its other fields', () => {
    const call = (id: string, name: string, args: string) => ({
      id,
      type: 'function',
      function: { name, arguments: args },
    })
    expect(
      openaiChat.onRecord({
        model: 'gpt-5',
        temperature: 0,
        messages: [
          { role: 'developer', content: 'Be kind.' },
          { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
              { type: 'image_url', image_url: { url: 'https://x.test/a.png' } },
            ],
          },
          {
            role: 'assistant',
            content: 'Let me see.',
            tool_calls: [call('c1', 'see', '{"at":1}'), call('c2', 'see', 'no')],
          },
          { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
          { role: 'tool', tool_call_id: 'c2', content: [{ type: 'text', text: 'a dog' }] },
          { role: 'assistant', content: 'A cat.' },
          { role: 'user', name: 'ann', content: 'thanks' },
        ],
        tools: [
          {
            type: 'function',
            function: { name: 'see', description: 'sees', parameters: { type: 'object' }, strict: true },
          },
          { type: 'custom', custom: { name: 'raw' } },
        ],
      }),
    ).toEqual({
      model: 'gpt-5',
      temperature: 0,
      system: 'Be kind.\n\nBe brief.',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
            { type: 'image', source: { type: 'url', url: 'https://x.test/a.png' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'Let me see.' },
            { type: 'tool_use', id: 'c1', name: 'see', input: { at: 1 } },
            { type: 'tool_use', id: 'c2', name: 'see', input: 'no' },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c1', content: 'a cat' },
            { type: 'tool_result', tool_use_id: 'c2', content: [{ type: 'text', text: 'a dog' }] },
          ],
        },
        { role: 'assistant', content: [{ type: 'text', text: 'A cat.' }] },
        { role: 'user', name: 'ann', content: 'thanks' },
      ],
      tools: [
        { name: 'see', description: 'sees', input_schema: { type: 'object' }, strict: true },
        { type: 'custom', custom: { name: 'raw' } },
      ],
    })
  })

  it('is made of anything', () => {
    const anyRequest = fc.record({
      messages: fc.jsonValue({ maxDepth: 5 }),
      tools: fc.jsonValue(),
    }) as fc.Arbitrary<JsonObject>
    fc.assert(
      fc.property(anyRequest, (request) => {
        expect(Array.isArray(openaiChat.onRecord(request)['messages'])).toBe(true)
      }),
    )
  })
})
