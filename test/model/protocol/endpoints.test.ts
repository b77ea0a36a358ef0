import { describe, expect, it } from 'vitest'
import { endpointOf, protocolOf, sideAnswer } from '../../../src/model/protocol/index.ts'

const ANTHROPIC = new Headers({ 'anthropic-version': '2026-10-21' })
const NONE = new Headers()

describe('the address of a call', () => {
  it.each([
    ['https://api.anthropic.com/v1/messages', 'messages'],
    ['https://api.anthropic.com/v1/messages?beta=true', 'messages'],
    ['http://127.0.0.1:4010/t/case-1/v1/messages', 'messages'],
    ['https://api.openai.com/v1/chat/completions', 'chat/completions'],
    ['http://127.0.0.1:4010/t/case-1/chat/completions', 'chat/completions'],
    ['https://api.openai.com/v1/responses', 'responses'],
    ['http://127.0.0.1:4010/responses/', 'responses'],
  ] as const)('%s is a call of a model', (url, name) => {
    expect(endpointOf('POST', url, NONE)).toEqual({ kind: 'model', name, protocol: protocolOf(name) })
    expect(protocolOf(name).name).toBe(name)
    expect(endpointOf('GET', url, NONE)).toBeNull()
  })

  it.each([
    ['POST', '/v1/messages/count_tokens?beta=true', NONE, 'messages/count_tokens', 'anthropic'],
    ['GET', '/v1/models', ANTHROPIC, 'models', 'anthropic'],
    ['get', '/v1/models', NONE, 'models', 'openai'],
    ['GET', '/v1/models/gpt-5', NONE, 'models', 'openai', 'gpt-5'],
    ['GET', '/v1/models/meta/llama%3A8b', NONE, 'models', 'openai', 'meta/llama:8b'],
    ['GET', '/models?limit=3', NONE, 'models', 'openai'],
  ])('%s %s is answered beside the trajectory', (method, path, headers, name, provider, model?: string) => {
    expect(endpointOf(method, `http://127.0.0.1:4010${path}`, headers)).toEqual({
      kind: 'side',
      name,
      provider,
      ...(model === undefined ? {} : { model }),
    })
  })

  it.each([
    ['POST', 'https://api.anthropic.com/v1/messages/batches'],
    ['POST', 'https://api.openai.com/v1/embeddings'],
    ['DELETE', 'https://api.openai.com/v1/models/x'],
    ['GET', 'https://api.openai.com/v1/responses/resp_1'],
    ['POST', 'https://api.openai.com/?to=/v1/messages'],
    ['POST', 'not an address'],
  ])('%s %s is none of ours', (method, url) => {
    expect(endpointOf(method, url, NONE)).toBeNull()
  })
})

describe('a script answers', () => {
  const models = ['claude-opus-5', 'gpt-5']

  it('a count of tokens with an estimate: a fourth of the characters', () => {
    const endpoint = { kind: 'side', name: 'messages/count_tokens', provider: 'anthropic' } as const
    const body = { model: 'not counted', system: 'abcdefgh', messages: [{ role: 'user', content: 'hi' }] }
    const characters = '"abcdefgh"'.length + '[{"role":"user","content":"hi"}]'.length
    expect(sideAnswer(endpoint, body, models).body).toEqual({ input_tokens: Math.ceil(characters / 4) })
    expect(sideAnswer(endpoint, {}, models).body).toEqual({ input_tokens: 0 })
  })

  it('a list of models in the shape of the provider that was asked', () => {
    const list = (provider: 'anthropic' | 'openai', some: readonly string[]) =>
      sideAnswer({ kind: 'side', name: 'models', provider }, {}, some).body
    expect(list('anthropic', models)).toMatchObject({
      data: [{ type: 'model', id: 'claude-opus-5', display_name: 'claude-opus-5' }, { id: 'gpt-5' }],
      has_more: false,
      first_id: 'claude-opus-5',
      last_id: 'gpt-5',
    })
    const one = { kind: 'side', name: 'models', model: 'gpt-6' } as const
    expect(sideAnswer({ ...one, provider: 'openai' }, {}, models).body).toMatchObject({
      id: 'gpt-6',
      object: 'model',
    })
    expect(sideAnswer({ ...one, provider: 'anthropic' }, {}, []).body).toMatchObject({
      id: 'gpt-6',
      type: 'model',
    })
    expect(list('anthropic', [])).toEqual({ data: [], has_more: false, first_id: null, last_id: null })
    expect(list('openai', ['gpt-5'])).toEqual({
      object: 'list',
      data: [{ id: 'gpt-5', object: 'model', created: 0, owned_by: 'pawl' }],
    })
  })
})
