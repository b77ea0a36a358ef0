import { describe, expect, it } from 'vitest'
import type { PawlError } from '../../src/errors.ts'
import { protocolOf } from '../../src/model/protocol/index.ts'
import { createRandom, deriveSeed } from '../../src/model/random.ts'
import type { Answer, TrialSource } from '../../src/model/responder.ts'
import { type Script, type ScriptReply, scriptedResponses } from '../../src/model/script.ts'
import type { JsonObject } from '../../src/trajectory/index.ts'
import { body, request } from './build.ts'

const reply = (text: string, more: Partial<ScriptReply> = {}): ScriptReply => ({
  content: [{ type: 'text', text }],
  stopReason: 'end_turn',
  model: null,
  usage: null,
  latencyMs: null,
  ttftMs: null,
  ...more,
})

const one = (...replies: readonly ScriptReply[]): Script => ({ variants: [{ weight: 1, replies }] })

const open = (script: Script | null, trial = 0): TrialSource =>
  scriptedResponses({ scriptOf: () => script, strict: false }).open(
    { case: 'greet', trial },
    createRandom(deriveSeed(7, trial)),
  )

const ask = (source: TrialSource): Answer => source.responder.respond(request(body('hi'))) as Answer

function errorOf(source: TrialSource): PawlError {
  try {
    ask(source)
  } catch (error) {
    return error as PawlError
  }
  throw new Error('the script answered')
}

describe('a request that no provider would take', () => {
  const endpoints = {
    messages: protocolOf('messages'),
    'chat/completions': protocolOf('chat/completions'),
    responses: protocolOf('responses'),
  }
  const askAs = (name: keyof typeof endpoints, sent: JsonObject): Answer =>
    open(one(reply('one'))).responder.respond(
      request(sent, { endpoint: { kind: 'model', name, protocol: endpoints[name] } }),
    ) as Answer

  it.each([
    ['messages', { max_tokens: 9, messages: [] }, 'model'],
    ['messages', { model: 'm', messages: [] }, 'max_tokens'],
    ['messages', { model: 'm', max_tokens: 9 }, 'messages'],
    ['messages', { model: 'm', max_tokens: 9, messages: 'hi' }, 'messages'],
    ['messages', { model: 'm', max_tokens: 9, messages: [] }, 'messages'],
    ['chat/completions', { messages: [] }, 'model'],
    ['chat/completions', { model: 'm' }, 'messages'],
    ['responses', { input: 'hi' }, 'model'],
    ['responses', { model: 'm' }, 'input'],
  ] as const)('is refused as the provider does: %s %j names %s', (name, sent, field) => {
    const { status, body: refusal } = askAs(name, sent)
    expect(status).toBe(400)
    expect(endpoints[name].failureIn(status, refusal)).toMatchObject({
      type: 'invalid_request_error',
      message: expect.stringContaining(field),
    })
  })

  it('takes no reply of the script', () => {
    const source = open(one(reply('one')))
    source.responder.respond(request({}))
    expect(ask(source).status).toBe(200)
  })

  it.each([
    ['chat/completions', { model: 'm', messages: [] }],
    ['responses', { model: 'm', previous_response_id: 'resp_1' }],
    ['responses', { prompt: { id: 'pmpt_1' } }],
  ] as const)('is none where the provider takes it: %s %j', (name, sent) => {
    expect(askAs(name, sent).status).toBe(200)
  })
})

describe('a script', () => {
  it('knows the models that it names, that are configured, and that were asked', async () => {
    const script = one(reply('one', { model: 'named' }))
    const source = scriptedResponses({ scriptOf: () => script, models: ['configured'], strict: false }).open(
      { case: 'greet', trial: 0 },
      createRandom(1),
    )
    ask(source)
    const endpoint = { kind: 'side', name: 'models', provider: 'openai' } as const
    const { body: list } = source.responder.respond(request({}, { endpoint })) as Answer
    expect(list).toMatchObject({ data: [{ id: 'configured' }, { id: 'named' }, { id: 'claude-sonnet-4-5' }] })
  })

  it('names its answers as the provider does', () => {
    const idOf = (name: 'messages' | 'responses', sent: JsonObject) => {
      const endpoint = { kind: 'model', name, protocol: protocolOf(name) } as const
      return (open(one(reply('one'))).responder.respond(request(sent, { endpoint })) as Answer).headers
    }
    expect(idOf('messages', body('hi'))).toEqual({ 'request-id': 'req_msg_greet_0_1' })
    expect(idOf('responses', { model: 'm', input: 'hi' })).toEqual({ 'x-request-id': 'req_msg_greet_0_1' })
  })

  it('answers with its replies in order, as messages of the model that was asked', () => {
    const source = open(one(reply('one'), reply('two', { model: 'other', stopReason: 'max_tokens' })))
    expect(ask(source).body).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [{ type: 'text', text: 'one' }],
      stop_reason: 'end_turn',
    })
    expect(ask(source).body).toMatchObject({ model: 'other', stop_reason: 'max_tokens' })
  })

  it('leaves unknown what it does not say, though clients are given a usage to read', () => {
    const answer = ask(open(one(reply('one'))))
    expect(answer).toMatchObject({ usage: null, latencyMs: null, ttftMs: null })
    expect(answer.body).toMatchObject({ usage: { input_tokens: 0, output_tokens: 0 } })
  })

  it('says usage and time where they are written', () => {
    const usage = {
      inputTokens: 812,
      outputTokens: 64,
      cacheReadTokens: 5,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
    }
    const answer = ask(open(one(reply('one', { usage, latencyMs: 900, ttftMs: 100 }))))
    expect(answer).toMatchObject({ usage, latencyMs: 900, ttftMs: 100 })
    expect(answer.body).toMatchObject({
      usage: { input_tokens: 812, output_tokens: 64, cache_read_input_tokens: 5 },
    })
  })

  it('that is used up, or not there, is an error that counts', () => {
    const source = open(one(reply('only')))
    ask(source)
    const { code, message } = errorOf(source)
    expect([code, message]).toEqual([
      'script-exhausted',
      'the script of case greet has 1 reply, and the agent asked the model for number 2',
    ])
    expect(errorOf(open(null)).code).toBe('script-missing')
  })

  it('is fixed evidence: every trial is a copy of the same', () => {
    const provenances = [0, 1].map((trial) => open(one(reply('x')), trial).provenance)
    expect(provenances[0]).toEqual(provenances[1])
    expect(provenances[0]).toMatchObject({ evidence: 'fixed', sample: 'script' })
  })
})

describe('a script with variants', () => {
  const script: Script = {
    variants: [
      { weight: 3, replies: [reply('often')] },
      { weight: 1, replies: [reply('seldom')] },
    ],
  }
  const drawn = (trial: number): string => JSON.stringify(ask(open(script, trial)).body)

  it('draws one a trial by the seed, as often as its weight says', () => {
    const seldom = Array.from({ length: 4000 }, (_, trial) => drawn(trial)).filter((text) =>
      text.includes('seldom'),
    )
    // A quarter, within five standard deviations.
    expect(Math.abs(seldom.length - 1000)).toBeLessThan(137)
    expect(drawn(3)).toBe(drawn(3))
  })

  it('is sampled evidence, a draw each', () => {
    expect(open(script, 4).provenance).toMatchObject({ evidence: 'sampled', sample: 'draw-4' })
  })
})
