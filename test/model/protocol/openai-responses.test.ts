import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openaiResponses } from '../../../src/model/protocol/openai-responses.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../src/trajectory/index.ts'
import { anyCuts, anySaid, anyTextBlock, anyToolUse } from './arbitrary.ts'
import { streamed } from './build.ts'
import { CALL, MESSAGE, REASONING, RESPONSE } from './responses-stream.ts'

describe('a message', () => {
  const anyThought = fc.record({
    type: fc.constant('thinking'),
    thinking: fc.string({ unit: 'binary' }),
    signature: fc.base64String(),
  })
  const anyOther = fc.record({ type: fc.constant('web_search_call'), id: fc.string() })
  const anyBlocks = fc.array(fc.oneof(anyTextBlock, anyToolUse, anyThought, anyOther), { maxLength: 5 })

  it('is read back from the body that says it, and from the stream of that body', () => {
    fc.assert(
      fc.property(anySaid<JsonObject>(anyBlocks), anyCuts, (message, cuts) => {
        const body = openaiResponses.bodyOf(message as never, {})
        expect(openaiResponses.messageIn(body)).toEqual(message)
        expect(streamed(openaiResponses, body, { cuts })).toEqual(body)
      }),
    )
  })

  it('answers with what the request asked for', () => {
    const request = {
      model: 'gpt-5',
      tools: [{ type: 'function', name: 'see' }],
      previous_response_id: 'resp_0',
    }
    const message = {
      role: 'assistant' as const,
      content: [{ type: 'text', text: 'hi' }],
      stop_reason: 'end_turn',
    }
    expect(openaiResponses.bodyOf(message, request)).toMatchObject({
      ...request,
      status: 'completed',
      usage: null,
    })
  })

  it.each<[string, JsonObject, string]>([
    [
      'max_output_tokens',
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      'max_tokens',
    ],
    ['content_filter', { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, 'refusal'],
    ['a refusal', { output: [{ ...MESSAGE, content: [{ type: 'refusal', refusal: 'no' }] }] }, 'refusal'],
    ['a plain answer', { output: [MESSAGE] }, 'end_turn'],
  ])('that ends with %s says why', (_, fields, reason) => {
    expect(openaiResponses.messageIn({ ...RESPONSE, ...fields })?.['stop_reason']).toBe(reason)
  })

  it.each<[string, Json]>([
    ['null', null],
    ['an error', openaiResponses.errorBody('x', 'y')],
    ['a response in the background', { ...RESPONSE, status: 'queued' }],
  ])('is not %s', (_, body) => {
    expect(openaiResponses.messageIn(body)).toBeNull()
  })
})

describe('a request on record', () => {
  it('holds a tool loop in the shape of all providers, and all of its other fields', () => {
    const output = { type: 'function_call_output', call_id: 'call_1', output: 'a cat' }
    expect(
      openaiResponses.onRecord({
        model: 'gpt-5',
        previous_response_id: 'resp_0',
        instructions: 'Be kind.',
        input: [
          { role: 'developer', content: 'Be brief.' },
          {
            type: 'message',
            role: 'user',
            content: [
              { type: 'input_text', text: 'What is this?' },
              { type: 'input_image', image_url: 'https://x.test/a.png' },
            ],
          },
          REASONING,
          MESSAGE,
          CALL,
          { ...CALL, call_id: 'call_2', arguments: '' },
          output,
          { ...output, call_id: 'call_2', output: [{ type: 'input_text', text: 'a dog' }] },
          { role: 'assistant', content: 'A cat.' },
          { role: 'user', content: 'thanks' },
        ],
        tools: [
          { type: 'function', name: 'see', parameters: { type: 'object' }, strict: true },
          { type: 'web_search' },
        ],
      }),
    ).toEqual({
      model: 'gpt-5',
      previous_response_id: 'resp_0',
      system: 'Be kind.\n\nBe brief.',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', source: { type: 'url', url: 'https://x.test/a.png' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Think.', signature: 'gAAA' },
            { type: 'text', text: 'Let me see.' },
            { type: 'tool_use', id: 'call_1', name: 'see', input: { at: 1 } },
            { type: 'tool_use', id: 'call_2', name: 'see', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_1', content: 'a cat' },
            { type: 'tool_result', tool_use_id: 'call_2', content: [{ type: 'text', text: 'a dog' }] },
          ],
        },
        { role: 'assistant', content: [{ type: 'text', text: 'A cat.' }] },
        { role: 'user', content: 'thanks' },
      ],
      tools: [{ name: 'see', input_schema: { type: 'object' }, strict: true }, { type: 'web_search' }],
    })
  })

  it('takes a text for what the user says', () => {
    expect(openaiResponses.onRecord({ input: 'hi' })).toEqual({ messages: [{ role: 'user', content: 'hi' }] })
  })

  it('is made of anything, and so is a message or none', () => {
    const hostile = fc.jsonValue({ maxDepth: 5 })
    const anyRequest = fc.record({
      input: hostile,
      tools: hostile,
      output: hostile,
    }) as fc.Arbitrary<JsonObject>
    fc.assert(
      fc.property(anyRequest.filter(isJsonObject), (request) => {
        expect(Array.isArray(openaiResponses.onRecord(request)['messages'])).toBe(true)
        expect(openaiResponses.messageIn(request)?.role ?? 'none').toMatch(/assistant|none/)
      }),
    )
  })
})
