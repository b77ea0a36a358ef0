import { describe, expect, it } from 'vitest'
import type { PawlError } from '../../src/errors.ts'
import { createRandom, deriveSeed } from '../../src/model/random.ts'
import type { Answer, TrialSource } from '../../src/model/responder.ts'
import { type Script, type ScriptReply, scriptedResponses } from '../../src/model/script.ts'
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

describe('a script', () => {
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
